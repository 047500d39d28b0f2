import { randomUUID } from 'node:crypto'
import type { Context, Middleware } from 'koa'
import type { SampleAccount } from '../../registrations/registrations.ts'
import { mountOrigin } from '../../server/page-origin.ts'
import { requireAccess } from '../access-rules.ts'
import type { AuthorizationRequest } from '../authorize/request.ts'
import { parseClaimsRequest } from '../claims-request.ts'
import { DEVICE_LOGIN_PATH, PATHS, targetOf, tenantFor } from '../endpoints.ts'
import { describeError, EntraError } from '../errors/entra-error.ts'
import { deviceCodePage } from '../pages/device-pages.ts'
import { readForm, sendPage } from '../pages/layout.ts'
import type { IdentityState } from '../state.ts'
import { requireApp } from '../token/client-authentication.ts'
import { requestedScopes } from '../token/token-grant.ts'
import { answerClient, optionalField, requireField } from '../token/token-request.ts'

/** Seconds between two requests to the token endpoint. */
const POLLING_INTERVAL = 5

/**
 * The device authorization endpoint (RFC 8628 §3.1, https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code).
 * Entra checks only at the token endpoint whether the app may use the grant. No browser may read the response.
 */
export function deviceAuthorization(state: IdentityState): Middleware {
  return async (ctx, next) => {
    if (targetOf(ctx).path !== PATHS['device-code']) return next()
    await answerClient(state, ctx, 'device-code', async (fields) =>
      issueDeviceCode(state, ctx, fields),
    )
    return undefined
  }
}

function issueDeviceCode(
  state: IdentityState,
  ctx: Context,
  fields: Record<string, string>,
): object {
  const { authority } = targetOf(ctx)
  const app = requireApp(state, authority, requireField(fields, 'client_id'))
  if (!authority.tenant && !app.multiTenant) throw new EntraError(50059)
  const scope = requireField(fields, 'scope')
  requestedScopes(state, app, scope)
  const claims = optionalField(fields, 'claims')
  parseClaimsRequest(claims)
  const { deviceCode, userCode, expiresIn } = state.deviceCodes.issue({
    clientId: app.clientId,
    authority,
    scope,
    claims,
  })
  const page = verificationUri(mountOrigin(ctx.req) ?? state.origin)
  return {
    user_code: userCode,
    device_code: deviceCode,
    verification_uri: page,
    expires_in: expiresIn,
    interval: POLLING_INTERVAL,
    message: `To sign in, use a web browser to open the page ${page} and enter the code ${userCode} to authenticate.`,
  }
}

/** Where the user enters the code. It is the same for all tenants, because the code tells the tenant. */
export const verificationUri = (origin: string): string => `${origin}/common${DEVICE_LOGIN_PATH}`

/**
 * The page on which the user enters the code. A code that can be used goes on, as an authorization request, to the usual
 * sign-in.
 */
export function verificationPage(state: IdentityState): Middleware {
  return async (ctx, next) => {
    if (targetOf(ctx).path !== DEVICE_LOGIN_PATH) return next()
    const userCode = ctx.method === 'POST' ? (await readForm(ctx)).get('user_code') : null
    const found = userCode === null ? undefined : state.deviceCodes.awaiting(userCode)
    if (!found) {
      return sendPage(ctx, { title: 'Enter code', body: deviceCodePage(userCode !== null) })
    }
    const { clientId, authority, scope, claims } = found
    const params = new URLSearchParams({
      client_id: clientId,
      redirect_uri: verificationUri(state.origin),
      response_type: 'code',
      scope,
      // Entra asks for the account even if a single user is signed in.
      prompt: 'select_account',
      ...(claims === undefined ? {} : { claims }),
    })
    ctx.state['deviceRequest'] = { authority, params, userCode: found.userCode }
    ctx.method = 'GET'
    return next()
  }
}

/** @returns the authorization request of the code that the user has entered on the verification page, or undefined */
export function deviceRequestOf(ctx: Context): AuthorizationRequest | undefined {
  return ctx.state['deviceRequest'] as AuthorizationRequest | undefined
}

/**
 * Signs a user in for the device that shows a user code, without the pages and with a second factor.
 * @throws {Error} when the code cannot be used, or with Entra's text when the account cannot use the app
 */
export function approveDeviceCode(
  state: IdentityState,
  userCode: string,
  account: SampleAccount,
): void {
  const { deviceCodes, registry, clock } = state
  const authorization = deviceCodes.awaiting(userCode)
  const app = registry.app(authorization?.clientId ?? '')
  if (!authorization || !app) {
    throw new Error(`the user code ${userCode} is unknown, expired or already used`)
  }
  const { authority } = authorization
  const now = clock.now()
  try {
    requireAccess(state, account, { app, authority })
  } catch (error) {
    throw error instanceof EntraError ? new Error(describeError(error, undefined, now).text) : error
  }
  const { userName } = account
  const tenantId = tenantFor(authority, account, registry).id
  const sid = randomUUID()
  deviceCodes.decide(userCode, { tenantId, userName, sid, authTime: now, mfaTime: now })
}
