import { useId, useState } from 'react'
import { whoLabels } from '../catalogue/entry.ts'
import { lookupOf, readEntraDescription } from '../details.ts'
import { explainEntry, type Explanation, findEntryByNumber } from '../explain.ts'
import type { DeploymentValues } from '../fill-in.ts'
import { Fix, ForDeveloper } from './fix.tsx'

/**
 * Looks up an error by its number. Some errors never reach the app: the sign-in page shows them without redirecting back.
 */
export function NumberLookup({ values }: { values: DeploymentValues }) {
  const [text, setText] = useState('')
  const id = useId()
  const [, digits] = /^\s*(\d{4,8})\s*$/.exec(text) ?? []
  const number = digits ? `AADSTS${digits}` : readEntraDescription(text).number
  const entry = findEntryByNumber(number)
  return (
    <section className="lookup">
      <h2>Did the sign-in page show an error?</h2>
      <label htmlFor={id}>Error number, or the whole message</label>
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
        {!entry && number !== '' && <UnknownNumber number={number} lookup={lookupOf(number)} />}
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

interface UnknownNumberProps {
  number: string
  /** The page where Microsoft explains it; may be empty. */
  lookup: string
}

export function UnknownNumber({ number, lookup }: UnknownNumberProps) {
  return (
    <p>
      The app does not know the error number <code>{number}</code>.
      {lookup !== '' && (
        <>
          {' '}
          <a href={lookup} target="_blank" rel="noopener noreferrer">
            Microsoft explains it
          </a>
          .
        </>
      )}
    </p>
  )
}
