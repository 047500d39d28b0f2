const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 })
const tenths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })

/** `14:05:03`, as the reader writes it. */
export const formatTime = (at: number) => timeOfDay.format(at)

/** `87 ms`, `4.2 s`, `2.5 min`: the symbols are the same in every language. */
export function formatDuration(duration: number): string {
  if (duration < 1000) return `${whole.format(duration)} ms`
  if (duration < 60_000) return `${tenths.format(duration / 1000)} s`
  return `${tenths.format(duration / 60_000)} min`
}

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

/** A NumericDate (RFC 7519 §2) as date and time of the reader; empty when it is none. */
export function formatMoment(numericDate: number): string {
  return Number.isFinite(numericDate) ? moment.format(numericDate * 1000) : ''
}
