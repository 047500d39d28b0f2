import type {
  AccountInfo,
  AuthenticationResult,
  IPublicClientApplication,
} from '@azure/msal-browser'
import type { Config } from '../../config/config.ts'
import { AuthenticationError } from '../errors.ts'
import { findWrongClaim } from '../id-token.ts'

/** The part of MSAL's result that is verified. */
type VerifiedResult = Pick<AuthenticationResult, 'account' | 'idTokenClaims' | 'fromCache'>

/** Verifies tokens after MSAL has stored them, and removes the refused ones. */
export interface Verification {
  /** Verifies the result of a sign-in. @throws {AuthenticationError} `id_token_refused` */
  verifySignIn: <R extends VerifiedResult>(result: R) => Promise<R>
  /**
   * Verifies the result of a request for this account's tokens.
   * @throws {AuthenticationError} `other_account`, `account_forgotten` or `id_token_refused`
   */
  verify: <R extends VerifiedResult>(result: R, account: AccountInfo) => Promise<R>
  /** Removes an account and its tokens, or all of them. Responses for it that arrive later are refused. */
  forget: (account?: AccountInfo) => Promise<void>
}

const allAccounts = '*'

/**
 * @param msal the client that holds the tokens
 * @param getTrueTime seconds since 1970, by a server's clock. Called only if an ID token seems to have expired, because the
 * clock of the device may be hours off
 */
export function createVerification(
  msal: Pick<IPublicClientApplication, 'clearCache' | 'getActiveAccount' | 'setActiveAccount'>,
  config: Config,
  getTrueTime: () => Promise<number>,
): Verification {
  const forgotten = new Set<string>()

  async function verifySignIn<R extends VerifiedResult>(result: R): Promise<R> {
    const wrong = await findWrongClaimByTrueTime(result)
    if (wrong === undefined) return result
    return refuse(result, 'id_token_refused', `The claim "${wrong}" does not fit.`)
  }

  async function findWrongClaimByTrueTime({ idTokenClaims }: VerifiedResult) {
    const now = Date.now() / 1000
    const wrong = findWrongClaim(idTokenClaims, config, now)
    if (wrong !== 'exp') return wrong
    return findWrongClaim(idTokenClaims, config, await getTrueTime().catch(() => now))
  }

  // MSAL stores tokens for the account in the response, even after that account was removed.
  async function verify<R extends VerifiedResult>(result: R, account: AccountInfo): Promise<R> {
    if (forgotten.has(account.homeAccountId) || forgotten.has(allAccounts)) {
      return refuse(result, 'account_forgotten', 'The account has been removed from this tab.')
    }
    if (!isSamePerson(result.account, account)) {
      return refuse(result, 'other_account', 'The response is for another account.')
    }
    return result.fromCache ? result : verifySignIn(result)
  }

  async function refuse(result: VerifiedResult, code: string, why: string): Promise<never> {
    await clear(result.account)
    throw new AuthenticationError(code, why)
  }

  async function forget(account?: AccountInfo): Promise<void> {
    forgotten.add(account?.homeAccountId ?? allAccounts)
    await clear(account)
  }

  async function clear(account?: AccountInfo): Promise<void> {
    await msal.clearCache(account && { account })
    // MSAL React updates on MSAL's events. MSAL has one for setting the active account, and none for clearing it.
    msal.setActiveAccount(msal.getActiveAccount())
  }

  return { verifySignIn, verify, forget }
}

// In Entra, object id and tenant identify a user. A refreshed ID token must have the same subject (OpenID Connect Core 1.0
// §12.2).
function isSamePerson(one: AccountInfo, other: AccountInfo): boolean {
  const before = other.idTokenClaims ?? one.idTokenClaims
  return (
    one.homeAccountId === other.homeAccountId &&
    one.localAccountId === other.localAccountId &&
    one.tenantId === other.tenantId &&
    one.idTokenClaims?.sub === before?.sub
  )
}
