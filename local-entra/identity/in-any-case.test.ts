import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { startLocalStack } from '../local-stack.ts'
import { defaultRegistrations } from '../registrations/default-registrations.ts'
import { parseRegistrations } from '../registrations/parse-registrations.ts'
import { createHttpBrowser } from '../testing/http-browser.ts'
import {
  answerOf,
  APP_ORIGIN,
  authorizationRequest,
  getTokens,
  MISTY,
  readWeather,
  redeemCode,
  REDIRECT_URI,
  refresh,
  signIn,
  SUNNY,
  throughPages,
} from '../testing/protocol-client.ts'
import { withLocalStack } from '../testing/test-stack.ts'

const local = withLocalStack()
const TENANT = '10ca1000-57ac-4000-a000-00000000000a'
const APP = '10ca1000-57ac-4000-b000-000000000001'
const API = '10ca1000-57ac-4000-c000-000000000001'
const OLD_API = '10ca1000-57ac-4000-c000-000000000002'

const claimsOf = (token: unknown) => decodeJwt(String(token)) as Record<string, unknown>

/** The address with a part of it, by default the tenant's id, in capitals. */
const inCapitals = (url: string, what = TENANT) => url.replace(what, what.toUpperCase())

test('a request in capitals is answered in lower case', async () => {
  const scope = `openid profile offline_access api://${API.toUpperCase()}/access_as_user`
  const capitals = { client_id: APP.toUpperCase(), scope }
  const { tokens, answer } = await getTokens(local.stack, SUNNY, capitals)
  expect(answer.has('code')).toBe(true)
  const issuer = `${local.stack.identity.origin}/${TENANT}/v2.0`
  expect(claimsOf(tokens['id_token'])).toMatchObject({ aud: APP, tid: TENANT, iss: issuer })
  expect(claimsOf(tokens['access_token'])).toMatchObject({ aud: API, azp: APP, iss: issuer })
  expect(tokens['scope']).toBe(`api://${API}/access_as_user`)
  expect((await readWeather(local.stack, tokens['access_token'])).status).toBe(200)

  const renewed = await refresh(local.stack, tokens['refresh_token'], capitals)
  expect(claimsOf(renewed.body['access_token'])).toMatchObject({ aud: API, azp: APP })
  expect(claimsOf(renewed.body['id_token'])['aud']).toBe(APP)
})

test('version 1 tokens are in lower case too', async () => {
  const scope = `openid api://${OLD_API.toUpperCase()}/access_as_user`
  const { tokens } = await getTokens(local.stack, SUNNY, { client_id: APP.toUpperCase(), scope })
  expect(claimsOf(tokens['access_token'])).toMatchObject({ aud: `api://${OLD_API}`, appid: APP })
})

test('session and consents are found in whatever case the next request is', async () => {
  const { browser } = await getTokens(local.stack)
  const silent = { prompt: 'none', client_id: APP.toUpperCase() }
  const sent = authorizationRequest(local.stack, silent)
  const code = answerOf(await browser.open(sent.url)).get('code') ?? ''
  expect((await redeemCode(local.stack, { code, sent })).status).toBe(200)
})

const scopes: [string, string][] = [
  ['API://10CA1000-57AC-4000-C000-000000000001/ACCESS_AS_USER', 'access_as_user'],
  [`${API.toUpperCase()}/Access_As_User`, 'access_as_user'],
  [`api://${API}//access_as_user`, 'access_as_user'],
  [`api://${API}/.DEFAULT`, 'access_as_user'],
  ['user.read', 'User.Read'],
  ['HTTPS://graph.microsoft.com/user.read', 'User.Read'],
]

test.each(scopes)('the scope %s is answered as registered', async (scope, scp) => {
  const { tokens } = await getTokens(local.stack, SUNNY, {
    scope: `OpenID Offline_Access ${scope}`,
  })
  expect(claimsOf(tokens['access_token'])['scp']).toBe(scp)
  expect(tokens['scope']).toMatch(new RegExp(`^(api://${API}|https://graph.microsoft.com)/${scp}$`))
  for (const name of ['id_token', 'refresh_token']) expect(tokens).toHaveProperty(name)
})

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

test.each([inCapitals, (url: string) => inCapitals(url, 'oauth2/v2.0/authorize'), withSlash])(
  'the authorization endpoint works in any case and with a trailing slash',
  async (changed) => {
    const browser = createHttpBrowser(local.stack.identity.origin)
    const { url } = authorizationRequest(local.stack)
    const visit = await browser.open(changed(url))
    expect(answerOf(await throughPages(browser, visit, SUNNY)).has('code')).toBe(true)
  },
)

function withSlash(url: string): string {
  return url.replace('?', '/?')
}

test('discovery, keys, token, sign-out and admin consent work in any case', async () => {
  const { origin } = local.stack.identity
  const tenant = TENANT.toUpperCase()
  const discovery = await fetch(`${origin}/${tenant}/v2.0/.well-known/OpenID-Configuration`)
  expect(await discovery.json()).toMatchObject({
    ...local.stack.appConfig.authorityMetadata,
    issuer: `${origin}/${TENANT}/v2.0`,
  })
  expect((await fetch(`${origin}/${tenant}/discovery/v2.0/Keys/`)).status).toBe(200)
  const token = await fetch(`${origin}/${tenant}/OAuth2/v2.0/Token`, {
    method: 'POST',
    headers: { origin: APP_ORIGIN },
    body: new URLSearchParams({
      client_id: APP.toUpperCase(),
      grant_type: 'refresh_token',
      refresh_token: 'x',
      scope: 'openid',
    }),
  })
  expect(await token.json()).toMatchObject({ error_codes: [70000] })
  const browser = createHttpBrowser(origin)
  const query = `client_id=${APP.toUpperCase()}&redirect_uri=${encodeURIComponent(REDIRECT_URI)}`
  const consent = await browser.open(`${origin}/${tenant}/adminConsent?${query}`)
  expect(consent.html).toContain('to continue to Weather app')
  await local.stack.control.signInAs(browser, SUNNY)
  const logout = await browser.open(
    `${origin}/${tenant}/oauth2/v2.0/Logout/?post_logout_redirect_uri=${REDIRECT_URI}&logout_hint=${SUNNY.toUpperCase()}&client_id=${APP.toUpperCase()}`,
  )
  expect(logout.left?.href).toBe(REDIRECT_URI)
  expect(local.stack.control.exchanges().map(({ endpoint }) => endpoint)).toEqual([
    'discovery',
    'keys',
    'token',
    'admin-consent',
    'page',
    'logout',
  ])
})

test('an unregistered app stays unknown', async () => {
  const browser = createHttpBrowser(local.stack.identity.origin)
  const client_id = APP.toUpperCase().replace(/1$/, 'F')
  const { html, left } = await browser.open(authorizationRequest(local.stack, { client_id }).url)
  expect(left).toBeUndefined()
  expect(html).toContain('AADSTS700016')
})

test('registrations in capitals are read as lower case', async () => {
  const GUID = /10ca1000(?:-\w+){4}/g
  const written = JSON.stringify(defaultRegistrations())
  const capitals: unknown = JSON.parse(written.replace(GUID, (guid) => guid.toUpperCase()))
  expect(JSON.stringify(capitals)).not.toBe(written)
  const registrations = parseRegistrations(capitals)
  expect(registrations).toEqual(defaultRegistrations())
  const stack = await startLocalStack({ appOrigins: [APP_ORIGIN], registrations })
  expect(stack.appConfig).toMatchObject({
    clientId: APP,
    weatherApi: { scope: `api://${API}/access_as_user` },
  })
  const { tokens } = await getTokens(stack, MISTY, { client_id: APP.toUpperCase() })
  expect(claimsOf(tokens['access_token'])).toMatchObject({ aud: API, roles: ['Forecast.Editor'] })
  expect((await readWeather(stack, tokens['access_token'])).status).toBe(200)
  await stack.close()
})

test('an identifier URI keeps its case except in GUIDs, and is unique in any case', () => {
  const registrations = defaultRegistrations()
  const [first, second] = registrations.apis
  if (!first || !second) throw new Error('the default registrations have two APIs')
  first.identifierUri = `api://Weather/${API.toUpperCase()}`
  expect(parseRegistrations(registrations).apis[0]?.identifierUri).toBe(`api://Weather/${API}`)
  second.identifierUri = `api://weather/${API}`
  expect(() => parseRegistrations(registrations)).toThrow('apis.1.identifierUri')
})
