/** A clock that tests can move, because nobody wants to wait an hour for a token to expire. */
export interface Clock {
  /** The time by this clock, in whole seconds since 1970. */
  now(): number
  /** Moves the clock by a number of seconds, forwards or back. */
  move(seconds: number): void
  reset(): void
}

export function createClock(): Clock {
  let offset = 0
  return {
    now: () => Math.floor(Date.now() / 1000) + offset,
    move: (seconds) => {
      offset += seconds
    },
    reset: () => {
      offset = 0
    },
  }
}
