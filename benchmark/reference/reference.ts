import * as oauth from 'oauth4webapi'
import type { Config } from '../../src/config/config.ts'

type Given = 'authorityMetadata' | 'weatherApi'

declare const config: Config & { [Key in Given]: NonNullable<Config[Key]> }

const server = config.authorityMetadata as oauth.AuthorizationServer
const client: oauth.Client = { client_id: config.clientId }
const redirectUri = `${location.origin}/`
const scope = `openid profile offline_access ${config.weatherApi.scope}`
const anyOrigin = { [oauth.allowInsecureRequests]: true }

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

function keep(answer: oauth.TokenEndpointResponse): Tokens {
  const { access_token, refresh_token = '', expires_in = 0 } = answer
  const tokens = { access_token, refresh_token, expiresAt: Date.now() + expires_in * 1000 }
  sessionStorage.setItem('tokens', JSON.stringify(tokens))
  return tokens
}

async function redeem(fragment: URLSearchParams): Promise<Tokens> {
  history.replaceState(null, '', '/')
  const { verifier, state, nonce } = JSON.parse(sessionStorage.getItem('request') ?? '{}')
  const response = oauth.validateAuthResponse(server, client, fragment, state)
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    response,
    redirectUri,
    verifier,
    anyOrigin,
  )
  const options = { expectedNonce: nonce, requireIdToken: true }
  return keep(await oauth.processAuthorizationCodeResponse(server, client, answer, options))
}

async function refresh(token: string): Promise<Tokens> {
  const options = { ...anyOrigin, additionalParameters: { scope } }
  const answer = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), token, options)
  return keep(await oauth.processRefreshTokenResponse(server, client, answer))
}

/** As MSAL does, renews what has less than five minutes to live. */
async function fresh(tokens: Tokens): Promise<Tokens> {
  return tokens.expiresAt - Date.now() < 300_000 ? refresh(tokens.refresh_token) : tokens
}

async function showForecast(tokens: Tokens): Promise<void> {
  const { access_token } = await fresh(tokens)
  const headers = { Authorization: `Bearer ${access_token}` }
  const answer = await fetch(config.weatherApi.url, { headers, cache: 'no-store' })
  const rows = ((await answer.json()) as Record<string, string>[]).map((entry) => {
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

const fragment = new URLSearchParams(location.hash.slice(1))
const tokens = fragment.has('code') ? await redeem(fragment) : stored()
if (tokens) await showForecast(tokens)
else document.body.replaceChildren(button('Sign in', signIn))
