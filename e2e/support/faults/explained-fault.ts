import type { Fault } from '#local-entra'

/** Who can fix a failure, as the page states it. */
export const whoLabels = {
  you: 'You can fix this yourself',
  developer: 'The developer of this app can fix this',
  administrator: 'Your administrator can fix this',
  nobody: 'This usually goes away on its own',
  unclear: 'It is not clear who can fix this',
} as const

/** What the page must show for a failure. */
export interface Expectation {
  title: string
  who: keyof typeof whoLabels
  /** The button for the next step. */
  way: string
}

/** A failure that a test can cause, and what the page must show for it. */
export interface ExplainedFault extends Expectation {
  /** Its key in the catalogue. */
  entry: string
  fault: Fault
}

/** A row of a table: the key in the catalogue and the expected page. */
export type Row<Key extends string | number> = readonly [
  entry: Key,
  title: string,
  who: Expectation['who'],
  way: string,
]

/** @param faultOf returns the fault for a row */
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
