import { hasSameAccess } from './access.ts'
import { AuthenticationError, needsPerson } from './errors.ts'
import { hintOf, type IdentityClient, type TokenRequest, type Tokens } from './msal/client.ts'
import type { SignIn } from './sign-in.ts'
import type { Account, Tab } from './tab.ts'

/** Which access token to get, and whether the page may be left for it. */
export interface AccessTokenRequest extends TokenRequest {
  /**
   * Where a sign-in redirects back to. Without it the page is not left: the call rejects with an error that
   * {@link needsPerson}.
   */
  returnTo?: string | undefined
}

/** Gets and renews access tokens. */
export interface AccessTokens {
  /**
   * Gets an access token silently, or else redirects to the identity provider.
   * @throws {AuthenticationError} when neither works, or when the session has ended or changed accounts meanwhile
   */
  getAccessToken: (request: AccessTokenRequest) => Promise<string>
  /**
   * @param requested the scopes of the request
   * @returns the scopes that the identity provider granted to the active account the last time; undefined before that
   */
  getGrantedScopes: (requested: readonly string[]) => readonly string[] | undefined
  /**
   * Renews the access tokens of this page that are due, silently.
   * @returns when the next renewal is due, in milliseconds since 1970
   * @throws {AuthenticationError}
   */
  renew: () => Promise<number>
  /**
   * Gets a new refresh token through a hidden frame, from the identity provider's own session.
   * @throws {AuthenticationError}
   */
  renewRefreshToken: () => Promise<void>
  /**
   * Gets a new ID token, because roles and groups that were assigned in the meantime are only in a new one.
   * @param returnTo as in {@link AccessTokenRequest}
   * @throws {AuthenticationError}
   */
  refreshAccess: (returnTo?: string) => Promise<void>
}

type TokenClient = Pick<
  IdentityClient,
  'acquire' | 'acquireInFrame' | 'knows' | 'ping' | 'setActiveAccount'
>

/** Milliseconds. MSAL treats a token as expired this long before it expires. */
const renewalOffset = 300_000
/** Milliseconds until another attempt for another API, after a failure that passes by itself. */
const retryOtherAfter = 60_000

/**
 * @param scopes what a sign-in requests
 * @param onAccessChange is called when the active account has got other roles or groups
 */
export function createAccessTokens(
  tab: Tab,
  getClient: () => Promise<TokenClient>,
  {
    signInAutomatically,
    forgetPendingSignIn,
  }: Pick<SignIn, 'signInAutomatically' | 'forgetPendingSignIn'>,
  scopes: readonly string[],
  onAccessChange: () => void,
): AccessTokens {
  const pendingRequests = new Map<string, Promise<Tokens>>()
  /** Tokens of this page for other scopes than those of the sign-in, by account and scopes. */
  const others = new Map<string, { account: Account; scopes: readonly string[] }>()
  const granted = new Map<string, readonly string[]>()

  async function getAccessToken(request: AccessTokenRequest): Promise<string> {
    const account = requireActiveAccount()
    try {
      const tokens = await acquire(account, request)
      requireActiveAccount(account)
      forgetPendingSignIn(request.scopes)
      keepRenewed(account, request.scopes)
      granted.set(keyOf(account, request.scopes), tokens.scopes)
      return tokens.accessToken
    } catch (error) {
      if (!(error instanceof AuthenticationError)) throw error
      const reason = error.ofRequestFor(request.scopes, request.claims)
      if (!needsPerson(reason)) throw reason
      requireActiveAccount(account)
      return askUser(account, request, reason)
    }
  }

  function getGrantedScopes(requested: readonly string[]): readonly string[] | undefined {
    const account = tab.getActiveAccount()
    return account && granted.get(keyOf(account, requested))
  }

  async function askUser(
    account: Account,
    { scopes: requested, returnTo }: AccessTokenRequest,
    reason: AuthenticationError,
  ): Promise<never> {
    // The page explains what the permission is for, before the identity provider asks.
    if (returnTo === undefined || reason.needsConsent) throw reason
    // A reload loses the tokens that were in memory. It must not show the sign-in page.
    const isRestored = !(await getClient()).knows(account)
    return signInAutomatically(
      {
        // Otherwise a sign-in would ask for the permission of an API that the user may never have granted.
        scopes: reason.isAboutScopes && !isRestored ? requested : scopes,
        claims: reason.claims,
        returnTo,
        loginHint: hintOf(account),
        ...(isRestored && { prompt: 'none' }),
      },
      reason,
    )
  }

  /** Shares one request among concurrent callers. Uses the refresh token, or else the identity provider's session. */
  function acquire(account: Account, request: TokenRequest): Promise<Tokens> {
    const { scopes: requested, claims, forceRefresh = false } = request
    const key = JSON.stringify([account.homeAccountId, requested, claims, forceRefresh])
    const shared = pendingRequests.get(key)
    if (shared) return shared
    const own = acquireNow(account, request).finally(() => pendingRequests.delete(key))
    pendingRequests.set(key, own)
    return own
  }

  async function acquireNow(account: Account, request: TokenRequest): Promise<Tokens> {
    try {
      const tokens = await (await getClient()).acquire(account, request)
      updateAccess(tokens.account)
      return tokens
    } catch (error) {
      // A hidden frame cannot ask for consent.
      if (!needsPerson(error) || error.needsConsent) throw error
      return acquireInFrame(account, request)
    }
  }

  function updateAccess(account: Account): void {
    const known = tab.getActiveAccount()
    if (!known || !isSame(known, account) || hasSameAccess(known, account)) return
    try {
      tab.update(account)
    } catch {
      // Storage is full: the token is still of use, with the roles as they were.
      return
    }
    onAccessChange()
  }

  async function acquireInFrame(account: Account, request: TokenRequest): Promise<Tokens> {
    if (tab.recall('frameTimedOut')) throw timedOut()
    const client = await getClient()
    try {
      const tokens = await client.acquireInFrame(account, request)
      updateAccess(tokens.account)
      tab.renew(tokens.account)
      if (isActive(account)) client.setActiveAccount(tokens.account)
      return tokens
    } catch (error) {
      if (error instanceof AuthenticationError && error.code === 'timed_out') {
        // Either frames do not work in this browser, or the identity provider is down: then `ping` throws.
        await client.ping()
        tab.remember('frameTimedOut', true)
      }
      throw error
    }
  }

  function keepRenewed(account: Account, used: readonly string[]): void {
    const key = keyOf(account, used)
    if (key !== keyOf(account, scopes)) others.set(key, { account, scopes: used })
  }

  async function renew(): Promise<number> {
    const account = requireActiveAccount()
    const ofAccount = [...others.values()].filter((other) => isSame(other.account, account))
    const times = ofAccount.map((other) => renewOther(account, other.scopes))
    return Math.min(...(await Promise.all([renewOne(account, scopes), ...times])))
  }

  // If the tokens for another API cannot be renewed, the session continues. The next call to that API shows why.
  async function renewOther(account: Account, used: readonly string[]): Promise<number> {
    return renewOne(account, used).catch((error: unknown) => {
      if (!(error instanceof AuthenticationError)) throw error
      if (error.isPassing) return Date.now() + retryOtherAfter
      others.delete(keyOf(account, used))
      return Infinity
    })
  }

  async function renewOne(account: Account, used: readonly string[]): Promise<number> {
    const tokens = await acquire(account, { scopes: used })
    if (!isDue(tokens.refreshAt)) return nextRenewal(tokens)
    // The identity provider asks for a renewal (`refresh_in`), but the token is still valid.
    return acquire(account, { scopes: used, forceRefresh: true }).then(
      nextRenewal,
      (error: unknown) => {
        if (needsPerson(error)) return nextRenewal(tokens)
        throw error
      },
    )
  }

  async function refreshAccess(returnTo?: string): Promise<void> {
    await getAccessToken({ scopes, forceRefresh: true, returnTo })
  }

  async function renewRefreshToken(): Promise<void> {
    await acquireInFrame(requireActiveAccount(), { scopes })
  }

  function isActive(account: Account): boolean {
    const active = tab.getActiveAccount()
    return active !== undefined && isSame(active, account)
  }

  /** @param expected throws when another account is active */
  function requireActiveAccount(expected?: Account): Account {
    const account = tab.getActiveAccount()
    if (account && (!expected || isActive(expected))) return account
    throw new AuthenticationError('account_forgotten', 'The session has ended or changed accounts.')
  }

  return { getAccessToken, getGrantedScopes, renew, renewRefreshToken, refreshAccess }
}

const isSame = (one: Account, other: Account) => one.homeAccountId === other.homeAccountId

function keyOf({ homeAccountId }: Account, scopes: readonly string[]): string {
  return JSON.stringify([homeAccountId, ...scopes])
}

const isDue = (time: number | undefined) => time !== undefined && time <= Date.now()

function nextRenewal({ expiresAt, refreshAt }: Tokens): number {
  const last = expiresAt - renewalOffset
  return isDue(refreshAt) ? last : Math.min(refreshAt ?? last, last)
}

function timedOut(): AuthenticationError {
  return new AuthenticationError('timed_out', 'A hidden frame has timed out in this tab before.', {
    needsPerson: true,
  })
}
