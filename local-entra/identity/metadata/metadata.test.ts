import { createHash, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { withLocalStack } from '../../testing/test-stack.ts'

const local = withLocalStack()
const TENANT = '10ca1000-57ac-4000-a000-00000000000a'

async function getJson(path: string) {
  const response = await fetch(`${local.stack.identity.origin}${path}`)
  const body = (await response.json()) as Record<string, unknown>
  return { status: response.status, headers: response.headers, body }
}

const discovery = (segment: string) => getJson(`/${segment}/v2.0/.well-known/openid-configuration`)

test('the discovery document has the fields of Entra in their order, and none besides', async () => {
  const { body, headers } = await discovery(TENANT)
  expect(Object.keys(body)).toEqual([
    'token_endpoint',
    'token_endpoint_auth_methods_supported',
    'jwks_uri',
    'response_modes_supported',
    'subject_types_supported',
    'id_token_signing_alg_values_supported',
    'response_types_supported',
    'scopes_supported',
    'issuer',
    'request_uri_parameter_supported',
    'userinfo_endpoint',
    'authorization_endpoint',
    'device_authorization_endpoint',
    'http_logout_supported',
    'frontchannel_logout_supported',
    'end_session_endpoint',
    'claims_supported',
    'kerberos_endpoint',
    'tenant_region_scope',
    'cloud_instance_name',
    'cloud_graph_host_name',
    'msgraph_host',
    'rbac_url',
  ])
  expect(headers.get('cache-control')).toBe('max-age=86400, private')
  expect(headers.get('access-control-allow-origin')).toBe('*')
})

test('the endpoints of a tenant are those that apps are configured with', async () => {
  const { body } = await discovery(TENANT)
  const { authorityMetadata } = local.stack.appConfig
  for (const [name, address] of Object.entries(authorityMetadata)) {
    expect(body[name]).toBe(address)
  }
})

test('a domain name works in place of the tenant id', async () => {
  expect((await discovery('weather.example')).body).toEqual((await discovery(TENANT)).body)
})

test.each(['common', 'organizations'])('/%s publishes an issuer with a blank', async (alias) => {
  const { body } = await discovery(alias)
  expect(body['issuer']).toBe(`${local.stack.identity.origin}/{tenantid}/v2.0`)
  expect(body['token_endpoint']).toContain(`/${alias}/oauth2/v2.0/token`)
})

test('an unknown tenant is AADSTS90002, as JSON for documents and as a page for people', async () => {
  const { status, body } = await discovery('nowhere.example')
  expect(status).toBe(400)
  expect(body).toMatchObject({ error: 'invalid_tenant', error_codes: [90002] })
  expect(body['error_description']).toMatch(/^AADSTS90002: Tenant 'nowhere.example' not found\./)
  const id = '01234567-89ab-4cde-8f01-23456789abcd'
  const page = await elsewhere(`authorize?client-request-id=${id}`)
  const html = await page.text()
  expect(page.status).toBe(400)
  for (const text of ['AADSTS90002', id]) expect(html).toContain(text)
})

test('the address of the provider leads to the documents, and an error_uri to what it means', async () => {
  const { origin } = local.stack.identity
  const [, link = ''] = /href="([^"]+)"/.exec(await (await fetch(origin)).text()) ?? []
  expect((await getJson(link)).body).toHaveProperty('issuer')
  const known = await fetch(`${origin}/error?code=700016`)
  expect(known.status).toBe(200)
  expect(await known.text()).toContain('Application with identifier … was not found')
  for (const code of ['1', 'x', '', '__proto__']) {
    expect((await fetch(`${origin}/error?code=${code}`)).status).toBe(404)
  }
})

test('an app can read that its tenant is unknown at the token endpoint', async () => {
  const headers = { origin: 'http://localhost:9999', 'access-control-request-headers': 'x-a' }
  const preflight = await elsewhere('token', { method: 'OPTIONS', headers })
  expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
    204,
    'x-a',
  ])
  const answer = await elsewhere('token', { method: 'POST', headers })
  expect(answer.headers.get('access-control-allow-origin')).toBe('http://localhost:9999')
  const body = (await answer.json()) as Record<string, unknown>
  expect(body).toMatchObject({ error: 'invalid_request', error_codes: [90002] })
  expect(answer.headers.get('x-ms-request-id')).toBe(body['trace_id'])
})

function elsewhere(endpoint: string, init?: RequestInit): Promise<Response> {
  return fetch(`${local.stack.identity.origin}/nowhere.example/oauth2/v2.0/${endpoint}`, init)
}

test('keys have x5t, x5c and issuer but no alg, and fit their certificates', async () => {
  const { body } = await getJson(`/${TENANT}/discovery/v2.0/keys`)
  const keys = body['keys'] as Record<string, string>[]
  expect(keys.length).toBeGreaterThan(1)
  for (const key of keys) {
    expect(Object.keys(key)).toEqual(['kty', 'use', 'kid', 'x5t', 'n', 'e', 'x5c', 'issuer'])
    expect(key['issuer']).toBe(local.stack.appConfig.authorityMetadata.issuer)
    const certificate = new X509Certificate(Buffer.from(String(key['x5c']), 'base64'))
    const thumbprint = createHash('sha1').update(certificate.raw).digest('base64url')
    expect([key['kid'], key['x5t']]).toEqual([thumbprint, thumbprint])
    expect(key['kid']).toHaveLength(27)
    expect(certificate.publicKey.export({ format: 'jwk' })['n']).toBe(key['n'])
  }
})

test('instance discovery names this host as the one to cache under', async () => {
  const endpoint = encodeURIComponent(
    local.stack.appConfig.authorityMetadata.authorization_endpoint,
  )
  const { body } = await getJson(
    `/common/discovery/instance?api-version=1.1&authorization_endpoint=${endpoint}`,
  )
  const { host } = new URL(local.stack.identity.origin)
  expect(body).toEqual({
    tenant_discovery_endpoint: `${local.stack.identity.origin}/${TENANT}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  })
})

const methods = async () => (await discovery(TENANT)).body['token_endpoint_auth_methods_supported']

test('the switch tlsClientAuthAdvertised adds the method of 2026', async () => {
  expect(await methods()).toEqual(['client_secret_post', 'private_key_jwt', 'client_secret_basic'])
  local.stack.control.setSwitch('tlsClientAuthAdvertised', true)
  expect(await methods()).toContain('self_signed_tls_client_auth')
})
