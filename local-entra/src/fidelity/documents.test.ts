import { createHash, X509Certificate } from 'node:crypto'
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { createHttpBrowser } from '../testing/http-browser.ts'
import { authorizationRequest, redeemCode, signIn, SUNNY } from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const TENANT = '10ca1000-57ac-4000-a000-00000000000a'
const MULTI_TENANT_APP = '10ca1000-57ac-4000-b000-000000000002'

const CLAIMS =
  'sub iss cloud_instance_name cloud_instance_host_name cloud_graph_host_name msgraph_host aud exp iat auth_time acr nonce preferred_username name tid ver at_hash c_hash email'

describe('Documents', () => {
  const local = withLocalEntra()

  async function getJson(path: string) {
    const response = await fetch(`${local.stack.identity.origin}${path}`)
    const body = (await response.json()) as Record<string, unknown>
    return { status: response.status, headers: response.headers, body }
  }

  const discovery = (segment: string) =>
    getJson(`/${segment}/v2.0/.well-known/openid-configuration`)
  const keys = (segment: string) => getJson(`/${segment}/discovery/v2.0/keys`)

  test(
    'authorize, token and logout are at `/{tenant}/oauth2/v2.0/…`, discovery at `/{tenant}/v2.0/.well-known/openid-configuration`, keys at `/{tenant}/discovery/v2.0/keys`',
    { meta: { fidelity: 'documented' } },
    async () => {
      const base = `${local.stack.identity.origin}/${TENANT}`
      expect((await discovery(TENANT)).body).toMatchObject({
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        end_session_endpoint: `${base}/oauth2/v2.0/logout`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
        issuer: `${base}/v2.0`,
      })
      expect((await keys(TENANT)).status).toBe(200)
      const { code } = await signIn(local.stack)
      expect(code).not.toBe('')
      const token = await fetch(`${base}/oauth2/v2.0/token`, { method: 'POST' })
      expect(await token.json()).toMatchObject({ error: 'invalid_request' })
      expect(await (await fetch(`${base}/oauth2/v2.0/logout`)).text()).toContain('signed out')
    },
  )

  test(
    'instance discovery at `/common/discovery/instance` has `tenant_discovery_endpoint`, `api-version` and `metadata` with the aliases of this host',
    { meta: { fidelity: 'MSAL' } },
    async () => {
      const { origin, host } = new URL(local.stack.identity.origin)
      const query = new URLSearchParams({
        'api-version': '1.1',
        authorization_endpoint: `${origin}/${TENANT}/oauth2/v2.0/authorize`,
      })
      const { body } = await getJson(`/common/discovery/instance?${query.toString()}`)
      expect(body).toEqual({
        tenant_discovery_endpoint: `${origin}/${TENANT}/v2.0/.well-known/openid-configuration`,
        'api-version': '1.1',
        metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
      })
    },
  )

  test(
    'discovery has the fields of Entra in their order, among them no `code_challenge_methods_supported` and no `grant_types_supported`',
    { meta: { fidelity: 'captured' } },
    async () => {
      local.stack.control.setSwitch('tlsClientAuthAdvertised', false)
      const { body } = await discovery(TENANT)
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
    },
  )

  test(
    'discovery lists what Entra supports, including what local-entra lacks: the three response modes, pairwise subjects, RS256, the implicit and hybrid flow, 19 claims',
    { meta: { fidelity: 'captured' } },
    async () => {
      expect((await discovery(TENANT)).body).toMatchObject({
        response_modes_supported: ['query', 'fragment', 'form_post'],
        subject_types_supported: ['pairwise'],
        id_token_signing_alg_values_supported: ['RS256'],
        response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
        scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
        request_uri_parameter_supported: false,
        http_logout_supported: true,
        frontchannel_logout_supported: true,
        claims_supported: CLAIMS.split(' '),
      })
    },
  )

  test(
    'discovery has had `self_signed_tls_client_auth`, `mtls_endpoint_aliases` and `tls_client_certificate_bound_access_tokens` (RFC 8705) since 2026',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { body } = await discovery(TENANT)
      expect(body['token_endpoint_auth_methods_supported']).toEqual([
        'client_secret_post',
        'private_key_jwt',
        'client_secret_basic',
        'self_signed_tls_client_auth',
      ])
      expect(body['mtls_endpoint_aliases']).toEqual({ token_endpoint: body['token_endpoint'] })
      expect(body['tls_client_certificate_bound_access_tokens']).toBe(true)
    },
  )

  test(
    '`mtls_endpoint_aliases` and `tls_client_certificate_bound_access_tokens` come after `kerberos_endpoint`',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const names = Object.keys((await discovery(TENANT)).body)
      const first = names.indexOf('kerberos_endpoint') + 1
      expect(names.slice(first, first + 2)).toEqual([
        'mtls_endpoint_aliases',
        'tls_client_certificate_bound_access_tokens',
      ])
    },
  )

  test(
    'the documents have `Cache-Control: max-age=86400, private`, and every origin may read them',
    { meta: { fidelity: 'captured' } },
    async () => {
      for (const { headers } of [await discovery(TENANT), await keys(TENANT)]) {
        expect(headers.get('cache-control')).toBe('max-age=86400, private')
        expect(headers.get('access-control-allow-origin')).toBe('*')
      }
    },
  )

  test(
    'a key has `kty`, `use`, `kid`, `x5t`, `n`, `e`, `x5c` and `issuer`, and no `alg`; `x5t` and `kid` are the SHA-1 of the certificate, 27 characters in base64url',
    { meta: { fidelity: ['documented', 'captured'] } },
    async () => {
      const { body } = await keys(TENANT)
      const published = body['keys'] as Record<string, string>[]
      expect(published.length).toBeGreaterThan(1)
      for (const key of published) {
        expect(Object.keys(key)).toEqual(['kty', 'use', 'kid', 'x5t', 'n', 'e', 'x5c', 'issuer'])
        expect(key).toMatchObject({ kty: 'RSA', use: 'sig', e: 'AQAB' })
        expect(key['issuer']).toBe(local.stack.appConfig.authorityMetadata.issuer)
        const certificate = new X509Certificate(Buffer.from(String(key['x5c']), 'base64'))
        const thumbprint = createHash('sha1').update(certificate.raw).digest('base64url')
        expect([key['kid'], key['x5t']]).toEqual([thumbprint, thumbprint])
        expect(key['kid']).toHaveLength(27)
        expect(certificate.publicKey.export({ format: 'jwk' })['n']).toBe(key['n'])
      }
    },
  )

  test(
    '`/common` and `/organizations` publish the issuer `…/{tenantid}/v2.0`, and tokens have the id of the tenant in its place',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { origin } = local.stack.identity
      for (const alias of ['common', 'organizations']) {
        const { body } = await discovery(alias)
        expect(body['issuer']).toBe(`${origin}/{tenantid}/v2.0`)
        expect(body['token_endpoint']).toBe(`${origin}/${alias}/oauth2/v2.0/token`)
        const redeemed = await signInThrough(alias, SUNNY)
        expect(decodeJwt(String(redeemed['id_token']))).toMatchObject({
          iss: `${origin}/${TENANT}/v2.0`,
          tid: TENANT,
        })
      }
    },
  )

  test(
    'through `/common` and `/organizations` a user signs in to the home tenant, and is no guest there',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { origin } = local.stack.identity
      for (const alias of ['common', 'organizations']) {
        const { id_token } = await signInThrough(alias, 'robin.drizzle@partner.example')
        const claims = decodeJwt(String(id_token))
        expect(claims).not.toHaveProperty('idp')
        expect(claims).toMatchObject({
          tid: '10ca1000-57ac-4000-a000-00000000000b',
          iss: `${origin}/10ca1000-57ac-4000-a000-00000000000b/v2.0`,
          oid: '10ca1000-57ac-4000-d000-000000000003',
        })
      }
    },
  )

  test(
    'a domain name works in place of the tenant id',
    { meta: { fidelity: 'documented' } },
    async () => {
      expect((await discovery('weather.example')).body).toEqual((await discovery(TENANT)).body)
      const { url } = authorizationRequest(local.stack)
      const { html } = await open(url.replace(TENANT, 'weather.example'))
      expect(html).toContain('Choose a sample account')
    },
  )

  test(
    'an unknown tenant is 400 `invalid_tenant`, AADSTS90002, and an error page at the endpoints that a browser opens',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { status, body } = await discovery('nowhere.example')
      expect(status).toBe(400)
      expect(body).toMatchObject({ error: 'invalid_tenant', error_codes: [90002] })
      expect(body['error_description']).toMatch(
        /^AADSTS90002: Tenant 'nowhere.example' not found\. /,
      )
      const id = '01234567-89ab-4cde-8f01-23456789abcd'
      for (const endpoint of ['authorize', 'logout']) {
        const path = `nowhere.example/oauth2/v2.0/${endpoint}?client-request-id=${id}`
        const page = await open(`${local.stack.identity.origin}/${path}`)
        expect(page.status).toBe(400)
        for (const text of ['<h1>Sign in</h1>', 'AADSTS90002', id]) {
          expect(page.html).toContain(text)
        }
      }
    },
  )

  test(
    'a single-tenant app on `/common` is AADSTS50194, on a page',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { url } = authorizationRequest(local.stack)
      const { left, html } = await open(url.replace(TENANT, 'common'))
      expect(left).toBeUndefined()
      expect(html).toContain('AADSTS50194')
    },
  )

  function open(url: string) {
    return createHttpBrowser(local.stack.identity.origin).open(url)
  }

  /** The token response for a user of the app for all tenants, whose sign-in starts at an alias. */
  async function signInThrough(alias: string, account: string) {
    const { stack } = local
    const metadata = stack.appConfig.authorityMetadata
    const authorityMetadata = {
      ...metadata,
      authorization_endpoint: metadata.authorization_endpoint.replace(TENANT, alias),
      token_endpoint: metadata.token_endpoint.replace(TENANT, alias),
    }
    const throughAlias = { ...stack, appConfig: { ...stack.appConfig, authorityMetadata } }
    const app = { client_id: MULTI_TENANT_APP }
    const signedIn = await signIn(throughAlias, account, app)
    return (await redeemCode(throughAlias, signedIn, app)).body
  }
})
