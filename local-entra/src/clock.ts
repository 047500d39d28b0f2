/** A clock that tests can move: an access token lives for an hour. */
export interface Clock {
  /** The time in whole seconds since 1970. */
  now(): number
  /** Moves the clock by a number of seconds, forwards or back. */
  move(seconds: number): void
  reset(): void
}

/** @returns a clock that shows the time of the machine until it is moved */
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
