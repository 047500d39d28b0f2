import * as fc from 'fast-check'
import { expect, type Page } from 'playwright/test'
import { alertOn } from '../failure.ts'
import { forecastRows } from '../person.ts'
import { readFuzzParameters } from './fuzz-parameters.ts'

export const { seed, browserCases } = readFuzzParameters(process.env)

/** For the title of a journey: how many cases, and what replays them. */
export const replay = `FUZZ_SEED=${seed} FUZZ_CASES=${browserCases}`

// Generous, on a machine that does other things too.
const longestCase = 15_000

/** Time for all cases of a journey. */
export const fuzzTimeout = 60_000 + browserCases * 3_000

/** The cases of a journey: the same seed gives the same ones. */
export function casesOf<T>(arbitrary: fc.Arbitrary<T>): T[] {
  return fc.sample(arbitrary, { seed, numRuns: browserCases })
}

/** Where a person finds themselves in the end. */
export type Ending = 'forecast' | 'sign-in' | 'alert'

/**
 * Waits until the page has come to an end: rows, a way to sign in, or an alert with a button that leads on. A page that
 * comes to none of them is a dead end.
 * @param what the case, for the one who has to replay it
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
  await expect.poll(find, { message: `a dead end: ${what}`, timeout: longestCase }).toBeDefined()
  return ending as unknown as Ending
}

/** How the cases of a journey ended; a journey whose cases all end alike has tried nothing. */
export type Tally = Record<Ending, number>

export const noEndings = (): Tally => ({ forecast: 0, 'sign-in': 0, alert: 0 })

/** A case in words, short enough to be read. */
export function inWords(value: unknown): string {
  const leftOut = (_: string, inner: unknown) => (inner === undefined ? '(left out)' : inner)
  const text = JSON.stringify(value, leftOut)
  return `${text.length > 600 ? `${text.slice(0, 600)}…` : text} (${replay})`
}
