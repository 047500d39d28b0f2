/** What was measured, by name: milliseconds, or numbers of what the name says. */
export type Measurements = Record<string, number>
