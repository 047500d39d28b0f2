/* oxlint-disable no-restricted-globals -- the one place that touches web storage */
import { AuthenticationError } from './authentication-error.ts'

// No token is ever among these: MSAL keeps its own.
const keys = {
  /** There was a session in this tab; decides what to paint first, before any script of ours has loaded. */
  session: 'weather.session',
  /** A sign-in was begun in this tab and no answer has come; its value is the page asked for. */
  pendingSignIn: 'weather.pending-sign-in',
} as const

type Key = keyof typeof keys

/** @returns what this tab remembers, or undefined, also when the browser blocks storage */
export function recall(key: Key): string | undefined {
  try {
    return sessionStorage.getItem(keys[key]) ?? undefined
  } catch {
    return undefined
  }
}

/** @throws {AuthenticationError} `storage_unavailable` when the browser blocks storage or it is full */
export function remember(key: Key, value: string): void {
  try {
    sessionStorage.setItem(keys[key], value)
  } catch (cause) {
    throw new AuthenticationError('storage_unavailable', 'The browser keeps no session storage.', {
      cause,
    })
  }
}

export function forget(key: Key): void {
  try {
    sessionStorage.removeItem(keys[key])
  } catch {
    // Where nothing can be kept, nothing is left to forget.
  }
}
