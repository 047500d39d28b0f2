/**
 * How long a server asks to be left alone (RFC 9110 §10.2.3): a number of seconds, or a date.
 * @param now milliseconds since 1970
 * @returns seconds, never negative; undefined without the header, or when it makes no sense
 */
export function parseRetryAfter(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,9}$/.test(value)) return Number(value)
  // A date has letters in it: `Date.parse` would take "-5" or "1.5" for a year or a month.
  const date = /[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000))
}
