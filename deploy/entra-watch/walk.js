import { shapeOfParameters, shapeOfResponse } from './shape.js'

// The walk: the requests that a single-page app sends, and some that must be refused. The browser runs it against a tenant,
// and Node against local Entra.

/**
 * @typedef {object} Settings
 * @property {string} clientId
 * @property {string} scope of the API
 * @property {string} [otherScope] of another API
 * @property {string} [apiUrl] without one, the API is not called
 * @property {string} redirectUri
 * @property {{ issuer: string, authorization_endpoint: string, token_endpoint: string, end_session_endpoint: string }} endpoints
 */

/** @typedef {Record<string, string | undefined>} State what the next navigation needs: the code verifier, the refresh token */

/**
 * @typedef {object} Run
 * @property {Settings} settings
 * @property {State} state
 * @property {(url: string, init: RequestInit) => Promise<{ status: number, headers: Headers, body: unknown } | undefined>} send
 * @property {(step: string, facts: import('./shape.js').Facts) => Promise<void>} record
 */

/**
 * One navigation to the identity provider and back.
 * @typedef {object} Leg
 * @property {string} title
 * @property {boolean} [returnsEmpty] whether it may come back without parameters
 * @property {(run: Run) => Promise<string>} leave returns the address to open
 * @property {(run: Run, parameters: URLSearchParams) => Promise<void>} arrive
 */

/** @type {readonly Leg[]} */
export const legs = [
  { title: 'sign-in', leave: (run) => authorize(run, {}), arrive: afterSignIn },
  {
    title: 'silent sign-in',
    leave: (run) => authorize(run, { prompt: 'none', login_hint: run.state['loginHint'] }),
    arrive: (run, parameters) => recordReturn(run, 'silent authorization response', parameters),
  },
  { title: 'sign-out', returnsEmpty: true, leave: signOut, arrive: afterSignOut },
  {
    title: 'silent sign-in after the sign-out',
    leave: (run) => authorize(run, { prompt: 'none' }),
    arrive: (run, parameters) =>
      recordReturn(run, 'authorization response without a session', parameters),
  },
]

/** The sign-in ended with an error, so no further step is possible. */
export class Refused extends Error {}

/**
 * The address of an authorization request, as MSAL sends it.
 * @param {Run} run
 * @param {Record<string, string | undefined>} changes
 */
async function authorize({ settings, state }, changes) {
  const fresh = {
    verifier: random(),
    state: random(),
    nonce: random(),
    requestId: crypto.randomUUID(),
  }
  Object.assign(state, fresh)
  const url = new URL(settings.endpoints.authorization_endpoint)
  url.search = form({
    client_id: settings.clientId,
    scope: `${settings.scope} openid profile offline_access`,
    redirect_uri: settings.redirectUri,
    'client-request-id': fresh.requestId,
    response_mode: 'fragment',
    response_type: 'code',
    code_challenge: await hash(fresh.verifier),
    code_challenge_method: 'S256',
    nonce: fresh.nonce,
    state: fresh.state,
    client_info: '1',
    // As MSAL: the claim that signs out without a question.
    claims: '{"id_token":{"login_hint":null}}',
    ...changes,
  }).toString()
  return url.href
}

/**
 * @param {Run} run
 * @param {string} step
 * @param {URLSearchParams} parameters
 */
async function recordReturn({ state, record }, step, parameters) {
  await record(step, shapeOfParameters(parameters, { state: state['state'] ?? '' }))
}

/**
 * @param {Run} run
 * @param {URLSearchParams} parameters
 */
async function afterSignIn(run, parameters) {
  await recordReturn(run, 'authorization response', parameters)
  const { settings, state } = run
  const code = parameters.get('code')
  if (code === null) throw new Refused()
  const redemption = {
    grant_type: 'authorization_code',
    code,
    code_verifier: state['verifier'],
    redirect_uri: settings.redirectUri,
  }
  await post(run, 'code with a wrong verifier', { ...redemption, code_verifier: random() })
  const tokens = await post(run, 'code', redemption)
  if (typeof tokens['refresh_token'] !== 'string') throw new Refused()
  await post(run, 'code that was used before', redemption)
  state['refreshToken'] = tokens['refresh_token']
  const { login_hint: hint, preferred_username: name } = payloadOf(tokens['id_token'])
  state['loginHint'] = String(hint ?? name)
  await renewals(run, anchorOf(tokens['client_info']))
  await callApi(run, String(tokens['access_token']))
}

/**
 * @param {Run} run
 * @param {string} anchor MSAL sends it with each renewal, so that the browser asks first: a preflight
 */
async function renewals(run, anchor) {
  const { settings, state } = run
  const renewal = { grant_type: 'refresh_token', refresh_token: state['refreshToken'] }
  await post(run, 'renewal', renewal, { 'x-anchormailbox': anchor })
  await post(run, 'renewal with a refresh token that was used before', renewal)
  const resource = settings.scope.slice(0, settings.scope.lastIndexOf('/'))
  await post(run, 'scope that the API does not have', { ...renewal, scope: `${resource}/made_up` })
  await post(run, 'malformed scope', { ...renewal, scope: 'api://' })
  if (settings.otherScope !== undefined) {
    const scope = `${settings.scope} ${settings.otherScope}`
    await post(run, 'scopes of two APIs', { ...renewal, scope })
  }
  await post(run, 'refresh token that is none', { ...renewal, refresh_token: 'made-up' })
  await post(run, 'grant type that does not exist', { ...renewal, grant_type: 'made_up' })
}

/**
 * @param {Run} run
 * @param {string} token
 */
async function callApi({ settings, send, record }, token) {
  const { apiUrl } = settings
  if (apiUrl === undefined) return
  const call = async (/** @type {string} */ step, /** @type {HeadersInit} */ headers) => {
    const { status } = shapeOfResponse(await send(apiUrl, { headers }), {})
    await record(step, { status: status ?? '' })
  }
  await call('API with the token', { authorization: `Bearer ${token}` })
  await call('API without a token', {})
}

/** @param {Run} run */
function signOut({ settings, state }) {
  state['state'] = random()
  const url = new URL(settings.endpoints.end_session_endpoint)
  url.search = form({
    post_logout_redirect_uri: settings.redirectUri,
    logout_hint: state['loginHint'],
    state: state['state'],
  }).toString()
  return Promise.resolve(url.href)
}

/**
 * @param {Run} run
 * @param {URLSearchParams} parameters
 */
async function afterSignOut(run, parameters) {
  await recordReturn(run, 'sign-out response', parameters)
  const refresh_token = run.state['refreshToken']
  await post(run, 'renewal after the sign-out', { grant_type: 'refresh_token', refresh_token })
}

/**
 * Sends a token request and records its response.
 * @param {Run} run
 * @param {string} step
 * @param {Record<string, string | undefined>} parameters
 * @param {Record<string, string>} [headers]
 * @returns {Promise<Record<string, unknown>>} the members of the response
 */
async function post({ settings, state, send, record }, step, parameters, headers = {}) {
  const requestId = crypto.randomUUID()
  const { clientId: client_id, scope, endpoints } = settings
  const all = {
    client_id,
    scope: `${scope} openid profile offline_access`,
    client_info: '1',
    'client-request-id': requestId,
    ...parameters,
  }
  const response = await send(endpoints.token_endpoint, {
    method: 'POST',
    headers,
    body: form(all),
  })
  const isFirst = parameters['grant_type'] === 'authorization_code'
  const sent = {
    correlation_id: requestId,
    azp: client_id,
    ...(isFirst && { nonce: state['nonce'] ?? '' }),
    'the scope of the API': scope,
  }
  await record(step, shapeOfResponse(response, sent))
  return /** @type {Record<string, unknown>} */ (Object(response?.body))
}

/** @param {Record<string, string | undefined>} parameters */
function form(parameters) {
  const entries = Object.entries(parameters).filter(([, value]) => value !== undefined)
  return new URLSearchParams(/** @type {[string, string][]} */ (entries))
}

/** @param {unknown} clientInfo */
function anchorOf(clientInfo) {
  const { uid, utid } = payloadOf(`.${String(clientInfo)}`)
  return `Oid:${String(uid)}@${String(utid)}`
}

/** @param {unknown} token */
function payloadOf(token) {
  const part = String(token).split('.')[1] ?? ''
  try {
    return JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/')))
  } catch {
    return {}
  }
}

function random() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)))
}

/** @param {string} text */
async function hash(text) {
  return base64url(
    new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))),
  )
}

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  const base64 = btoa(String.fromCharCode(...bytes))
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
