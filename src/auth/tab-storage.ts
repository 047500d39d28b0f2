/* oxlint-disable no-restricted-globals -- what this tab remembers is kept here and nowhere else */
import * as v from 'valibot'
import { AuthenticationError } from './authentication-error.ts'

// No token is ever among these: MSAL keeps its own.
const schemas = {
  /**
   * There is a session in this tab, and whose. Its presence decides what index.html paints first.
   * `since` is when its refresh token was issued, in milliseconds since 1970.
   */
  session: v.object({ homeAccountId: v.string(), loginHint: v.string(), since: v.number() }),
  /** A sign-in was begun in this tab and no answer has come yet. */
  pendingSignIn: v.object({ returnTo: v.string() }),
  /** A hidden frame got no answer in this browser: not worth waiting for another time. */
  frameTimedOut: v.literal(true),
  /** What happened in this session, redacted, for the page that shows it. Ends with the session. */
  flow: v.array(v.unknown()),
} as const

type Key = keyof typeof schemas
type Value<K extends Key> = v.InferOutput<(typeof schemas)[K]>

const nameOf = (key: Key) => `weather.${key}`

/** @returns what this tab remembers; undefined when there is nothing, or nothing sensible, or storage is blocked */
export function recall<K extends Key>(key: K): Value<K> | undefined {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(nameOf(key)) ?? 'null')
    const result = v.safeParse(schemas[key], value)
    return result.success ? result.output : undefined
  } catch {
    return undefined
  }
}

/** @throws {AuthenticationError} `storage_unavailable` when the browser blocks storage or it is full */
export function remember<K extends Key>(key: K, value: Value<K>): void {
  try {
    sessionStorage.setItem(nameOf(key), JSON.stringify(value))
  } catch (cause) {
    const message = 'The browser keeps no session storage.'
    throw new AuthenticationError('storage_unavailable', message, { cause })
  }
}

export function forget(key: Key): void {
  try {
    sessionStorage.removeItem(nameOf(key))
    if (key === 'session') sessionStorage.removeItem(nameOf('flow'))
  } catch {
    // Where nothing can be kept, nothing is left to forget.
  }
}
