import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { createHttpBrowser } from '../testing/http-browser.ts'
import {
  answerOf,
  APP_ORIGIN,
  authorizationRequest,
  getTokens,
  readWeather,
  redeemCode,
  REDIRECT_URI,
  refresh,
  signIn,
  SUNNY,
  throughPages,
} from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const TENANT = '10ca1000-57ac-4000-a000-00000000000a'
const APP = '10ca1000-57ac-4000-b000-000000000001'
const API = '10ca1000-57ac-4000-c000-000000000001'
const OLD_API = '10ca1000-57ac-4000-c000-000000000002'

const claimsOf = (token: unknown) => decodeJwt(String(token)) as Record<string, unknown>

describe('Case of ids', () => {
  const local = withLocalEntra()

  test(
    'a client id in upper case works at authorize and token, and `aud` is in lower case',
    { meta: { fidelity: 'captured' } },
    async () => {
      const scope = `openid profile offline_access api://${API.toUpperCase()}/access_as_user`
      const capitals = { client_id: APP.toUpperCase(), scope }
      const { tokens, answer } = await getTokens(local.stack, SUNNY, capitals)
      expect(answer.has('code')).toBe(true)
      const renewed = await refresh(local.stack, tokens['refresh_token'], capitals)
      for (const { id_token, access_token } of [tokens, renewed.body]) {
        expect(claimsOf(id_token)['aud']).toBe(APP)
        expect(claimsOf(access_token)['aud']).toBe(API)
      }
      expect((await readWeather(local.stack, tokens['access_token'])).status).toBe(200)
    },
  )

  const scopes: [string, string][] = [
    ['API://10CA1000-57AC-4000-C000-000000000001/ACCESS_AS_USER', 'access_as_user'],
    [`api://${API}//access_as_user`, 'access_as_user'],
    [`api://${API}/.DEFAULT`, 'access_as_user'],
    ['user.read', 'openid User.Read'],
    ['HTTPS://graph.microsoft.com/user.read', 'openid User.Read'],
  ]

  test(
    'scopes work in any case, and `scope` and `scp` have them as registered',
    { meta: { fidelity: 'captured' } },
    async () => {
      for (const [scope, scp] of scopes) {
        const { tokens } = await getTokens(local.stack, SUNNY, {
          scope: `OpenID Offline_Access ${scope}`,
        })
        expect(claimsOf(tokens['access_token'])['scp'], scope).toBe(scp)
        expect(tokens['scope']).toMatch(
          new RegExp(
            `^(openid )?(api://${API}|https://graph.microsoft.com)/${scp.split(' ').at(-1)}$`,
          ),
        )
        for (const name of ['id_token', 'refresh_token']) expect(tokens).toHaveProperty(name)
      }
    },
  )

  test(
    'the resource of a scope may be the client id of the API; `scope` has the registered identifier URI',
    { meta: { fidelity: 'captured' } },
    async () => {
      for (const resource of [API, API.toUpperCase()]) {
        const scope = `openid ${resource}/Access_As_User`
        const { tokens } = await getTokens(local.stack, SUNNY, { scope })
        expect(tokens['scope']).toBe(`api://${API}/access_as_user`)
        expect(claimsOf(tokens['access_token'])['scp']).toBe('access_as_user')
      }
    },
  )

  test(
    "the endpoint's part of a path works in any case",
    { meta: { fidelity: 'captured' } },
    async () => {
      const { url } = authorizationRequest(local.stack)
      expect(await codeAt(url.replace('oauth2/v2.0/authorize', 'OAuth2/V2.0/Authorize'))).toBe(true)
      await expectAllEndpoints(TENANT, (path) => path.toUpperCase())
    },
  )

  test(
    'the tenant in a path works in any case, and a trailing slash is ignored',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const { url } = authorizationRequest(local.stack)
      expect(await codeAt(url.replace(TENANT, TENANT.toUpperCase()))).toBe(true)
      expect(await codeAt(url.replace('?', '/?'))).toBe(true)
      await expectAllEndpoints(TENANT.toUpperCase(), (path) => path)
      await expectAllEndpoints('WEATHER.Example', (path) => `${path}/`)
    },
  )

  test(
    'all ids in tokens, responses and documents are in lower case',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const documents = await Promise.all(
        ['v2.0/.well-known/openid-configuration', 'discovery/v2.0/keys'].map(async (path) => {
          const url = `${local.stack.identity.origin}/${TENANT.toUpperCase()}/${path}`
          return (await fetch(url)).text()
        }),
      )
      for (const api of [API, OLD_API]) {
        const scope = `openid profile api://${api.toUpperCase()}/access_as_user`
        const request = { client_id: APP.toUpperCase(), scope }
        const { tokens } = await getTokens(local.stack, SUNNY, request)
        const texts = [
          ...documents,
          String(tokens['scope']),
          Buffer.from(String(tokens['client_info']), 'base64url').toString(),
          JSON.stringify(claimsOf(tokens['id_token'])),
          JSON.stringify(claimsOf(tokens['access_token'])),
        ]
        for (const text of texts) {
          const ids = text.match(/10ca1000(?:-[\da-f]+){4}/gi) ?? []
          expect(ids.length, text).toBeGreaterThan(0)
          expect(ids).toEqual(ids.map((id) => id.toLowerCase()))
        }
      }
    },
  )

  test('an unknown scope stays unknown in any case', async () => {
    for (const [scope, code] of [
      [`api://${API}/ACCESS`, 650053],
      [`api://${APP.toUpperCase()}/access_as_user`, 500011],
      [`${API.toUpperCase()}x/access_as_user`, 500011],
    ] as const) {
      const { answer } = await signIn(local.stack, SUNNY, { scope })
      expect(answer.get('error_description'), scope).toContain(`AADSTS${code}`)
    }
  })

  test('a request in upper case uses the session and the consents of one in lower case', async () => {
    const { browser } = await getTokens(local.stack)
    const silent = { prompt: 'none', client_id: APP.toUpperCase() }
    const sent = authorizationRequest(local.stack, silent)
    const code = answerOf(await browser.open(sent.url)).get('code') ?? ''
    expect((await redeemCode(local.stack, { code, sent })).status).toBe(200)
  })

  test('an unregistered client id in upper case is refused on a page', async () => {
    const browser = createHttpBrowser(local.stack.identity.origin)
    const sent = authorizationRequest(local.stack, {
      client_id: APP.toUpperCase().replace(/1$/, 'F'),
    })
    const { html, left } = await browser.open(sent.url)
    expect(left).toBeUndefined()
    expect(html).toContain('AADSTS700016: Application with identifier')
  })

  test('the exchange log names the endpoint of a path in any case', async () => {
    await fetch(`${local.stack.identity.origin}/${TENANT.toUpperCase()}/OAuth2/v2.0/Token/`)
    expect(local.stack.control.exchanges().map(({ endpoint }) => endpoint)).toEqual(['token'])
  })

  /** Whether a sign-in that starts at this address ends with a code. */
  async function codeAt(url: string): Promise<boolean> {
    const browser = createHttpBrowser(local.stack.identity.origin)
    return answerOf(await throughPages(browser, await browser.open(url), SUNNY)).has('code')
  }

  /** Expects discovery, keys, token, admin consent and sign-out to work for a tenant, with their paths changed. */
  async function expectAllEndpoints(tenant: string, changed: (path: string) => string) {
    const { origin } = local.stack.identity
    const at = (path: string) => `${origin}/${tenant}${changed(path)}`
    const discovery = await fetch(at('/v2.0/.well-known/openid-configuration'))
    expect(await discovery.json()).toMatchObject(local.stack.appConfig.authorityMetadata)
    expect(await (await fetch(at('/discovery/v2.0/keys'))).json()).toHaveProperty('keys')
    const headers = { origin: APP_ORIGIN }
    const body = new URLSearchParams({
      client_id: APP,
      grant_type: 'refresh_token',
      refresh_token: 'x',
      scope: 'openid',
    })
    const token = await fetch(at('/oauth2/v2.0/token'), { method: 'POST', headers, body })
    expect(await token.json()).toMatchObject({ error_codes: [70000] })
    const browser = createHttpBrowser(origin)
    const app = new URLSearchParams({ client_id: APP.toUpperCase(), redirect_uri: REDIRECT_URI })
    const consent = await browser.open(`${at('/adminconsent')}?${app.toString()}`)
    expect(consent.html).toContain('to continue to Weather app')
    await local.stack.control.signInAs(browser, SUNNY)
    const signOut = new URLSearchParams({
      client_id: APP.toUpperCase(),
      post_logout_redirect_uri: REDIRECT_URI,
      logout_hint: SUNNY.toUpperCase(),
    })
    const logout = await browser.open(`${at('/oauth2/v2.0/logout')}?${signOut.toString()}`)
    expect(logout.left?.href).toBe(REDIRECT_URI)
  }
})
