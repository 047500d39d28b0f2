import type { DeviceAuthorization } from '../device/device-codes.ts'
import { EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../state.ts'
import { tokenResponse } from '../tokens/token-response.ts'
import type { SignInOfToken } from './issued-grants.ts'
import { requireTokenGrant } from './token-grant.ts'
import { optionalField, requireField, requireRedeemer, type TokenRequest } from './token-request.ts'

/**
 * `grant_type=urn:ietf:params:oauth:grant-type:device_code` (RFC 8628 §3.4). Without a redirect URI, the registration of the
 * app decides whether it is a public client. Entra checks that after the user has signed in. Throws EntraError.
 */
export async function redeemDeviceCode(
  state: IdentityState,
  request: TokenRequest,
): Promise<object> {
  const { fields, app } = request
  const [authorization, signIn] = requireSignIn(state, request)
  const platform = app.publicClientFlows ? 'publicClient' : 'web'
  requireRedeemer(platform, request)
  const grant = requireTokenGrant(state, request, {
    signIn: { ...signIn, clientId: app.clientId, platform, issuedAt: state.clock.now() },
    scope: authorization.scope,
    claims: optionalField(fields, 'claims') ?? authorization.claims,
  })
  state.deviceCodes.redeem(requireField(fields, 'device_code'))
  return tokenResponse(state, grant)
}

const UNKNOWN_DEVICE_CODE = "The provided value for the input parameter 'device_code' is not valid."

/** The sign-in with which the user has answered a device code of this app. */
function requireSignIn(
  { deviceCodes, clock }: IdentityState,
  { fields, app }: TokenRequest,
): [DeviceAuthorization, SignInOfToken] {
  const authorization = deviceCodes.find(requireField(fields, 'device_code'))
  if (authorization?.clientId !== app.clientId) {
    throw new EntraError(70000, {}, { text: UNKNOWN_DEVICE_CODE })
  }
  if (authorization.redeemed) throw new EntraError(54005)
  if (clock.now() >= authorization.expiresAt) throw new EntraError(70020)
  const { decision } = authorization
  if (decision === 'declined') throw new EntraError(700171)
  if (decision === undefined) throw new EntraError(70016)
  return [authorization, decision]
}
