import * as fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import { UnreadableResponseError } from '../http/http-errors.ts'
import { type ForecastEntry, parseForecast } from './forecast.ts'

const fuzz = inject('fuzz')
const url = 'https://api.example/WeatherForecast'
const good = { date: '2024-05-01', temperatureC: 21, temperatureF: 69, summary: 'Mild' }

const dates = [
  '2024-02-30 2024-13-01 0000-00-00 9999-12-31 -000001-01-01 +275760-09-13 20240501 ２０２４-05-01',
  '2024-05-01T10:11:12.1234567+02:00 2024-05-01T24:00:00Z 2024-05-01T 2024-05-01<b>',
]
  .flatMap((line) => line.split(' '))
  .concat('May 1', ' 2024-05-01', '2024-05-01\n')
const value = fc.oneof(
  fc.constantFrom(...dates, '<img src=x onerror=alert(1)>', 'x'.repeat(300)),
  fc.jsonValue(),
  fc.double(),
  fc.constantFrom(-0, 1e308, -1e308, 1e-320),
)
const key = fc.oneof(
  fc.constantFrom(...Object.keys(good)),
  fc.constantFrom('__proto__', 'toString'),
  fc.string(),
)

/** A valid entry with some values replaced. */
const entry = fc
  .array(fc.tuple(key, value), { maxLength: 2 })
  .map((changes) => Object.fromEntries([...Object.entries(good), ...changes]))
const answer = fc.oneof(fc.array(entry, { maxLength: 4 }), fc.jsonValue())

/** @returns the entries, or undefined for an UnreadableResponseError; throws any other error */
function read(json: unknown): ForecastEntry[] | undefined {
  try {
    return parseForecast(json, url)
  } catch (error) {
    if (!(error instanceof UnreadableResponseError)) throw error
    return undefined
  }
}

const day = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeZone: 'UTC' })

describe('parseForecast, for any response', { timeout: 120_000 }, () => {
  it(
    'returns entries that can be shown, or throws an error with the problem',
    { tags: 'promise', meta: { requirement: 'ASVS 3.2.2' } },
    () => {
      let shown = 0
      const property = fc.property(answer, (json) => {
        const entries = read(JSON.parse(JSON.stringify(json)))
        for (const { date, temperatureC, temperatureF, summary, ...rest } of entries ?? []) {
          expect(date).toMatch(/^\d{4}-\d\d-\d\d$/)
          expect(() => day.format(new Date(date))).not.toThrow()
          expect(new Date(date).toISOString().slice(0, 10)).toBe(date)
          expect([temperatureC, temperatureF].every(Number.isFinite)).toBe(true)
          expect(summary === null || typeof summary === 'string').toBe(true)
          expect(Object.keys(rest)).toEqual([])
          shown += 1
        }
        expect(Object.keys(Object.prototype)).toEqual([])
      })
      fc.assert(property, fuzz)
      expect(shown, 'good entries were among the cases').toBeGreaterThan(0)
    },
  )
})
