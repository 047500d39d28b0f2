import { describe, expect, it } from 'vitest'
import { calendarDay, daysBetween, formatDateRange, sortByDate } from './dates.ts'

const entry = (date: string, temperatureC = 20) => ({
  date,
  temperatureC,
  temperatureF: 68,
  summary: null,
})

describe('the calendar', () => {
  it('counts days correctly across the change to summer time', () => {
    expect(daysBetween('2025-03-29', '2025-03-31')).toBe(2)
    expect(daysBetween('2025-04-01', '2025-03-31')).toBe(-1)
  })

  it('uses the day of the user’s own clock', () => {
    expect(calendarDay(new Date(2025, 0, 5, 23, 59))).toBe('2025-01-05')
  })

  it('formats a range from the earlier day to the later one, in any order of the API', () => {
    expect(formatDateRange('2031-03-09', '2031-03-02')).toBe(
      formatDateRange('2031-03-02', '2031-03-09'),
    )
  })

  it('sorts by day, and keeps the order within a day', () => {
    const entries = [entry('2025-04-02'), entry('2025-04-01', 9), entry('2025-04-01', 5)]
    expect(sortByDate(entries).map((day) => day.temperatureC)).toEqual([9, 5, 20])
    expect(entries[0]?.date).toBe('2025-04-02')
  })
})
