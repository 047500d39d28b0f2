import type { KoaContextWithOIDC } from 'oidc-provider'
import { tenantFor } from '../authority.ts'
import type { IdentityState } from '../identity-state.ts'
import { faultyClientInfo } from '../../faults/answer-faults.ts'
import { clientInfo } from '../tokens/client-info.ts'
import { adminConsentParameters } from './admin-consent.ts'
import { accountOf, carriedRequest } from './carried-request.ts'

/** The parameters of a successful answer, in Entra's order, without `iss`. */
export function successParameters(
  state: IdentityState,
  ctx: KoaContextWithOIDC,
  code: string,
): Record<string, string> {
  const account = accountOf(state, ctx)
  const { session } = ctx.oidc
  if (!session || !account) throw new Error('an authorization code needs a signed-in account')
  const request = carriedRequest(state, ctx.oidc.params)
  const tenantId = tenantFor(request.authority, account, state.registry).id
  if (request.adminConsent) return adminConsentParameters(request, tenantId)
  const authTime = session.loginTs ?? state.clock.now()
  const person =
    state.people.find(session.uid, account.userName) ??
    state.people.signIn(session.uid, account.userName, authTime)
  person.clientIds.add(request.app.clientId)
  state.codes.set(code, {
    tenantId,
    clientId: request.app.clientId,
    userName: account.userName,
    platform: request.platform,
    scope: request.scope,
    claims: request.claims,
    sid: person.sid,
    authTime: person.authTime,
    mfaTime: person.mfaTime,
    issuedAt: state.clock.now(),
    redeemed: false,
  })
  const info = request.wantsClientInfo && faultyClientInfo(state.faults, clientInfo(account))
  return {
    code,
    ...(info ? { client_info: info } : {}),
    ...(request.state === undefined ? {} : { state: request.state }),
    session_state: person.sid,
  }
}
