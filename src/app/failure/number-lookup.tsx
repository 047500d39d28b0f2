import { useId, useState } from 'react'
import type { DeploymentValues } from '../explanations/deployment-values.ts'
import { readEntraDescription } from '../explanations/entra-description.ts'
import { explainEntry } from '../explanations/explain.ts'
import type { Explanation } from '../explanations/explanation.ts'
import { findEntryByNumber } from '../explanations/find-entry.ts'
import { whoLabels } from '../explanations/labels.ts'
import { Fix, ForDeveloper } from './fix.tsx'

/**
 * Some errors never come back to the app: the sign-in page shows them with a number, and the person comes back by hand.
 * Here the number can be looked up.
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
