import type {
  AccountInfo,
  AuthenticationResult,
  IPublicClientApplication,
} from '@azure/msal-browser'
import type { Config } from '../../config/config.ts'
import { AuthenticationError } from '../errors.ts'
import { findWrongClaim } from '../id-token.ts'

/** What of an answer is verified. */
type Answer = Pick<AuthenticationResult, 'account' | 'idTokenClaims' | 'fromCache'>

/** Decides whose tokens are kept, after MSAL has stored them; what is refused is forgotten. */
export interface Verification {
  /** The answer to a sign-in. @throws {AuthenticationError} `id_token_refused` */
  verifySignIn: <A extends Answer>(answer: A) => Promise<A>
  /**
   * The answer to a request for this account's tokens.
   * @throws {AuthenticationError} `other_account`, `account_forgotten` or `id_token_refused`
   */
  verify: <A extends Answer>(answer: A, account: AccountInfo) => Promise<A>
  /** Forgets an account and its tokens; without one, all of them. Answers for it that are under way are refused. */
  forget: (account?: AccountInfo) => Promise<void>
}

const everyone = '*'

/**
 * @param msal the client that holds the tokens
 * @param getTrueTime the time in seconds since 1970 by another clock than this device's; asked only when an ID token seems to
 * have expired, because a device whose clock is hours off must not keep its user out
 */
export function createVerification(
  msal: Pick<IPublicClientApplication, 'clearCache' | 'getActiveAccount' | 'setActiveAccount'>,
  config: Config,
  getTrueTime: () => Promise<number>,
): Verification {
  const forgotten = new Set<string>()

  async function verifySignIn<A extends Answer>(answer: A): Promise<A> {
    const wrong = await findWrongClaimByTrueTime(answer)
    if (wrong === undefined) return answer
    return refuse(answer, 'id_token_refused', `The claim "${wrong}" does not fit.`)
  }

  async function findWrongClaimByTrueTime({ idTokenClaims }: Answer) {
    const now = Date.now() / 1000
    const wrong = findWrongClaim(idTokenClaims, config, now)
    if (wrong !== 'exp') return wrong
    return findWrongClaim(idTokenClaims, config, await getTrueTime().catch(() => now))
  }

  // MSAL stores tokens for the account that the answer names, whenever it comes.
  async function verify<A extends Answer>(answer: A, account: AccountInfo): Promise<A> {
    if (forgotten.has(account.homeAccountId) || forgotten.has(everyone)) {
      return refuse(answer, 'account_forgotten', 'The account is not in this tab any more.')
    }
    if (!isSamePerson(answer.account, account)) {
      return refuse(answer, 'other_account', 'The answer was for another account.')
    }
    return answer.fromCache ? answer : verifySignIn(answer)
  }

  async function refuse(answer: Answer, code: string, why: string): Promise<never> {
    await clear(answer.account)
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

  return { verifySignIn, verify, forget }
}

// In Entra the object id and the tenant are the person. A refreshed ID token has the same subject as the one before
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
