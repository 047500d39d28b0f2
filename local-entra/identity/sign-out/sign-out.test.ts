import { expect, test } from 'vitest'
import { defaultRegistrations } from '../../registrations/default-registrations.ts'
import { createHttpBrowser } from '../../testing/http-browser.ts'
import {
  answerOf,
  authorizationRequest,
  getTokens,
  MISTY,
  REDIRECT_URI,
  refresh,
  SUNNY,
} from '../../testing/protocol-client.ts'
import { withLocalStack } from '../../testing/test-stack.ts'

const FRONT_CHANNEL = 'https://app.example/signed-out?from=idp'
const registrations = defaultRegistrations()
for (const app of registrations.apps.slice(1)) app.frontChannelLogoutUri = FRONT_CHANNEL
const local = withLocalStack({ registrations })
const OTHER_APP = '10ca1000-57ac-4000-b000-000000000002'

function logoutUrl(params: Record<string, string> = {}) {
  const query = new URLSearchParams({ post_logout_redirect_uri: REDIRECT_URI, ...params })
  return `${local.stack.appConfig.authorityMetadata.end_session_endpoint}?${query.toString()}`
}

const isSignedIn = async (browser: ReturnType<typeof createHttpBrowser>, login_hint = SUNNY) =>
  answerOf(
    await browser.open(authorizationRequest(local.stack, { prompt: 'none', login_hint }).url),
  ).has('code')

test('without a hint even a single person is asked which account it is', async () => {
  const { browser } = await getTokens(local.stack)
  const page = await browser.open(logoutUrl({ state: 's1' }))
  expect(page.html).toContain('Pick an account')
  expect(page.html).toContain('Which account do you want to sign out of?')
  expect(await isSignedIn(browser)).toBe(true)
  const { left } = await browser.press(page, { name: 'account', value: SUNNY })
  expect(left?.href).toBe(`${REDIRECT_URI}?state=s1`)
  expect(await isSignedIn(browser)).toBe(false)
})

test.each(['login_hint claim', 'user name', 'ID token'])(
  'a hint by %s signs out without asking',
  async (kind) => {
    const { browser, tokens } = await getTokens(local.stack)
    const hints: Record<string, Record<string, string>> = {
      'login_hint claim': { logout_hint: `O.${Buffer.from(SUNNY).toString('base64url')}` },
      'user name': { logout_hint: SUNNY.toUpperCase() },
      'ID token': { id_token_hint: String(tokens['id_token']) },
    }
    const { left } = await browser.open(logoutUrl(hints[kind]))
    expect(left?.href).toBe(REDIRECT_URI)
    expect(await isSignedIn(browser)).toBe(false)
  },
)

test('of two people signed in only the one who is meant is signed out', async () => {
  const browser = createHttpBrowser(local.stack.identity.origin)
  await local.stack.control.signInAs(browser, [SUNNY, MISTY])
  await browser.open(logoutUrl({ logout_hint: SUNNY }))
  expect(await isSignedIn(browser, SUNNY)).toBe(false)
  expect(await isSignedIn(browser, MISTY)).toBe(true)
})

test('a redirect URI that is not registered is not followed', async () => {
  const { browser } = await getTokens(local.stack)
  const elsewhere = { post_logout_redirect_uri: 'https://elsewhere.example/', logout_hint: SUNNY }
  const { left, html } = await browser.open(logoutUrl(elsewhere))
  expect(left).toBeUndefined()
  expect(html).toContain('You signed out of your account')
  expect(html).not.toContain('elsewhere')
  expect(await isSignedIn(browser)).toBe(false)
})

test('who is signed out already goes straight back', async () => {
  const browser = createHttpBrowser(local.stack.identity.origin)
  expect((await browser.open(logoutUrl())).left?.href).toBe(REDIRECT_URI)
})

test('a sign-out may be posted as well', async () => {
  const { browser } = await getTokens(local.stack)
  const { end_session_endpoint } = local.stack.appConfig.authorityMetadata
  const form = { post_logout_redirect_uri: REDIRECT_URI, logout_hint: SUNNY, state: 's2' }
  const { left } = await browser.post(end_session_endpoint, form)
  expect(left?.href).toBe(`${REDIRECT_URI}?state=s2`)
})

test('the switch logoutReturnsState keeps the state back', async () => {
  local.stack.control.setSwitch('logoutReturnsState', false)
  const { browser } = await getTokens(local.stack)
  const { left } = await browser.open(logoutUrl({ logout_hint: SUNNY, state: 's3' }))
  expect(left?.href).toBe(REDIRECT_URI)
})

test('refresh tokens survive a sign-out and die on revocation', async () => {
  const { browser, tokens } = await getTokens(local.stack)
  await browser.open(logoutUrl({ logout_hint: SUNNY }))
  expect((await refresh(local.stack, tokens['refresh_token'])).status).toBe(200)
  local.stack.control.revoke(SUNNY)
  expect((await refresh(local.stack, tokens['refresh_token'])).body['error_codes']).toEqual([50173])
})

test('revocation ends the sessions, too', async () => {
  const { browser } = await getTokens(local.stack)
  local.stack.control.revoke(SUNNY)
  expect(await isSignedIn(browser)).toBe(false)
})

test('the apps of the session are told in hidden frames, with sid and nothing else', async () => {
  const { browser, answer } = await getTokens(local.stack, SUNNY, { client_id: OTHER_APP })
  const { left, html, headers } = await browser.open(logoutUrl({ logout_hint: SUNNY }))
  expect(left).toBeUndefined()
  const sid = answer.get('session_state') ?? ''
  expect(html).toContain(`src="${FRONT_CHANNEL}&amp;sid=${sid}"`)
  expect(html).toContain(`id="back" href="${REDIRECT_URI}"`)
  expect(headers.get('content-security-policy')).toContain('frame-src https://app.example;')
})

test('the switch frontChannelIssuer adds iss to the frames', async () => {
  local.stack.control.setSwitch('frontChannelIssuer', true)
  const { browser } = await getTokens(local.stack, SUNNY, { client_id: OTHER_APP })
  const { html } = await browser.open(logoutUrl({ logout_hint: SUNNY }))
  const { issuer } = local.stack.appConfig.authorityMetadata
  expect(html).toContain(`&amp;iss=${encodeURIComponent(issuer)}`)
})
