import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { createHttpBrowser } from '../testing/http-browser.ts'
import {
  answerOf,
  authorizationRequest,
  getTokens,
  redeemCode,
  refresh,
  signIn,
  SUNNY,
  throughPages,
} from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

/**
 * Modelled on the modules of the OpenID Foundation's basic certification plan for providers
 * (https://gitlab.com/openid/conformance-suite) that apply to a public client with the code flow.
 * Each title starts with the name of its module. This is neither a run of the suite nor a certificate.
 *
 * Modules of the plan that do not apply: idtoken-unsigned (only RS256 here), scope-address,
 * scope-phone and scope-all (Entra has no such scopes), userinfo-post-body (the token goes in the
 * header). Secrets are in `fidelity/confidential-clients.test.ts`.
 */
const local = withLocalEntra()

const subjectOf = (token: unknown) => decodeJwt(String(token)).sub

async function silently(params: Record<string, string>) {
  const browser = createHttpBrowser(local.stack.identity.origin)
  await local.stack.control.signInAs(browser, SUNNY)
  const sent = authorizationRequest(local.stack, { prompt: 'none', ...params })
  return answerOf(await browser.open(sent.url))
}

test('oidcc-server: a sign-in gives a code, and the code an ID token for this client', async () => {
  const { tokens, sent } = await getTokens(local.stack)
  const { iss, aud, exp = 0, iat = 0, nonce } = decodeJwt(String(tokens['id_token']))
  expect([iss, aud, nonce]).toEqual([
    local.stack.appConfig.authorityMetadata.issuer,
    local.stack.appConfig.clientId,
    sent.nonce,
  ])
  expect(exp).toBeGreaterThan(iat)
})

test('oidcc-response-type-missing: the request is refused, and no code is given', async () => {
  const answer = await silently({ response_type: '' })
  expect([answer.get('error'), answer.get('code')]).toEqual(['invalid_request', null])
})

test('oidcc-idtoken-signature: the ID token verifies with a key of jwks_uri, by its kid', async () => {
  const { tokens } = await getTokens(local.stack)
  const keys = createRemoteJWKSet(new URL(local.stack.appConfig.authorityMetadata.jwks_uri))
  const { protectedHeader } = await jwtVerify(String(tokens['id_token']), keys)
  expect(protectedHeader.alg).toBe('RS256')
})

test.each(['GET', 'POST'])(
  'oidcc-userinfo-%s: the subject is the one of the ID token',
  async (method) => {
    const { tokens } = await getTokens(local.stack, SUNNY, { scope: 'openid profile email' })
    const endpoint = `${local.stack.graph.origin}/oidc/userinfo`
    const headers = { authorization: `Bearer ${String(tokens['access_token'])}` }
    const answer = (await (await fetch(endpoint, { method, headers })).json()) as { sub: string }
    expect(answer.sub).toBe(subjectOf(tokens['id_token']))
  },
)

test('oidcc-ensure-request-without-nonce-succeeds-for-code-flow', async () => {
  const { tokens } = await getTokens(local.stack, SUNNY, { nonce: undefined })
  expect(decodeJwt(String(tokens['id_token']))).not.toHaveProperty('nonce')
})

test.each(['profile', 'email'])(
  'oidcc-scope-%s: the claims of the scope are given',
  async (scope) => {
    const { tokens } = await getTokens(local.stack, SUNNY, { scope: `openid ${scope}` })
    const claim = scope === 'email' ? 'email' : 'name'
    expect(decodeJwt(String(tokens['id_token']))).toHaveProperty(claim)
  },
)

test('oidcc-ensure-other-scope-order-succeeds', async () => {
  const { tokens } = await getTokens(local.stack, SUNNY, { scope: 'email openid' })
  expect(tokens).toHaveProperty('id_token')
})

test.each([
  ['oidcc-display-page', { display: 'page' }],
  ['oidcc-display-popup', { display: 'popup' }],
  ['oidcc-ensure-request-with-unknown-parameter-succeeds', { extra: 'foobar' }],
  ['oidcc-ui-locales', { ui_locales: 'se' }],
  ['oidcc-claims-locales', { claims_locales: 'se' }],
  ['oidcc-ensure-request-with-acr-values-succeeds', { acr_values: '1 2' }],
  ['oidcc-claims-essential', { claims: '{"id_token":{"name":{"essential":true}}}' }],
  ['oidcc-unsigned-request-object-...-or-rejected-as-unsupported', { request: 'eyJ9.e30.' }],
])('%s: the request succeeds', async (_, params) => {
  expect((await silently(params)).has('code')).toBe(true)
})

test('oidcc-prompt-login: the user signs in again, as the same subject', async () => {
  const first = await getTokens(local.stack)
  const sent = authorizationRequest(local.stack, { prompt: 'login' })
  const page = await first.browser.open(sent.url)
  expect(page.left).toBeUndefined()
  const code = answerOf(await throughPages(first.browser, page, SUNNY)).get('code') ?? ''
  const { body } = await redeemCode(local.stack, { code, sent })
  expect(subjectOf(body['id_token'])).toBe(subjectOf(first.tokens['id_token']))
})

test('oidcc-prompt-none-not-logged-in: an error, and no page', async () => {
  const browser = createHttpBrowser(local.stack.identity.origin)
  const visit = await browser.open(authorizationRequest(local.stack, { prompt: 'none' }).url)
  expect(answerOf(visit).get('error')).toBe('login_required')
})

test('oidcc-prompt-none-logged-in, oidcc-id-token-hint: the same subject without a page', async () => {
  const { browser, tokens } = await getTokens(local.stack)
  const sent = authorizationRequest(local.stack, {
    prompt: 'none',
    id_token_hint: String(tokens['id_token']),
  })
  const code = answerOf(await browser.open(sent.url)).get('code') ?? ''
  const { body } = await redeemCode(local.stack, { code, sent })
  expect(subjectOf(body['id_token'])).toBe(subjectOf(tokens['id_token']))
})

test('oidcc-max-age-1 and oidcc-max-age-10000: the user signs in again only after max_age', async () => {
  const { browser } = await getTokens(local.stack)
  local.stack.control.moveClock(2)
  const young = authorizationRequest(local.stack, { max_age: '10000' })
  expect((await browser.open(young.url)).left).toBeDefined()
  const old = authorizationRequest(local.stack, { max_age: '1' })
  expect((await browser.open(old.url)).left).toBeUndefined()
})

test('oidcc-login-hint: the hinted user can sign in', async () => {
  expect((await signIn(local.stack, SUNNY, { login_hint: SUNNY })).code).not.toBe('')
})

test.each([
  ['oidcc-codereuse', 0],
  ['oidcc-codereuse-30seconds', 30],
])('%s: a code is refused the second time', async (_, seconds) => {
  const signedIn = await signIn(local.stack)
  await redeemCode(local.stack, signedIn)
  local.stack.control.moveClock(seconds)
  const { status, body } = await redeemCode(local.stack, signedIn)
  expect([status, body['error']]).toEqual([400, 'invalid_grant'])
})

test('oidcc-ensure-request-with-valid-pkce-succeeds, and with another verifier does not', async () => {
  const signedIn = await signIn(local.stack)
  const wrong = await redeemCode(local.stack, signedIn, { code_verifier: 'x'.repeat(43) })
  expect([wrong.status, wrong.body['error']]).toEqual([400, 'invalid_grant'])
  expect((await redeemCode(local.stack, signedIn)).status).toBe(200)
})

test('oidcc-ensure-request-object-with-redirect-uri: a request object is ignored', async () => {
  const claims = { redirect_uri: 'https://elsewhere.example/', state: 'of-the-object' }
  const unsigned = Buffer.from(JSON.stringify(claims)).toString('base64url')
  const answer = await silently({ request: `eyJhbGciOiJub25lIn0.${unsigned}.` })
  expect(answer.has('code')).toBe(true)
  expect(answer.get('state')).not.toBe(claims.state)
})

test(
  'oidcc-ensure-registered-redirect-uri: an unknown address gets an error page',
  { tags: 'promise', meta: { requirement: 'RFC 9700 §2.1; ASVS 10.4.1, 10.4.2, 10.4.6' } },
  async () => {
    const browser = createHttpBrowser(local.stack.identity.origin)
    const sent = authorizationRequest(local.stack, { redirect_uri: 'https://elsewhere.example/' })
    const { left, status } = await browser.open(sent.url)
    expect([left, status]).toEqual([undefined, 400])
  },
)

test('oidcc-ensure-post-request-succeeds', async () => {
  const { url } = authorizationRequest(local.stack)
  const browser = createHttpBrowser(local.stack.identity.origin)
  const page = await browser.post(url.split('?')[0] ?? '', [...new URL(url).searchParams])
  expect(answerOf(await throughPages(browser, page, SUNNY)).has('code')).toBe(true)
})

test('oidcc-refresh-token: new tokens for the same user and client', async () => {
  const { tokens } = await getTokens(local.stack)
  const { body } = await refresh(local.stack, tokens['refresh_token'])
  const [before, after] = [tokens, body].map(({ id_token }) => decodeJwt(String(id_token)))
  expect([after?.iss, after?.sub, after?.aud]).toEqual([before?.iss, before?.sub, before?.aud])
})
