import { expect, test } from 'vitest'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const local = withLocalEntra()
const TENANT = '10ca1000-57ac-4000-a000-00000000000a'

async function getJson(path: string) {
  const response = await fetch(`${local.stack.identity.origin}${path}`)
  return (await response.json()) as Record<string, unknown>
}

const discovery = (segment: string) => getJson(`/${segment}/v2.0/.well-known/openid-configuration`)

test('the discovery document has the endpoints of the app configuration', async () => {
  const body = await discovery(TENANT)
  const { authorityMetadata } = local.stack.appConfig
  for (const [name, address] of Object.entries(authorityMetadata)) {
    expect(body[name]).toBe(address)
  }
})

test('the home page links to the documents, and an error_uri explains its error', async () => {
  const { origin } = local.stack.identity
  const [, link = ''] = /<a href="([^"]+)"/.exec(await (await fetch(origin)).text()) ?? []
  expect(await getJson(link)).toHaveProperty('issuer')
  const known = await fetch(`${origin}/error?code=700016`)
  expect(known.status).toBe(200)
  expect(await known.text()).toContain('Application with identifier … was not found')
  for (const code of ['1', 'x', '', '__proto__']) {
    expect((await fetch(`${origin}/error?code=${code}`)).status).toBe(404)
  }
})

test('the token endpoint lets an app read that its tenant is unknown', async () => {
  const headers = { origin: 'http://localhost:9999', 'access-control-request-headers': 'x-a' }
  const preflight = await elsewhere('token', { method: 'OPTIONS', headers })
  expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
    204,
    'x-a',
  ])
  const response = await elsewhere('token', { method: 'POST', headers })
  expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:9999')
  const body = (await response.json()) as Record<string, unknown>
  expect(body).toMatchObject({ error: 'invalid_request', error_codes: [90002] })
  expect(response.headers.get('x-ms-request-id')).toBe(body['trace_id'])
})

function elsewhere(endpoint: string, init?: RequestInit): Promise<Response> {
  return fetch(`${local.stack.identity.origin}/nowhere.example/oauth2/v2.0/${endpoint}`, init)
}

test('the switch tlsClientAuthAdvertised removes the mutual TLS of 2026', async () => {
  local.stack.control.setSwitch('tlsClientAuthAdvertised', false)
  const body = await discovery('weather.example')
  expect(body['token_endpoint_auth_methods_supported']).toEqual([
    'client_secret_post',
    'private_key_jwt',
    'client_secret_basic',
  ])
  expect(body).not.toHaveProperty('mtls_endpoint_aliases')
  expect(body).not.toHaveProperty('tls_client_certificate_bound_access_tokens')
})
