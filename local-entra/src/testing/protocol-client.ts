import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { LocalEntra } from '../local-entra.ts'
import { fetchTrusting } from '../server/trust.ts'
import { createHttpBrowser, type HttpBrowser, type Visit } from './http-browser.ts'

/** The origin of the app in tests of the protocol. No server listens there. */
export const APP_ORIGIN = 'http://localhost:9999'
export const SUNNY = 'sunny.day@weather.example'
export const MISTY = 'misty.moore@weather.example'
export const REDIRECT_URI = `${APP_ORIGIN}/`

type Overrides = Record<string, string | undefined>

export interface Sent {
  url: string
  verifier: string
  state: string
  nonce: string
}

/** An authorization request as MSAL sends it. An override of undefined omits the parameter. */
export function authorizationRequest(stack: LocalEntra, overrides: Overrides = {}): Sent {
  const { appConfig } = stack
  const verifier = randomBytes(32).toString('base64url')
  const state = randomUUID()
  const nonce = randomUUID()
  const params: Overrides = {
    client_id: appConfig.clientId,
    scope: `${appConfig.weatherApi.scope} openid profile offline_access`,
    redirect_uri: REDIRECT_URI,
    'client-request-id': randomUUID(),
    response_mode: 'fragment',
    response_type: 'code',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    nonce,
    state,
    client_info: '1',
    ...overrides,
  }
  const query = new URLSearchParams(defined(params))
  const url = `${appConfig.authorityMetadata.authorization_endpoint}?${query.toString()}`
  return { url, verifier, state, nonce }
}

/** The parameters of an authorization response. */
export function answerOf({ left, html }: Visit): URLSearchParams {
  if (!left) throw new Error(`no redirect to an app:\n${html}`)
  return new URLSearchParams(left.hash === '' ? left.search : left.hash.slice(1))
}

/** Completes the pages: chooses the account, approves the second factor, accepts the consent. */
export async function throughPages(
  browser: HttpBrowser,
  visit: Visit,
  account: string,
): Promise<Visit> {
  let current = visit
  const buttons = [
    { name: 'account', value: account },
    { name: 'action', value: 'approve' },
    { name: 'action', value: 'accept' },
  ]
  for (const button of buttons) {
    const isShown = current.html.includes(`name="${button.name}" value="${button.value}"`)
    if (!current.left && isShown) current = await browser.press(current, button)
  }
  return current
}

export interface SignedIn {
  browser: HttpBrowser
  sent: Sent
  answer: URLSearchParams
  code: string
}

export async function signIn(
  stack: LocalEntra,
  account: string = SUNNY,
  overrides: Overrides = {},
  browser: HttpBrowser = createHttpBrowser(stack.identity.origin, stack.certificate),
): Promise<SignedIn> {
  const sent = authorizationRequest(stack, overrides)
  const answer = answerOf(await throughPages(browser, await browser.open(sent.url), account))
  return { browser, sent, answer, code: answer.get('code') ?? '' }
}

export interface TokenAnswer {
  status: number
  headers: Headers
  body: Record<string, unknown>
}

/** Posts to the token endpoint. An empty origin omits the header, as a client outside of a browser does. */
export async function postToken(
  stack: LocalEntra,
  form: Overrides,
  origin: string | undefined = APP_ORIGIN,
  headers: Record<string, string> = {},
): Promise<TokenAnswer> {
  const send = fetchTrusting(stack.certificate)
  const response = await send(stack.appConfig.authorityMetadata.token_endpoint, {
    method: 'POST',
    headers: origin === '' ? headers : { ...headers, origin },
    body: new URLSearchParams(defined(form)),
  })
  const body = (await response.json()) as Record<string, unknown>
  return { status: response.status, headers: response.headers, body }
}

/** The status and the members of an error that do not differ from one request to the next. */
export function errorOf({ status, body }: TokenAnswer) {
  const [text = ''] = String(body['error_description']).split(' Trace ID: ')
  const { error, error_codes, error_uri, suberror } = body
  return { status, error, error_codes, error_uri, suberror, text }
}

export function redeemCode(
  stack: LocalEntra,
  { code, sent }: Pick<SignedIn, 'code' | 'sent'>,
  overrides: Overrides = {},
  origin?: string,
  headers?: Record<string, string>,
): Promise<TokenAnswer> {
  const form = {
    client_id: stack.appConfig.clientId,
    grant_type: 'authorization_code',
    code,
    code_verifier: sent.verifier,
    redirect_uri: REDIRECT_URI,
    scope: `${stack.appConfig.weatherApi.scope} openid profile offline_access`,
    client_info: '1',
    ...overrides,
  }
  return postToken(stack, form, origin, headers)
}

export function refresh(
  stack: LocalEntra,
  refreshToken: unknown,
  overrides: Overrides = {},
  origin?: string,
): Promise<TokenAnswer> {
  const form = {
    client_id: stack.appConfig.clientId,
    grant_type: 'refresh_token',
    refresh_token: String(refreshToken),
    scope: `${stack.appConfig.weatherApi.scope} openid profile offline_access`,
    client_info: '1',
    ...overrides,
  }
  return postToken(stack, form, origin)
}

/**
 * Signs in and redeems the code.
 * @throws {Error} when the token endpoint refuses
 */
export async function getTokens(
  stack: LocalEntra,
  account: string = SUNNY,
  overrides: Overrides = {},
): Promise<SignedIn & { tokens: Record<string, unknown> }> {
  const signedIn = await signIn(stack, account, overrides)
  const { client_id, redirect_uri, scope, claims } = overrides
  const wanted = Object.entries({ client_id, redirect_uri, scope, claims }).filter(
    ([, value]) => value !== undefined,
  )
  const { status, body } = await redeemCode(stack, signedIn, Object.fromEntries(wanted))
  if (status !== 200) throw new Error(`no tokens: ${JSON.stringify(body)}`)
  return { ...signedIn, tokens: body }
}

export function readWeather(stack: LocalEntra, accessToken: unknown): Promise<Response> {
  return fetch(stack.weatherApi.url, {
    headers: { authorization: `Bearer ${String(accessToken)}`, origin: APP_ORIGIN },
  })
}

function defined(values: Overrides): [string, string][] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  )
}
