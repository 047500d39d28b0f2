import type { ConfigFault } from '../../config/config.ts'
import type { Who } from '../explanations/catalogue-entry.ts'
import type { Explanation, NamedValue } from '../explanations/explanation.ts'
import { CopyButton } from './copy-button.tsx'
import { TextParts } from './text-parts.tsx'

const saidTo: Partial<Record<Who, string>> = {
  developer: 'For the developer',
  administrator: 'For your administrator',
}

/** What exactly ends a failure, and whom that is said to. */
export function Fix({ explanation: { who, fix, faults } }: { explanation: Explanation }) {
  const addressee = saidTo[who]
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
            <code>{key || 'config.json'}</code> {problem}
          </dt>
          <dd>{fix}</dd>
        </div>
      ))}
    </dl>
  )
}

/** The values that a fix names, each with a button to copy it; and what else a developer should know. */
export function ForDeveloper({
  explanation: { who, developer, values },
}: {
  explanation: Explanation
}) {
  if (developer === '' && values.length === 0) return null
  return (
    <details className="details" open={who === 'developer'}>
      <summary>{developer === '' ? 'To copy' : 'More for the developer'}</summary>
      {developer !== '' && (
        <p>
          <TextParts text={developer} />
        </p>
      )}
      <Values values={values} />
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
            <code>{value}</code>
            <CopyButton className="copy-value" text={value}>
              Copy<span className="visually-hidden"> {name}</span>
            </CopyButton>
          </dd>
        </div>
      ))}
    </dl>
  )
}
