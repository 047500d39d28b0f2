import type { Field } from './flow-step.ts'
import { formatMoment } from './format-time.ts'

const moments = new Set(['auth_time', 'exp', 'iat', 'nbf'])

/** The value of a field, or what is left of it. */
export function FieldValue({ field: { name, value } }: { field: Field }) {
  if (typeof value !== 'string') {
    return (
      <span className="redacted">
        {value.length === 1 ? '1 character' : `${value.length} characters`}, redacted{' '}
        <code>#{value.fingerprint}</code>
      </span>
    )
  }
  return (
    <>
      <code>{value}</code>
      {moments.has(name) && <span className="moment"> {formatMoment(Number(value))}</span>}
    </>
  )
}
