import type { ConfigFault } from '../../config/parse-config.ts'
import { CopyButton } from './copy-button.tsx'
import type { Explanation, NamedValue } from '../explanations/explanation.ts'
import { TextParts } from './text-parts.tsx'

/** The exact fix, for whoever else than the reader can end a failure. */
export function FixFor({ explanation }: { explanation: Explanation }) {
  const { who, fix, developer, faults, values } = explanation
  return (
    <>
      {who === 'administrator' && (
        <section className="fix-for">
          <h2>For your administrator</h2>
          <Fix text={fix} values={values} />
        </section>
      )}
      {who === 'developer' && (
        <section className="fix-for">
          <h2>For the developer</h2>
          <Faults faults={faults} />
          <Fix text={fix} more={developer} values={values} />
        </section>
      )}
      {who !== 'developer' && developer !== '' && (
        <details className="details">
          <summary>For the developer</summary>
          <Fix text={developer} values={who === 'administrator' ? [] : values} />
        </details>
      )}
    </>
  )
}

interface FixProps {
  text: string
  more?: string
  values: readonly NamedValue[]
}

function Fix({ text, more = '', values }: FixProps) {
  return (
    <>
      <p>
        <TextParts text={text} />
      </p>
      {more !== '' && (
        <p>
          <TextParts text={more} />
        </p>
      )}
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
    </>
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
