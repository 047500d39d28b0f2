import * as fc from 'fast-check'
import { expect } from 'playwright/test'
import { plainAccount } from '../../support/person.ts'
import { test } from '../../support/fuzz/fixtures.ts'
import { hostileText } from '../../support/fuzz/hostile-text.ts'
import {
  casesOf,
  endingOf,
  fuzzTimeout,
  describeCase,
  emptyTally,
  replay,
} from '../../support/fuzz/try-cases.ts'

const good = { date: '2030-05-01', temperatureC: 21, temperatureF: 69, summary: 'Mild' }
const days = ['May 1', '2030-02-30', '2030-13-01', '20300501', '', '2030-05-01<b>', ' 2030-05-01']

/** Invalid values for each key. */
const wrong: Record<string, fc.Arbitrary<unknown>> = {
  date: fc.oneof(fc.constantFrom<unknown>(...days, null, 5, {}, []), hostileText),
  temperatureC: fc.oneof(fc.constantFrom<unknown>(null, '21', {}, [21], true), hostileText),
  temperatureF: fc.oneof(fc.constantFrom<unknown>(null, '69', {}, [69], false), hostileText),
  summary: fc.constantFrom<unknown>(1, {}, [], true, ['Mild']),
}

interface Case {
  /** The body: JSON, or text that is not JSON. */
  body: string
  isGood: boolean
}

const wrongEntry: fc.Arbitrary<Case> = fc
  .constantFrom(...Object.keys(wrong))
  .chain((key) => (wrong[key] ?? hostileText).map((value) => ({ ...good, [key]: value })))
  .map((entry) => ({ body: JSON.stringify([good, entry]), isGood: false }))

const missingKey: fc.Arbitrary<Case> = fc
  .constantFrom('date', 'temperatureC', 'temperatureF')
  .map((name) => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name)))
  .map((entry) => ({ body: JSON.stringify([entry]), isGood: false }))

const noForecast: fc.Arbitrary<Case> = fc
  .oneof(
    fc.jsonValue().filter((value) => !Array.isArray(value)),
    fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { minLength: 1 }),
  )
  .map((value) => ({ body: JSON.stringify(value), isGood: false }))

const noJson: fc.Arbitrary<Case> = fc
  .oneof(
    fc.nat({ max: 60 }).map((length) => JSON.stringify([good]).slice(0, length)),
    fc.constantFrom('<!doctype html>', '['.repeat(100_000), '\ufffd', `${JSON.stringify([good])},`),
  )
  .map((body) => ({ body, isGood: false }))

// A summary can be any text. The page shows it as text, never as markup or script.
const markup: fc.Arbitrary<Case> = hostileText.map((summary) => ({
  body: JSON.stringify([{ ...good, summary, [summary]: summary, constructor: summary }]),
  isGood: true,
}))

const answer = fc.oneof(wrongEntry, missingKey, noForecast, noJson, markup)

// The seed replays a case. Traces of hundreds of cases take longer than the cases.
test.use({ trace: 'off' })

test(
  `API responses: no invalid data is shown, no text becomes markup, and no case is a dead end (${replay})`,
  { tag: ['@promise', '@long'], annotation: { type: 'requirement', description: 'ASVS 3.2.2' } },
  async ({ page, stack }) => {
    test.setTimeout(fuzzTimeout)
    page.on('dialog', (dialog) => {
      throw new Error(`A script ran: ${dialog.message()}`)
    })
    await stack.control.signInAs(page.context(), plainAccount)
    const endings = emptyTally()
    for (const { body, isGood } of casesOf(answer)) {
      const headers = { 'content-type': 'application/json' }
      const undo = stack.control.fault({ endpoint: 'weather', body, headers })
      await page.goto('/forecast')
      const ending = await endingOf(page, describeCase(body))
      expect(ending, describeCase(body)).toBe(isGood ? 'forecast' : 'alert')
      expect(await page.locator('#root :is(script, iframe, [onerror])').count()).toBe(0)
      endings[ending] += 1
      undo()
    }
    console.info('API responses ended at', endings)
    expect(Math.min(endings.forecast, endings.alert)).toBeGreaterThan(0)
  },
)
