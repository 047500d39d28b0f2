const seen = new WeakMap<object, number>()

/** When a failure was first seen, in milliseconds since 1970: the same however often it is looked at. */
export function firstSeen(error: unknown): number {
  if (typeof error !== 'object' || error === null) return Date.now()
  const time = seen.get(error) ?? Date.now()
  seen.set(error, time)
  return time
}
