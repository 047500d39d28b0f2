import { SignJWT } from 'jose'
import { createSigningKeys } from '../identity/signing-keys.ts'
import type { LocalEntra } from '../local-entra.ts'
import { createHttpBrowser } from './http-browser.ts'
import { getTokens, postToken, REDIRECT_URI, SUNNY } from './protocol-client.ts'

const ADMINISTRATOR = 'raine.grant@weather.example'

/** What Graph returns. */
export interface GraphAnswer {
  status: number
  headers: Headers
  body: Record<string, unknown>
}

/** What a request has beside its token. */
export interface GraphInit {
  method?: string
  body?: string
  headers?: Record<string, string>
}

/** @param path below `/v1.0`, or an address */
export async function askGraph(
  stack: LocalEntra,
  token: unknown,
  path: string,
  init: GraphInit = {},
): Promise<GraphAnswer> {
  const url = path.startsWith('http') ? path : `${stack.graph.url}${path}`
  const headers = { ...init.headers, authorization: `Bearer ${String(token)}` }
  const response = await fetch(url, { ...init, headers })
  const body = (await response.json()) as Record<string, unknown>
  return { status: response.status, headers: response.headers, body }
}

/** An access token for Graph. An administrator consents to the scopes first. */
export async function graphToken(
  stack: LocalEntra,
  account: string = SUNNY,
  scope = 'User.Read',
): Promise<string> {
  const { authority, clientId } = stack.appConfig
  const query = new URLSearchParams({ client_id: clientId, scope, redirect_uri: REDIRECT_URI })
  const browser = createHttpBrowser(stack.identity.origin)
  const path = `${new URL(authority).pathname}/v2.0/adminconsent?${query.toString()}`
  const page = await browser.open(`${stack.identity.origin}${path}`)
  const chosen = await browser.press(page, { name: 'account', value: ADMINISTRATOR })
  await browser.press(chosen, { name: 'action', value: 'accept' })
  const { tokens } = await getTokens(stack, account, { scope })
  return String(tokens['access_token'])
}

/** The token of an app alone, by client credentials. */
export async function appToken(stack: LocalEntra, clientId: string): Promise<string> {
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: 'sample-secret',
    scope: 'https://graph.microsoft.com/.default',
  }
  const { body } = await postToken(stack, form, '')
  return String(body['access_token'])
}

/** @returns a token with these claims, signed by the identity provider's first key */
export async function signToken(
  claims: Record<string, unknown>,
  { kid, privateKey } = createSigningKeys().current(),
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid }).sign(privateKey)
}
