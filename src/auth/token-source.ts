import type { AccountInfo, AuthenticationResult } from '@azure/msal-browser'
import { AuthenticationError } from './authentication-error.ts'
import type { Departure } from './departure.ts'
import type { TokenRequest } from './identity-client.ts'
import { hintOf } from './login-hint.ts'
import type { SessionParts } from './session-parts.ts'
import { getActiveAccount, renewAccount } from './tab-accounts.ts'
import { recall, remember } from './tab-storage.ts'

/** Where access tokens come from. */
export interface TokenSource {
  /**
   * An access token for the weather API: silently where that works, else by leaving for the identity provider.
   * @param returnTo the page to come back to in that case
   * @throws {AuthenticationError} when neither works, or the session has ended or changed hands meanwhile
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
}

/** MSAL takes a token for expired this long before it is, in milliseconds. */
const renewalOffset = 300_000

export function createTokenSource(
  { getClient }: SessionParts,
  { signInUnasked, stopWaiting }: Departure,
): TokenSource {
  const underWay = new Map<string, Promise<AuthenticationResult>>()

  async function getAccessToken(returnTo: string, request: TokenRequest = {}): Promise<string> {
    const account = requireActiveAccount()
    try {
      const { accessToken } = await acquire(account, request)
      requireActiveAccount(account)
      stopWaiting()
      return accessToken
    } catch (error) {
      if (!needsPerson(error)) throw error
      requireActiveAccount(account)
      const reason = error.ofRequestFor(request.claims)
      const { claims } = reason
      // Tokens that were in memory are gone with the last page. To reload it is not to ask for the sign-in page.
      const isRestored = !(await getClient()).knows(account)
      const loginHint = hintOf(account)
      const signIn = { returnTo, loginHint, claims, ...(isRestored && { prompt: 'none' as const }) }
      return signInUnasked(signIn, reason)
    }
  }

  /** One request, however many callers: by the refresh token, or by the session that the identity provider may have. */
  async function acquire(
    account: AccountInfo,
    request: TokenRequest,
  ): Promise<AuthenticationResult> {
    const key = JSON.stringify([account.homeAccountId, request.claims, request.forceRefresh])
    const shared = underWay.get(key)
    if (shared) return shared
    const own = acquireAnew(account, request).finally(() => underWay.delete(key))
    underWay.set(key, own)
    return own
  }

  async function acquireAnew(
    account: AccountInfo,
    request: TokenRequest,
  ): Promise<AuthenticationResult> {
    try {
      return await (await getClient()).acquire(account, request)
    } catch (error) {
      if (!needsPerson(error)) throw error
      return acquireInFrame(account, request)
    }
  }

  async function acquireInFrame(account: AccountInfo, request: TokenRequest = {}) {
    if (recall('frameTimedOut')) throw timedOut()
    const { acquireInFrame: acquireByClient, msal, ping } = await getClient()
    try {
      const result = await acquireByClient(account, request)
      renewAccount(result)
      if (isActive(account)) msal.setActiveAccount(result.account)
      return result
    } catch (error) {
      if (error instanceof AuthenticationError && error.code === 'timed_out') {
        // Frames do not work in this browser, unless it is the identity provider that does not work.
        await ping()
        remember('frameTimedOut', true)
      }
      throw error
    }
  }

  async function renew(): Promise<number> {
    const account = requireActiveAccount()
    const result = await acquire(account, {})
    if (!isDue(result.refreshOn)) return nextRenewal(result)
    // The identity provider would like a renewal now, but the token is still good.
    return acquire(account, { forceRefresh: true }).then(nextRenewal, (error: unknown) => {
      if (needsPerson(error)) return nextRenewal(result)
      throw error
    })
  }

  async function extend(): Promise<void> {
    await acquireInFrame(requireActiveAccount())
  }

  return { getAccessToken, renew, extend }
}

const isDue = (time: Date | undefined) => time !== undefined && time.getTime() <= Date.now()

function nextRenewal({ expiresOn, refreshOn }: AuthenticationResult): number {
  const last = (expiresOn?.getTime() ?? 0) - renewalOffset
  return isDue(refreshOn) ? last : Math.min(refreshOn?.getTime() ?? last, last)
}

const isActive = ({ homeAccountId }: AccountInfo) =>
  getActiveAccount()?.homeAccountId === homeAccountId

/** @param expected fails, too, when it is another one by now */
function requireActiveAccount(expected?: AccountInfo): AccountInfo {
  const account = getActiveAccount()
  if (account && (!expected || isActive(expected))) return account
  throw new AuthenticationError('account_forgotten', 'The session has ended or changed hands.')
}

function timedOut(): AuthenticationError {
  return new AuthenticationError('timed_out', 'Frames do not work here.', { needsPerson: true })
}

/** Whether a person has to act at the identity provider. */
export function needsPerson(error: unknown): error is AuthenticationError {
  return error instanceof AuthenticationError && error.needsPerson
}
