import { describe, expect, it } from 'vitest'
import { atAGlance } from './at-a-glance.tsx'

const entry = (date: string, temperatureC = 20) => ({
  date,
  temperatureC,
  temperatureF: 68,
  summary: null,
})
const datesOf = (entries: { date: string }[]) => entries.map(({ date }) => date)

describe('atAGlance', () => {
  const forecast = ['2025-03-30', '2025-03-31', '2025-04-01', '2025-04-02'].map((date) =>
    entry(date),
  )

  it('starts with the first day that is not in the past', () => {
    expect(datesOf(atAGlance(forecast, '2025-03-31', 2))).toEqual(['2025-03-31', '2025-04-01'])
  })

  it('starts with the first entry when all are in the past or in the future', () => {
    expect(datesOf(atAGlance(forecast, '2026-01-01', 1))).toEqual(['2025-03-30'])
    expect(datesOf(atAGlance(forecast, '2024-01-01', 1))).toEqual(['2025-03-30'])
  })

  it('returns one entry for each day', () => {
    const twice = [entry('2025-04-01', 5), entry('2025-04-01', 9), entry('2025-04-02')]
    expect(atAGlance(twice, '2025-04-01', 7).map((day) => day.temperatureC)).toEqual([5, 20])
  })

  it('is empty for an empty forecast', () => {
    expect(atAGlance([], '2025-04-01', 7)).toEqual([])
  })
})
