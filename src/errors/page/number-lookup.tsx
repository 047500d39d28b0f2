import { useId, useState } from 'react'
import { whoLabels } from '../catalogue/entry.ts'
import { readEntraDescription } from '../details.ts'
import { explainEntry, type Explanation, findEntryByNumber } from '../explain.ts'
import type { DeploymentValues } from '../fill-in.ts'
import { Fix, ForDeveloper } from './fix.tsx'

/**
 * Looks up an error by its number. Some errors never reach the app: the sign-in page shows them, and the user comes back
 * by hand.
 */
export function NumberLookup({ values }: { values: DeploymentValues }) {
  const [text, setText] = useState('')
  const id = useId()
  const number = readEntraDescription(text).number || (/^\s*(\d{4,8})\s*$/.exec(text)?.[1] ?? '')
  const entry = findEntryByNumber(number)
  return (
    <section className="lookup">
      <h2>Did the sign-in page show an error?</h2>
      <label htmlFor={id}>Its number, or the whole message</label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        spellCheck={false}
        placeholder="AADSTS50011"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <div aria-live="polite">
        {entry && <Found explanation={explainEntry(entry, values)} />}
        {!entry && number !== '' && <NotFound />}
      </div>
    </section>
  )
}

function Found({ explanation }: { explanation: Explanation }) {
  const { title, text, who } = explanation
  return (
    <>
      <h3>{title}</h3>
      <p>{text}</p>
      <p className="who">{whoLabels[who]}</p>
      <Fix explanation={explanation} />
      <ForDeveloper explanation={explanation} />
    </>
  )
}

function NotFound() {
  return (
    <p>
      This app does not know that number.{' '}
      <a href="https://login.microsoftonline.com/error" target="_blank" rel="noopener noreferrer">
        Microsoft explains each of them
      </a>
      .
    </p>
  )
}
