import * as fc from 'fast-check'
import { expect, type Page } from 'playwright/test'
import { alertOn } from '../failure.ts'
import { forecastRows } from '../person.ts'
import { readFuzzParameters } from './fuzz-parameters.ts'

export const { seed, browserCases } = readFuzzParameters(process.env)

/** For the title of a journey: the settings that replay its cases. */
export const replay = `FUZZ_SEED=${seed} FUZZ_CASES=${browserCases}`

// Generous, for a busy machine.
const longestCase = 15_000

/** Time limit for all cases of a journey. */
export const fuzzTimeout = 60_000 + browserCases * 3_000

/** The cases of a journey. The same seed gives the same cases. */
export function casesOf<T>(arbitrary: fc.Arbitrary<T>): T[] {
  return fc.sample(arbitrary, { seed, numRuns: browserCases })
}

/** Where a case ends. */
export type Ending = 'forecast' | 'sign-in' | 'alert'

/**
 * Waits until the page shows rows, a sign-in link, or an alert with a button or link. A page that shows none of them is a
 * dead end.
 * @param what the case, to replay it
 */
export async function endingOf(page: Page, what: string): Promise<Ending> {
  const rows = forecastRows(page).first()
  const nothing = page.getByText('has no forecast at the moment')
  const signIn = page.getByRole('link', { name: 'Sign in' })
  const wayOn = alertOn(page).getByRole('button').or(alertOn(page).getByRole('link')).first()
  const endings = [
    ['alert', wayOn],
    ['forecast', rows.or(nothing)],
    ['sign-in', signIn],
  ] as const
  let ending: Ending | undefined
  const find = async () => {
    for (const [name, sign] of endings) {
      // oxlint-disable-next-line no-await-in-loop -- the first one counts
      if (await sign.isVisible()) ending = name
      if (ending) break
    }
    return ending
  }
  await expect.poll(find, { message: `dead end: ${what}`, timeout: longestCase }).toBeDefined()
  return ending as unknown as Ending
}

/** How many cases of a journey ended where. If all end alike, the journey has tested nothing. */
export type Tally = Record<Ending, number>

export const emptyTally = (): Tally => ({ forecast: 0, 'sign-in': 0, alert: 0 })

/** Describes a case in at most 600 characters, with the settings that replay it. */
export function describeCase(value: unknown): string {
  const leftOut = (_: string, inner: unknown) => (inner === undefined ? '(left out)' : inner)
  const text = JSON.stringify(value, leftOut)
  return `${text.length > 600 ? `${text.slice(0, 600)}…` : text} (${replay})`
}
