import type { Reference } from './references.ts'

/** A link to where something is specified. */
export function ReferenceLink({ reference: { name, href } }: { reference: Reference }) {
  return (
    <a className="reference" href={href} rel="noreferrer">
      {name}
    </a>
  )
}
