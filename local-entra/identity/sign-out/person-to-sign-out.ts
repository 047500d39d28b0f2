import { decodeJwt } from 'jose'
import type { SignedInPerson } from '../sessions/signed-in-people.ts'
import { isHintOf } from '../tokens/login-hint.ts'

/**
 * Whom a sign-out request means: the one who was picked, or the one of a hint. Without either
 * the person is asked, even when only one is signed in.
 */
export function personToSignOut(
  people: SignedInPerson[],
  params: URLSearchParams,
): SignedInPerson | undefined {
  const hint = params.get('account') ?? params.get('logout_hint')
  if (hint !== null) return people.find(({ userName }) => isHintOf(hint, userName))
  const sid = sidOf(params.get('id_token_hint')) ?? params.get('sid')
  return people.find((person) => person.sid === sid)
}

/** The hint only names a session of this very browser, so its signature proves nothing more. */
function sidOf(idToken: string | null): unknown {
  try {
    return idToken === null ? undefined : decodeJwt(idToken)['sid']
  } catch {
    return undefined
  }
}
