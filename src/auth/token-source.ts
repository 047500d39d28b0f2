import type { AuthenticationResult } from '@azure/msal-browser'
import { AuthenticationError } from './authentication-error.ts'
import type { Departure } from './departure.ts'
import type { TokenRequest } from './identity-client.ts'
import { hintOf, type SessionParts } from './session-parts.ts'
import { recall, remember } from './tab-storage.ts'

/** Where access tokens come from. */
export interface TokenSource {
  /**
   * An access token for the weather API: silently where that works, else by leaving for the identity provider.
   * @param returnTo the page to come back to in that case
   * @throws {AuthenticationError} when neither works
   */
  getAccessToken: (returnTo: string, request?: TokenRequest) => Promise<string>
  /**
   * Renews the access token, silently and only if that is due.
   * @returns when the next renewal is due, in milliseconds since 1970
   * @throws {AuthenticationError}
   */
  renew: () => Promise<number>
  /**
   * Takes a new refresh token from the identity provider's own session, through a hidden frame.
   * @throws {AuthenticationError}
   */
  extend: () => Promise<void>
  /** A token for whoever the hint names, through a hidden frame. @throws {AuthenticationError} */
  acquireInFrame: (loginHint: string, request?: TokenRequest) => Promise<AuthenticationResult>
}

// MSAL takes a token for expired this long before it is.
const renewalOffset = 300_000

export function createTokenSource(parts: SessionParts, { signIn }: Departure): TokenSource {
  const { getClient, getActiveAccount, become } = parts

  async function getAccessToken(returnTo: string, request: TokenRequest = {}): Promise<string> {
    try {
      return (await acquire(request)).accessToken
    } catch (error) {
      if (!needsPerson(error) || parts.cameBack) throw error
      const account = await getActiveAccount()
      const loginHint = account ? hintOf(account) : undefined
      return signIn({ returnTo, loginHint, claims: request.claims })
    }
  }

  /** By the refresh token; when that is dead, by the session that the identity provider may still have. */
  async function acquire(request: TokenRequest): Promise<AuthenticationResult> {
    const account = await getActiveAccount()
    if (!account) throw new AuthenticationError('no_account_error', '', { needsPerson: true })
    try {
      return await (await getClient()).acquire(account, request)
    } catch (error) {
      if (!needsPerson(error)) throw error
      return acquireForSameAccount(account.homeAccountId, hintOf(account), request)
    }
  }

  async function acquireForSameAccount(id: string, loginHint: string, request: TokenRequest) {
    const result = await acquireInFrame(loginHint, request)
    if (result.account.homeAccountId !== id) {
      await (await getClient()).forget(result.account)
      throw new AuthenticationError('other_account', 'The answer was for another account.')
    }
    await become(result)
    return result
  }

  async function acquireInFrame(loginHint: string, request: TokenRequest = {}) {
    if (recall('frameTimedOut')) {
      throw new AuthenticationError('timed_out', 'Frames do not work here.', { needsPerson: true })
    }
    try {
      return await (await getClient()).acquireInFrame(loginHint, request)
    } catch (error) {
      if (error instanceof AuthenticationError && error.code === 'timed_out') {
        remember('frameTimedOut', true)
      }
      throw error
    }
  }

  async function renew(): Promise<number> {
    const { expiresOn, refreshOn } = await acquire({})
    const last = (expiresOn?.getTime() ?? 0) - renewalOffset
    return Math.min(refreshOn?.getTime() ?? last, last)
  }

  async function extend(): Promise<void> {
    const account = await getActiveAccount()
    if (account) await acquireForSameAccount(account.homeAccountId, hintOf(account), {})
  }

  return { getAccessToken, renew, extend, acquireInFrame }
}

export function needsPerson(error: unknown): boolean {
  return error instanceof AuthenticationError && error.needsPerson
}
