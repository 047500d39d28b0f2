import * as oauth from 'oauth4webapi'
import type { Config } from '../../src/config/config.ts'

// The same sign-in and forecast without a framework, with every means that the app uses: connections are opened in advance,
// and the browser keeps the response to the preflight.

type Required = 'authorityMetadata' | 'weatherApi'

declare const config: Config & { [Key in Required]: NonNullable<Config[Key]> }

const server = config.authorityMetadata as oauth.AuthorizationServer
const client: oauth.Client = { client_id: config.clientId }
const redirectUri = `${location.origin}/`
const scope = `openid profile offline_access ${config.weatherApi.scope}`
const allowHttp = { [oauth.allowInsecureRequests]: true }

interface Tokens {
  access_token: string
  refresh_token: string
  expiresAt: number
}

async function signIn(): Promise<void> {
  const [verifier, state, nonce] = [1, 2, 3].map(() => oauth.generateRandomCodeVerifier())
  sessionStorage.setItem('request', JSON.stringify({ verifier, state, nonce }))
  const address = new URL(server.authorization_endpoint ?? '')
  address.search = new URLSearchParams({
    client_id: client.client_id,
    response_type: 'code',
    response_mode: 'fragment',
    redirect_uri: redirectUri,
    scope,
    state: state ?? '',
    nonce: nonce ?? '',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier ?? ''),
    code_challenge_method: 'S256',
  }).toString()
  location.assign(address)
}

function store(response: oauth.TokenEndpointResponse): Tokens {
  const { access_token, refresh_token = '', expires_in = 0 } = response
  const tokens = { access_token, refresh_token, expiresAt: Date.now() + expires_in * 1000 }
  sessionStorage.setItem('tokens', JSON.stringify(tokens))
  return tokens
}

async function redeem(fragment: URLSearchParams): Promise<Tokens> {
  history.replaceState(null, '', '/')
  const { verifier, state, nonce } = JSON.parse(sessionStorage.getItem('request') ?? '{}')
  const parameters = oauth.validateAuthResponse(server, client, fragment, state)
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    redirectUri,
    verifier,
    allowHttp,
  )
  const options = { expectedNonce: nonce, requireIdToken: true }
  return store(await oauth.processAuthorizationCodeResponse(server, client, response, options))
}

async function refresh(token: string): Promise<Tokens> {
  const options = { ...allowHttp, additionalParameters: { scope } }
  const response = await oauth.refreshTokenGrantRequest(
    server,
    client,
    oauth.None(),
    token,
    options,
  )
  return store(await oauth.processRefreshTokenResponse(server, client, response))
}

/** Renews, as MSAL does, what expires within five minutes. */
async function renewIfDue(tokens: Tokens): Promise<Tokens> {
  return tokens.expiresAt - Date.now() < 300_000 ? refresh(tokens.refresh_token) : tokens
}

async function showForecast(tokens: Tokens): Promise<void> {
  const { access_token } = await renewIfDue(tokens)
  const headers = { Authorization: `Bearer ${access_token}` }
  // The API sends `no-store`, so the browser keeps only the response to the preflight.
  const response = await fetch(config.weatherApi.url, { headers })
  const rows = ((await response.json()) as Record<string, string>[]).map((entry) => {
    const row = document.createElement('tr')
    for (const name of ['date', 'temperatureC', 'temperatureF', 'summary']) {
      row.insertCell().textContent = String(entry[name])
    }
    return row
  })
  const body = document.createElement('tbody')
  body.append(...rows)
  const table = document.createElement('table')
  table.append(body)
  document.body.replaceChildren(
    button('Refresh', () => showForecast(stored() ?? tokens)),
    table,
  )
}

function stored(): Tokens | undefined {
  return JSON.parse(sessionStorage.getItem('tokens') ?? 'null') ?? undefined
}

function button(name: string, act: () => Promise<void>): HTMLButtonElement {
  const element = document.createElement('button')
  element.id = name === 'Sign in' ? 'sign-in' : ''
  element.className = name.toLowerCase()
  element.textContent = name
  element.addEventListener('click', () => void act())
  return element
}

/** @param crossOrigin for requests of scripts; navigations use other connections */
function preconnect(url: string | undefined, crossOrigin?: 'anonymous'): void {
  const link = document.createElement('link')
  link.rel = 'preconnect'
  if (crossOrigin) link.crossOrigin = crossOrigin
  link.href = new URL(url ?? '').origin
  document.head.append(link)
}

const fragment = new URLSearchParams(location.hash.slice(1))
const isBack = fragment.has('code')
if (isBack) preconnect(server.token_endpoint, 'anonymous')
if (isBack || stored()) preconnect(config.weatherApi.url, 'anonymous')
const tokens = isBack ? await redeem(fragment) : stored()
if (tokens) {
  await showForecast(tokens)
} else {
  preconnect(server.authorization_endpoint)
  document.body.replaceChildren(button('Sign in', signIn))
}
