import { AuthenticationError, needsPerson } from './errors.ts'
import { hintOf, type IdentityClient, type TokenRequest, type Tokens } from './msal/client.ts'
import type { SignIn } from './sign-in.ts'
import type { Account, Tab } from './tab.ts'

/** Which access token is asked for, and what may be done to get it. */
export interface AccessTokenRequest extends TokenRequest {
  /**
   * The page to come back to when the identity provider has to ask the user. Without it the page is not left, and the
   * failure says that the user is needed.
   */
  returnTo?: string | undefined
}

/** Where access tokens come from. */
export interface AccessTokens {
  /**
   * An access token: silently where that works, else by leaving for the identity provider.
   * @throws {AuthenticationError} when neither works, or the session has ended or changed accounts meanwhile
   */
  getAccessToken: (request: AccessTokenRequest) => Promise<string>
  /**
   * @param requested what tokens are asked for
   * @returns what the identity provider granted when the active account last got such a token; undefined before that
   */
  getGrantedScopes: (requested: readonly string[]) => readonly string[] | undefined
  /**
   * Renews the access tokens that were asked for in this page, silently and only those that are due.
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

/** What of MSAL gets tokens. */
type TokenClient = Pick<
  IdentityClient,
  'acquire' | 'acquireInFrame' | 'knows' | 'ping' | 'setActiveAccount'
>

/** MSAL takes a token for expired this long before it is, in milliseconds. */
const renewalOffset = 300_000

/** @param scopes what a sign-in asks for */
export function createAccessTokens(
  tab: Tab,
  getClient: () => Promise<TokenClient>,
  { signInAutomatically, stopWaiting }: Pick<SignIn, 'signInAutomatically' | 'stopWaiting'>,
  scopes: readonly string[],
): AccessTokens {
  const underWay = new Map<string, Promise<Tokens>>()
  /** What else got a token in this page, by account and scopes. */
  const others = new Map<string, { account: Account; scopes: readonly string[] }>()
  const granted = new Map<string, readonly string[]>()

  async function getAccessToken(request: AccessTokenRequest): Promise<string> {
    const account = requireActiveAccount()
    try {
      const tokens = await acquire(account, request)
      requireActiveAccount(account)
      stopWaiting()
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
    { scopes: asked, returnTo }: AccessTokenRequest,
    reason: AuthenticationError,
  ): Promise<never> {
    if (returnTo === undefined) throw reason
    // Tokens that were in memory are gone with the last page. Reloading it is no reason to see the sign-in page.
    const isRestored = !(await getClient()).knows(account)
    return signInAutomatically(
      {
        scopes: asked,
        claims: reason.claims,
        returnTo,
        loginHint: hintOf(account),
        ...(isRestored && { prompt: 'none' }),
      },
      reason,
    )
  }

  /** One request, however many callers: by the refresh token, or by the session that the identity provider may have. */
  function acquire(account: Account, request: TokenRequest): Promise<Tokens> {
    const { scopes: asked, claims, forceRefresh = false } = request
    const key = JSON.stringify([account.homeAccountId, asked, claims, forceRefresh])
    const shared = underWay.get(key)
    if (shared) return shared
    const own = acquireNow(account, request).finally(() => underWay.delete(key))
    underWay.set(key, own)
    return own
  }

  async function acquireNow(account: Account, request: TokenRequest): Promise<Tokens> {
    try {
      return await (await getClient()).acquire(account, request)
    } catch (error) {
      if (!needsPerson(error)) throw error
      return acquireInFrame(account, request)
    }
  }

  async function acquireInFrame(account: Account, request: TokenRequest): Promise<Tokens> {
    if (tab.recall('frameTimedOut')) throw timedOut()
    const client = await getClient()
    try {
      const tokens = await client.acquireInFrame(account, request)
      tab.renew(tokens.account)
      if (isActive(account)) client.setActiveAccount(tokens.account)
      return tokens
    } catch (error) {
      if (error instanceof AuthenticationError && error.code === 'timed_out') {
        // Frames do not work in this browser, unless it is the identity provider that does not work.
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

  // An API whose permission was taken back does not end the session: its next call asks the user.
  async function renewOther(account: Account, used: readonly string[]): Promise<number> {
    return renewOne(account, used).catch((error: unknown) => {
      if (!needsPerson(error)) throw error
      others.delete(keyOf(account, used))
      return Infinity
    })
  }

  async function renewOne(account: Account, used: readonly string[]): Promise<number> {
    const tokens = await acquire(account, { scopes: used })
    if (!isDue(tokens.refreshAt)) return nextRenewal(tokens)
    // The identity provider would like a renewal now, but the token is still good.
    return acquire(account, { scopes: used, forceRefresh: true }).then(
      nextRenewal,
      (error: unknown) => {
        if (needsPerson(error)) return nextRenewal(tokens)
        throw error
      },
    )
  }

  async function extend(): Promise<void> {
    await acquireInFrame(requireActiveAccount(), { scopes })
  }

  function isActive(account: Account): boolean {
    const active = tab.getActiveAccount()
    return active !== undefined && isSame(active, account)
  }

  /** @param expected fails when another account is active by now */
  function requireActiveAccount(expected?: Account): Account {
    const account = tab.getActiveAccount()
    if (account && (!expected || isActive(expected))) return account
    throw new AuthenticationError('account_forgotten', 'The session has ended or changed accounts.')
  }

  return { getAccessToken, getGrantedScopes, renew, extend }
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
  return new AuthenticationError('timed_out', 'Frames do not work here.', { needsPerson: true })
}
