import type {
  AccountInfo,
  AuthenticationResult,
  IPublicClientApplication,
} from '@azure/msal-browser'
import type { Config } from '../config/config.ts'
import { AuthenticationError } from './authentication-error.ts'
import { findWrongClaim } from './id-token-claims.ts'

/** Decides whose tokens are taken, after MSAL has taken them in; what is refused is forgotten. */
export interface Acceptance {
  /** The answer to a sign-in. @throws {AuthenticationError} `id_token_refused` */
  acceptAnyone: (result: AuthenticationResult) => Promise<AuthenticationResult>
  /**
   * The answer to a request for this account's tokens.
   * @throws {AuthenticationError} `other_account`, `account_forgotten` or `id_token_refused`
   */
  accept: (result: AuthenticationResult, account: AccountInfo) => Promise<AuthenticationResult>
  /**
   * Forgets an account and its tokens in this tab; without one, all of them. Answers that are still under way for it come to
   * nothing.
   */
  forget: (account?: AccountInfo) => Promise<void>
}

const everyone = '*'

/**
 * @param msal the client that holds the tokens
 * @param getTrueTime see {@link createIdentityClient}
 */
export function createAcceptance(
  msal: Pick<IPublicClientApplication, 'clearCache' | 'getActiveAccount' | 'setActiveAccount'>,
  config: Config,
  getTrueTime: () => Promise<number>,
): Acceptance {
  const forgotten = new Set<string>()

  async function acceptAnyone(result: AuthenticationResult): Promise<AuthenticationResult> {
    const wrong = await findWrongClaimByTrueTime(result)
    if (wrong === undefined) return result
    return refuse(result, 'id_token_refused', `The claim "${wrong}" does not fit.`)
  }

  async function findWrongClaimByTrueTime({ idTokenClaims }: AuthenticationResult) {
    const now = Date.now() / 1000
    const wrong = findWrongClaim(idTokenClaims, config, now)
    if (wrong !== 'exp') return wrong
    return findWrongClaim(idTokenClaims, config, await getTrueTime().catch(() => now))
  }

  // MSAL takes tokens in for whoever the answer names, and whenever it comes.
  async function accept(result: AuthenticationResult, account: AccountInfo) {
    if (forgotten.has(account.homeAccountId) || forgotten.has(everyone)) {
      return refuse(result, 'account_forgotten', 'The account is not in this tab any more.')
    }
    if (!isSamePerson(result.account, account)) {
      return refuse(result, 'other_account', 'The answer was for another account.')
    }
    return result.fromCache ? result : acceptAnyone(result)
  }

  async function refuse(result: AuthenticationResult, code: string, why: string): Promise<never> {
    await clear(result.account)
    throw new AuthenticationError(code, why)
  }

  async function forget(account?: AccountInfo): Promise<void> {
    forgotten.add(account?.homeAccountId ?? everyone)
    await clear(account)
  }

  async function clear(account?: AccountInfo): Promise<void> {
    await msal.clearCache(account && { account })
    // MSAL React listens to MSAL's events. There is one for setting the active account, and none for clearing one.
    msal.setActiveAccount(msal.getActiveAccount())
  }

  return { acceptAnyone, accept, forget }
}

// In Entra the object id and the tenant are the person; a refreshed ID token has the same subject as the one before
// (OpenID Connect Core 1.0 §12.2).
function isSamePerson(one: AccountInfo, other: AccountInfo): boolean {
  const before = other.idTokenClaims ?? one.idTokenClaims
  return (
    one.homeAccountId === other.homeAccountId &&
    one.localAccountId === other.localAccountId &&
    one.tenantId === other.tenantId &&
    one.idTokenClaims?.sub === before?.sub
  )
}
