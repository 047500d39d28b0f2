const english = new Intl.RelativeTimeFormat('en')

/**
 * How old something is, in the language of the sentence.
 * @param milliseconds its age
 */
export function describeAge(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000)
  if (minutes < 1) return 'Updated just now'
  if (minutes < 60) return `Updated ${english.format(-minutes, 'minute')}`
  return `Updated ${english.format(-Math.floor(minutes / 60), 'hour')}`
}
