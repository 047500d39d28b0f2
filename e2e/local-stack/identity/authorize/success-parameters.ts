import type { KoaContextWithOIDC } from 'oidc-provider'
import type { IdentityState } from '../identity-state.ts'
import { clientInfo } from '../tokens/client-info.ts'

/** The parameters of a successful authorization response, in Entra's order, without `iss`. */
export function successParameters(
  state: IdentityState,
  ctx: KoaContextWithOIDC,
  code: string,
): Record<string, string> {
  const { session, params = {} } = ctx.oidc
  const account = state.registry.account(session?.accountId ?? '')
  if (!session || !account) throw new Error('an authorization code needs a signed-in account')
  const authTime = session.loginTs ?? state.clock.now()
  const { sid } = state.people.signIn(session.uid, account.userName, authTime)
  state.codes.set(code, {
    tenantId: String(params['tenant']),
    clientId: String(params['client_id']),
    userName: account.userName,
    scopes: String(params['requested_scope']).split(' '),
    sid,
    authTime,
    issuedAt: state.clock.now(),
    redeemed: false,
  })
  return {
    code,
    ...(params['client_info'] === '1' ? { client_info: clientInfo(account) } : {}),
    ...(typeof params['state'] === 'string' ? { state: params['state'] } : {}),
    session_state: sid,
  }
}
