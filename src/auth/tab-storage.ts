import * as v from 'valibot'
import { AuthenticationError } from './authentication-error.ts'
import { storageName } from '../config/app.ts'

const tabAccount = v.object({
  homeAccountId: v.string(),
  localAccountId: v.string(),
  environment: v.string(),
  tenantId: v.string(),
  username: v.string(),
  name: v.exactOptional(v.string()),
  loginHint: v.exactOptional(v.string()),
  /** The session of the identity provider. */
  sid: v.exactOptional(v.string()),
  /** When its refresh token was issued, in milliseconds since 1970. */
  since: v.number(),
  /** The sign-outs that this account had behind it when it came into this tab. */
  marks: v.array(v.string()),
})

/** An account of this tab: all that is known of it but its tokens. */
export type TabAccount = v.InferOutput<typeof tabAccount>

// No token is ever among these: MSAL keeps its own.
const schemas = {
  /** There is a session in this tab, and whose. Its presence decides what index.html paints first. */
  session: v.object({ active: v.string(), accounts: v.array(tabAccount) }),
  /**
   * A sign-in was begun in this tab and no answer has come yet; `silent` when nobody was to be asked anything, `isChallenged`
   * when it was for claims that the API demands.
   */
  pendingSignIn: v.object({
    returnTo: v.string(),
    silent: v.exactOptional(v.boolean()),
    isChallenged: v.exactOptional(v.boolean()),
  }),
  /** A hidden frame got no answer in this browser: not worth waiting for another time. */
  frameTimedOut: v.literal(true),
  /** What happened in this session, redacted, for the page that shows it. Ends with the session. */
  flow: v.array(v.unknown()),
  /** The last session of this tab was ended, and how; until the next one begins. */
  signedOut: v.picklist(['here', 'elsewhere', 'idle']),
} as const

export type SignOutReason = Value<'signedOut'>

type Key = keyof typeof schemas
type Value<K extends Key> = v.InferOutput<(typeof schemas)[K]>

/** @returns what this tab remembers; undefined when there is nothing, or nothing sensible, or storage is blocked */
export function recall<K extends Key>(key: K): Value<K> | undefined {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(storageName(key)) ?? 'null')
    const result = v.safeParse(schemas[key], value)
    return result.success ? result.output : undefined
  } catch {
    return undefined
  }
}

/** @throws {AuthenticationError} `storage_unavailable` when the browser blocks storage or it is full */
export function remember<K extends Key>(key: K, value: Value<K>): void {
  try {
    sessionStorage.setItem(storageName(key), JSON.stringify(value))
  } catch (cause) {
    const message = 'The browser keeps no session storage.'
    throw new AuthenticationError('storage_unavailable', message, { cause })
  }
}

export function forget(key: Key): void {
  try {
    sessionStorage.removeItem(storageName(key))
    if (key === 'session') sessionStorage.removeItem(storageName('flow'))
  } catch {
    // Where nothing can be kept, nothing is left to forget.
  }
}

/**
 * Empties the session storage, whatever is in it: MSAL's tokens too, and at once.
 * @param reason why the session has ended, for the next page to know
 */
export function forgetEverything(reason: SignOutReason): void {
  try {
    sessionStorage.clear()
    remember('signedOut', reason)
  } catch {
    // Where nothing can be kept, nothing is left to forget.
  }
}
