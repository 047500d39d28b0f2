const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const unit = (name: 'millisecond' | 'second' | 'minute', digits: number) =>
  new Intl.NumberFormat(undefined, { style: 'unit', unit: name, maximumFractionDigits: digits })
const milliseconds = unit('millisecond', 0)
const seconds = unit('second', 1)
const minutes = unit('minute', 1)

/** `14:05:03`, as the reader writes it. */
export const formatTime = (at: number) => timeOfDay.format(at)

/** `87 ms`, `4.2 sec`, `2.5 min`. */
export function formatDuration(duration: number): string {
  if (duration < 1000) return milliseconds.format(duration)
  if (duration < 60_000) return seconds.format(duration / 1000)
  return minutes.format(duration / 60_000)
}

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

/** A NumericDate (RFC 7519 §2) as date and time of the reader; empty when it is none. */
export function formatMoment(numericDate: number): string {
  return Number.isFinite(numericDate) ? moment.format(numericDate * 1000) : ''
}
