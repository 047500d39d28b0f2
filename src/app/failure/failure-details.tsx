import { CopyButton } from './copy-button.tsx'
import type { Explanation } from '../explanations/explanation.ts'

/** What support asks for. Holds no secret and nothing about the person. */
export function FailureDetails({ explanation: { title, details } }: { explanation: Explanation }) {
  if (details.length === 0) return null
  const text = [title, ...details.map(({ name, value }) => `${name}: ${value}`)].join('\n')
  return (
    <details className="details">
      <summary>Details for support</summary>
      <dl>
        {details.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <CopyButton className="quiet-button" text={text}>
        Copy the details
      </CopyButton>
    </details>
  )
}
