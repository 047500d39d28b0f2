// The day meant by the API is a calendar day: it is shown in UTC, where it was put, and so never moves.
const utc = { timeZone: 'UTC' } as const
const fullDate = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', ...utc })
const tableDate = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  ...utc,
})
const longDate = { weekday: 'long', day: 'numeric', month: 'long', ...utc } as const
const thisYear = new Intl.DateTimeFormat(undefined, longDate)
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short', ...utc })
const shortDate = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', ...utc })
const distance = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })

/** The language that dates are written in, for the `lang` of the elements that hold them. */
export const dateLanguage = fullDate.resolvedOptions().locale

/** `Wednesday 2 July 2025`, as the reader writes it. */
export const formatFullDate = (date: string) => fullDate.format(new Date(date))

/** `Wed, 2 Jul 2025`: fits beside the numbers on a narrow screen. */
export const formatTableDate = (date: string) => tableDate.format(new Date(date))

/** `Wednesday 2 July`, with the year when it is not the reader's present one. */
export function formatLongDate(date: string, today: string): string {
  const sameYear = date.slice(0, 4) === today.slice(0, 4)
  return sameYear ? thisYear.format(new Date(date)) : formatFullDate(date)
}

/** `Wed`. */
export const formatWeekday = (date: string) => weekday.format(new Date(date))

/** `2 Jul`. */
export const formatShortDate = (date: string) => shortDate.format(new Date(date))

/** `tomorrow`, `in 3 days`; days ahead of today, negative for the past. */
export const formatDistance = (days: number) => distance.format(days, 'day')

const mediumDate = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', ...utc })

/** `2 Jul – 9 Oct 2025`. */
export const formatDateRange = (first: string, last: string) =>
  mediumDate.formatRange(new Date(first), new Date(last))
