import { createHash, randomBytes } from 'node:crypto'
import type { AppConfig } from './app-config.ts'
import type { Fetch } from './server/trust.ts'

/** What signing in without a browser needs to know. */
export interface TokenRequest {
  config: AppConfig
  /** Where the identity provider listens: `config` has the address that it answers as. */
  listensAt: string
  /** A registered SPA redirect URI of the app. */
  redirectUri: string
  /** The session cookie of the user. */
  cookie: { name: string; value: string }
  /** Full scopes, separated by spaces, of one API. */
  scope: string
  /** Trusts the identity provider's certificate. */
  send: Fetch
}

/**
 * Gets an access token as a single-page app does, over HTTP: silently with the session (`prompt=none`), authorization code
 * and PKCE (RFC 7636).
 * @throws {Error} with the identity provider's own error when it refuses
 */
export async function requestAccessToken(request: TokenRequest): Promise<string> {
  const { config, redirectUri, scope } = request
  const verifier = randomBytes(32).toString('base64url')
  const code = await requestCode(request, verifier)
  const form = {
    client_id: config.clientId,
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: redirectUri,
    scope,
  }
  const response = await request.send(
    atListener(request, config.authorityMetadata.token_endpoint),
    {
      method: 'POST',
      headers: { origin: new URL(redirectUri).origin },
      body: new URLSearchParams(form),
    },
  )
  const body = (await response.json()) as { access_token?: string; error_description?: string }
  if (body.access_token === undefined) throw new Error(body.error_description)
  return body.access_token
}

async function requestCode(request: TokenRequest, verifier: string): Promise<string> {
  const { config, redirectUri, cookie, scope } = request
  const url = atListener(request, config.authorityMetadata.authorization_endpoint)
  url.search = new URLSearchParams({
    client_id: config.clientId,
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: redirectUri,
    scope,
    prompt: 'none',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString()
  const headers = { cookie: `${cookie.name}=${cookie.value}` }
  const response = await request.send(url, { headers })
  const location = response.headers.get('location')
  if (location === null) throw new Error(`The identity provider answered ${response.status}.`)
  const { searchParams } = new URL(location, url)
  const code = searchParams.get('code')
  if (code === null) throw new Error(searchParams.get('error_description') ?? location)
  return code
}

function atListener({ listensAt }: TokenRequest, endpoint: string): URL {
  const { pathname } = new URL(endpoint)
  return new URL(pathname, listensAt)
}
