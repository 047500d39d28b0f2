import type { Context, Middleware } from 'koa'
import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { faultyResponse } from '../../faults/response-faults.ts'
import { DEVICE_LOGIN_PATH, PATHS, targetOf } from '../endpoints.ts'
import { asEntraError, EntraError, UserCancelledError } from '../errors/entra-error.ts'
import type { IdentityState } from '../state.ts'
import { deviceRequestOf, verificationUri } from '../device/device-authorization.ts'
import { signedInToDevicePage } from '../pages/device-pages.ts'
import { readForm, sendPage } from '../pages/layout.ts'
import { adminConsentAt, adminConsentRequest, authorizationPath } from './admin-consent.ts'
import {
  type AuthorizationRequest,
  resumedRequest,
  resumedReturnAddress,
  type ReturnAddress,
  toCoreParameters,
} from './request.ts'
import { sendAuthorizationError, successParameters } from './response.ts'
import { checkAppAndRedirectUri, checkRules } from './rules.ts'

/**
 * The authorization endpoint, both admin consent endpoints, and the sign-in for a device code. Entra's rules come before the
 * core, and Entra's response replaces the core's. After a sign-in page the browser returns to a path below the endpoint, `/authorize/<id>`.
 */
export function authorize(state: IdentityState, core: Provider): Middleware {
  replaceCoreResponses(state, core)
  return async (ctx, next) => {
    const { authority, path } = targetOf(ctx)
    const started = await newRequest(state, ctx)
    const isNew = started !== undefined
    if (!isNew && !path.startsWith(`${PATHS.authorize}/`)) return next()
    const request = started ?? { authority, params: new URLSearchParams(ctx.querystring) }
    ctx['mountPath'] = `/${request.authority.segment}/oauth2/v2.0`
    let address: ReturnAddress | undefined
    try {
      if (isNew) {
        address = checkAppAndRedirectUri(state, request)
        throwPlannedError(state, request)
        checkRules(state, request)
      }
      ctx.url = `/authorize${isNew ? `?${toCoreParameters(request).toString()}` : path.slice(PATHS.authorize.length)}`
      await next()
      finishRedirect(state, ctx)
    } catch (error) {
      const resumed = isNew ? undefined : resumedRequest(state, ctx)
      const refusal = asEntraError(error, errorDetails(request, resumed?.app.clientId))
      if (refusal instanceof UserCancelledError) {
        state.deviceCodes.decide(resumed?.userCode ?? '', 'declined')
      }
      sendAuthorizationError(ctx, {
        error: refusal,
        address: address ?? (resumed && resumedReturnAddress(resumed)),
        correlationId: request.params.get('client-request-id') ?? resumed?.correlationId,
        now: state.clock.now(),
        origin: state.origin,
        anotherAccountUrl: isNew ? accountPickerUrl(request) : undefined,
      })
    }
    return undefined
  }
}

/** The request of an endpoint at which a sign-in starts; undefined at any other path. */
async function newRequest(
  state: IdentityState,
  ctx: Context,
): Promise<AuthorizationRequest | undefined> {
  const { authority, path } = targetOf(ctx)
  const adminConsent = adminConsentAt(path)
  if (adminConsent) {
    return adminConsentRequest(state, authority, adminConsent, await requestParameters(ctx))
  }
  if (path === PATHS.authorize) return { authority, params: await requestParameters(ctx) }
  return deviceRequestOf(ctx)
}

/** Reads a GET or a POST (OpenID Connect Core §3.1.2.1). The core gets a GET. */
async function requestParameters(ctx: Context): Promise<URLSearchParams> {
  if (ctx.method !== 'POST') return new URLSearchParams(ctx.querystring)
  const form = await readForm(ctx)
  ctx.method = 'GET'
  return form
}

/** Throws the numbered error that a test has planned for this endpoint. */
function throwPlannedError(state: IdentityState, { adminConsent }: AuthorizationRequest): void {
  const fault = state.faults.takeAadsts(adminConsent ? 'admin-consent' : 'authorize')
  if (fault) throw new EntraError(fault.aadsts, {}, { claims: fault.claims })
}

/** The core emits its response before it sends it: here its parameters become Entra's. It throws its errors. */
function replaceCoreResponses(state: IdentityState, core: Provider): void {
  core.on('authorization.success', (ctx: KoaContextWithOIDC, response) => {
    if (!response) throw new Error('The core has emitted no response.')
    const parameters = successParameters(state, ctx, String(response['code']))
    for (const name of Object.keys(response)) delete response[name]
    Object.assign(response, parameters)
  })
  core.on('authorization.error', (_, error) => {
    throw error
  })
}

/** The same request with the account picker. For a device, the user enters the code again. */
function accountPickerUrl(request: AuthorizationRequest): string {
  if (request.userCode !== undefined) return `/common${DEVICE_LOGIN_PATH}`
  const query = new URLSearchParams(request.params)
  query.set('prompt', 'select_account')
  return `${authorizationPath(request)}?${query.toString()}`
}

/**
 * Changes the address of a success: the empty fragment of admin consent, and the planned faults. A device gets its tokens
 * elsewhere, so a page is the end of its sign-in.
 */
function finishRedirect(state: IdentityState, ctx: Context): void {
  const location = String(ctx.res.getHeader('location') ?? '')
  if (location.startsWith(verificationUri(state.origin))) {
    ctx.remove('location')
    const appName = resumedRequest(state, ctx)?.app.name ?? ''
    return sendPage(ctx, { title: 'Signed in', body: signedInToDevicePage(appName) })
  }
  if (/[?&]admin_consent=True(&|$)/.test(location)) ctx.set('location', `${location}#`)
  if (/[?#&]code=/.test(location)) ctx.set('location', faultyResponse(state.faults, location))
}

function errorDetails({ authority, params }: AuthorizationRequest, resumedClientId?: string) {
  return {
    clientId: params.get('client_id') ?? resumedClientId ?? '',
    tenant: authority.tenant?.name ?? authority.segment,
    value: params.get('response_type') ?? '',
    // Entra writes this in place of a user name.
    userName: '{EmailHidden}',
  }
}
