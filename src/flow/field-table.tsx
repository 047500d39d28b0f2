import type { Explanation } from './explain-field.ts'
import { FieldValue } from './field-value.tsx'
import type { Field } from './flow-step.ts'
import { ReferenceLink } from './reference-link.tsx'

interface FieldTableProps {
  caption: string
  fields: readonly Field[]
  explain: (name: string) => Explanation
}

/** Each parameter or claim with its value, what it is for, and where that is specified. */
export function FieldTable({ caption, fields, explain }: FieldTableProps) {
  if (fields.length === 0) return null
  return (
    <>
      <h3>{caption}</h3>
      <dl className="fields">
        {fields.map((field) => {
          const { text, reference } = explain(field.name)
          return (
            <div key={field.name}>
              <dt>{field.name}</dt>
              <dd>
                <FieldValue field={field} />
                <p>
                  {text} <ReferenceLink reference={reference} />
                </p>
              </dd>
            </div>
          )
        })}
      </dl>
    </>
  )
}
