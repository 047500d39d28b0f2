import type { Fault } from '../../../local-entra/faults/faults.ts'

/** Who can fix a failure, as the page says it. */
export const whoLabels = {
  you: 'You can fix this yourself',
  developer: 'The developer of this app can fix this',
  administrator: 'Your administrator can fix this',
  nobody: 'This usually passes by itself',
  unclear: 'It is not clear who can fix this',
} as const

/** What a page has to say about a failure. */
export interface Expectation {
  title: string
  who: keyof typeof whoLabels
  /** The button that leads on. */
  way: string
}

/** A failure that a test can cause, and what the page then says. */
export interface ExplainedFault extends Expectation {
  /** The key in the catalogue that it leads to. */
  entry: string
  fault: Fault
}

/** One line of a table: the key in the catalogue, and what is expected. */
export type Row<Key extends string | number> = readonly [
  entry: Key,
  title: string,
  who: Expectation['who'],
  way: string,
]

/** @param faultOf makes the failure that a row is about */
export function explainedFaults<Key extends string | number>(
  rows: readonly Row<Key>[],
  faultOf: (entry: Key) => Fault,
): ExplainedFault[] {
  return rows.map(([entry, title, who, way]) => ({
    entry: String(entry),
    fault: faultOf(entry),
    title,
    who,
    way,
  }))
}
