import { describe, expect, it } from 'vitest'
import { atAGlance, calendarDay, daysBetween, inOrder } from './calendar.ts'

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

  it('begins with the first day that is not past', () => {
    expect(datesOf(atAGlance(forecast, '2025-03-31', 2))).toEqual(['2025-03-31', '2025-04-01'])
  })

  it('begins at the start when the whole forecast is past or to come', () => {
    expect(datesOf(atAGlance(forecast, '2026-01-01', 1))).toEqual(['2025-03-30'])
    expect(datesOf(atAGlance(forecast, '2024-01-01', 1))).toEqual(['2025-03-30'])
  })

  it('shows a day once, however many entries it has', () => {
    const twice = [entry('2025-04-01', 5), entry('2025-04-01', 9), entry('2025-04-02')]
    expect(atAGlance(twice, '2025-04-01', 7).map((day) => day.temperatureC)).toEqual([5, 20])
  })

  it('shows nothing of nothing', () => {
    expect(atAGlance([], '2025-04-01', 7)).toEqual([])
  })
})

describe('the calendar', () => {
  it('counts days across the change to summer time', () => {
    expect(daysBetween('2025-03-29', '2025-03-31')).toBe(2)
    expect(daysBetween('2025-04-01', '2025-03-31')).toBe(-1)
  })

  it('takes the day from the reader’s own clock', () => {
    expect(calendarDay(new Date(2025, 0, 5, 23, 59))).toBe('2025-01-05')
  })

  it('sorts by day and leaves the rest as it was', () => {
    const entries = [entry('2025-04-02'), entry('2025-04-01', 9), entry('2025-04-01', 5)]
    expect(inOrder(entries).map((day) => day.temperatureC)).toEqual([9, 5, 20])
    expect(entries[0]?.date).toBe('2025-04-02')
  })
})
