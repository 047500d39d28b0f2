import type { ForecastEntry } from './forecast.ts'

/** The user's calendar day at a moment, as `YYYY-MM-DD`. */
export function calendarDay(moment: Date): string {
  const [year, month, day] = [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()]
  return [year, month, day].map((part) => String(part).padStart(2, '0')).join('-')
}

const dayLength = 24 * 60 * 60 * 1000

/** The number of days from the first calendar day to the second; may be negative. */
export function daysBetween(first: string, second: string): number {
  return (Date.parse(second) - Date.parse(first)) / dayLength
}

/** Sorts entries by day; those of one day stay in the order of the API. */
export function sortByDate(entries: readonly ForecastEntry[]): ForecastEntry[] {
  return entries.toSorted((a, b) => (a.date < b.date ? -1 : Number(a.date > b.date)))
}

// A date of the API is a calendar day without a time zone. `Date` reads it as UTC, so it is also formatted in UTC.
const utc = { timeZone: 'UTC' } as const
const fullDate = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', ...utc })
const mediumDate = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', ...utc })
const tableDate = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  ...utc,
})
const dateOfThisYear = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  ...utc,
})
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short', ...utc })
const shortDate = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', ...utc })
const distance = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })

/** The `lang` of an element with a formatted date. */
export const dateLanguage = fullDate.resolvedOptions().locale

/** `Wednesday 2 July 2025`, in the user's language. */
export const formatFullDate = (date: string) => fullDate.format(new Date(date))

/** `Wed, 2 Jul 2025`: fits beside the numbers on a narrow screen. */
export const formatTableDate = (date: string) => tableDate.format(new Date(date))

/** `Wednesday 2 July`, with the year when it is not this year. */
export function formatLongDate(date: string, today: string): string {
  const sameYear = date.slice(0, 4) === today.slice(0, 4)
  return sameYear ? dateOfThisYear.format(new Date(date)) : formatFullDate(date)
}

/** `Wed`. */
export const formatWeekday = (date: string) => weekday.format(new Date(date))

/** `2 Jul`. */
export const formatShortDate = (date: string) => shortDate.format(new Date(date))

/** `2 Jul – 9 Oct 2025`, the earlier day first. */
export function formatDateRange(one: string, other: string): string {
  const [first, last] = one < other ? [one, other] : [other, one]
  return mediumDate.formatRange(new Date(first), new Date(last))
}

/** `tomorrow`, `in 3 days`; days ahead of today, negative for the past. */
export const formatDistance = (days: number) => distance.format(days, 'day')
