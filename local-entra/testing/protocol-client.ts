import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { LocalStack } from '../local-stack.ts'
import { createHttpBrowser, type HttpBrowser, type Visit } from './http-browser.ts'

/** The app that tests of the protocol pretend to be; nothing listens there. */
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

/** An authorization request as MSAL would send it; an override of undefined leaves it out. */
export function authorizationRequest(stack: LocalStack, overrides: Overrides = {}): Sent {
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

/** The parameters that an app was sent. */
export function answerOf({ left, html }: Visit): URLSearchParams {
  if (!left) throw new Error(`no app was sent anything:\n${html}`)
  return new URLSearchParams(left.hash === '' ? left.search : left.hash.slice(1))
}

/** Signs in through the pages: chooses the account, approves and accepts what is asked. */
export async function throughPages(
  browser: HttpBrowser,
  visit: Visit,
  account: string,
): Promise<Visit> {
  let current = visit
  const answers = [
    { name: 'account', value: account },
    { name: 'action', value: 'approve' },
    { name: 'action', value: 'accept' },
  ]
  for (const answer of answers) {
    const isAsked = current.html.includes(`name="${answer.name}" value="${answer.value}"`)
    if (!current.left && isAsked) current = await browser.press(current, answer)
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
  stack: LocalStack,
  account: string = SUNNY,
  overrides: Overrides = {},
  browser: HttpBrowser = createHttpBrowser(stack.identity.origin),
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

/** Posts to the token endpoint, with the `Origin` that a browser would send unless told not to. */
export async function postToken(
  stack: LocalStack,
  form: Overrides,
  origin: string | undefined = APP_ORIGIN,
): Promise<TokenAnswer> {
  const response = await fetch(stack.appConfig.authorityMetadata.token_endpoint, {
    method: 'POST',
    headers: origin === '' ? {} : { origin },
    body: new URLSearchParams(defined(form)),
  })
  const body = (await response.json()) as Record<string, unknown>
  return { status: response.status, headers: response.headers, body }
}

export function redeemCode(
  stack: LocalStack,
  { code, sent }: Pick<SignedIn, 'code' | 'sent'>,
  overrides: Overrides = {},
  origin?: string,
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
  return postToken(stack, form, origin)
}

export function refresh(
  stack: LocalStack,
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

/** Signs in and redeems the code. */
export async function getTokens(
  stack: LocalStack,
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

export function readWeather(stack: LocalStack, accessToken: unknown): Promise<Response> {
  return fetch(stack.weatherApi.url, {
    headers: { authorization: `Bearer ${String(accessToken)}`, origin: APP_ORIGIN },
  })
}

function defined(values: Overrides): [string, string][] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  )
}
