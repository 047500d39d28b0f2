import { type ReactNode, useState } from 'react'
import type { ConfigFault } from '../../config/config.ts'
import type { Who } from '../catalogue/entry.ts'
import type { NamedValue } from '../details.ts'
import type { Explanation } from '../explain.ts'
import { partsOf, type TextPart } from '../fill-in.ts'

const addressees: Partial<Record<Who, string>> = {
  developer: 'For the developer',
  administrator: 'For your administrator',
}

/** The exact fix, and the person it is addressed to. */
export function Fix({ explanation: { who, fix, faults } }: { explanation: Explanation }) {
  const addressee = addressees[who]
  return (
    <div className={addressee === undefined ? 'fix' : 'fix fix-for-others'}>
      {addressee !== undefined && <h2>{addressee}</h2>}
      <p>
        <TextParts text={fix} />
      </p>
      <Faults faults={faults} />
    </div>
  )
}

function Faults({ faults }: { faults: readonly ConfigFault[] }) {
  if (faults.length === 0) return null
  return (
    <dl className="fixes">
      {faults.map(({ key, problem, fix }) => (
        <div key={key + problem}>
          <dt>
            <code translate="no">{key || 'config.json'}</code> <span>{problem}</span>
          </dt>
          <dd>{fix}</dd>
        </div>
      ))}
    </dl>
  )
}

/** The text for the developer, and the values in the fix, each with a copy button. */
export function ForDeveloper({
  explanation: { who, developer, named },
}: {
  explanation: Explanation
}) {
  if (developer === '' && named.length === 0) return null
  return (
    <details className="details" open={who === 'developer'}>
      <summary>{developer === '' ? 'Values to copy' : 'More for the developer'}</summary>
      {developer !== '' && (
        <p>
          <TextParts text={developer} />
        </p>
      )}
      <Values values={named} />
    </details>
  )
}

function Values({ values }: { values: readonly NamedValue[] }) {
  return (
    <dl className="values">
      {values.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <code translate="no">{value}</code>
            <CopyButton className="copy-value" text={value}>
              Copy <span className="visually-hidden">{name}</span>
            </CopyButton>
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** A filled-in text, with values as code and URLs as links. */
function TextParts({ text }: { text: string }) {
  return partsOf(text).map((part, index) => <Part key={`${index} ${part.text}`} {...part} />)
}

function Part({ kind, text }: TextPart) {
  if (kind === 'code') return <code translate="no">{text}</code>
  if (kind === 'text') return <span>{text}</span>
  return (
    <a href={text} target="_blank" rel="noopener noreferrer">
      {shortened(text)}
    </a>
  )
}

/** Host and last segment of a URL: `login.microsoftonline.com/…/adminconsent`. */
function shortened(address: string): string {
  const { host, pathname } = new URL(address)
  const steps = pathname.split('/').filter(Boolean)
  return [host, ...(steps.length > 1 ? ['…'] : []), ...steps.slice(-1)].join('/')
}

interface CopyButtonProps {
  /** The text to copy. */
  text: string
  className: string
  children: ReactNode
}

/** Copies a text and shows whether that worked. Browsers do not allow it without https. */
export function CopyButton({ text, className, children }: CopyButtonProps) {
  const [outcome, setOutcome] = useState('')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setOutcome('Copied.')
    } catch {
      setOutcome('Your browser does not allow copying. Select the text and copy it yourself.')
    }
  }
  return (
    <span className="copy">
      <button type="button" className={className} onClick={() => void copy()}>
        {children}
      </button>
      <span role="status">{outcome}</span>
    </span>
  )
}
