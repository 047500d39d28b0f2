import type { KoaContextWithOIDC } from 'oidc-provider'
import type { IdentityState } from '../identity-state.ts'
import type { SignedInPerson } from '../sessions/signed-in-people.ts'
import { isHintOf } from '../tokens/login-hint.ts'
import { type CarriedRequest, carriedRequest } from './carried-request.ts'

/** Who of the people signed in to this browser a request is about. */
export type Selection =
  | { kind: 'person'; person: SignedInPerson }
  | { kind: 'nobody' }
  | { kind: 'several' }
  | { kind: 'stale sid'; sid: string }

/**
 * The core's session holds one person, a browser at Entra several. So each request first makes
 * the person it is about the one of the session.
 */
export function selectPerson(state: IdentityState, ctx: KoaContextWithOIDC): void {
  const { session } = ctx.oidc
  if (!session) return
  const people = state.people.inBrowser(session.uid)
  const selection = selectAmong(people, carriedRequest(state, ctx.oidc.params))
  ctx.state['selection'] = selection
  if (selection.kind === 'person') session.accountId = selection.person.userName
  else delete session.accountId
}

/** What `selectPerson` found; a request that comes back from a page was about somebody. */
export function selectionOf(ctx: KoaContextWithOIDC): Selection | undefined {
  return ctx.state['selection'] as Selection | undefined
}

export function selectAmong(
  people: SignedInPerson[],
  { sid, loginHint, prompt }: Pick<CarriedRequest, 'sid' | 'loginHint' | 'prompt'>,
): Selection {
  if (sid !== undefined) {
    const person = people.find((candidate) => candidate.sid === sid)
    if (person) return { kind: 'person', person }
    if (prompt === 'none') return { kind: 'stale sid', sid }
  }
  if (loginHint !== undefined && prompt !== 'select_account') {
    const person = people.find(({ userName }) => isHintOf(loginHint, userName))
    return person ? { kind: 'person', person } : { kind: 'nobody' }
  }
  const [person, another] = people
  if (!person) return { kind: 'nobody' }
  return another ? { kind: 'several' } : { kind: 'person', person }
}
