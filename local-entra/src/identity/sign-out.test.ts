import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { defaultRegistrations } from '../registrations/default-registrations.ts'
import { createHttpBrowser } from '../testing/http-browser.ts'
import {
  answerOf,
  authorizationRequest,
  getTokens,
  MISTY,
  REDIRECT_URI,
  SUNNY,
} from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const FRONT_CHANNEL = 'https://app.example/signed-out?from=idp'
const registrations = defaultRegistrations()
for (const app of registrations.apps.slice(1)) app.frontChannelLogoutUri = FRONT_CHANNEL
const local = withLocalEntra({ registrations })
const OTHER_APP = '10ca1000-57ac-4000-b000-000000000002'

function logoutUrl(params: Record<string, string> = {}) {
  const query = new URLSearchParams({ post_logout_redirect_uri: REDIRECT_URI, ...params })
  return `${local.stack.appConfig.authorityMetadata.end_session_endpoint}?${query.toString()}`
}

const isSignedIn = async (browser: ReturnType<typeof createHttpBrowser>, login_hint = SUNNY) =>
  answerOf(
    await browser.open(authorizationRequest(local.stack, { prompt: 'none', login_hint }).url),
  ).has('code')

describe('Sign-out', () => {
  test(
    'without a hint the user picks an account, even a single one',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { browser } = await getTokens(local.stack)
      const page = await browser.open(logoutUrl())
      expect(page.html).toContain('Pick an account')
      expect(page.html).toContain('Which account do you want to sign out of?')
      expect(await isSignedIn(browser)).toBe(true)
      const { left } = await browser.press(page, { name: 'account', value: SUNNY })
      expect(left?.href).toBe(REDIRECT_URI)
      expect(await isSignedIn(browser)).toBe(false)
    },
  )

  test(
    'the `login_hint` claim as `logout_hint` skips that',
    { meta: { fidelity: 'documented' } },
    async () => {
      const claims = JSON.stringify({ id_token: { login_hint: null } })
      const { browser, tokens } = await getTokens(local.stack, SUNNY, { claims })
      const { login_hint } = decodeJwt(String(tokens['id_token']))
      const { left } = await browser.open(logoutUrl({ logout_hint: String(login_hint) }))
      expect(left?.href).toBe(REDIRECT_URI)
      expect(await isSignedIn(browser)).toBe(false)
    },
  )

  test(
    '`post_logout_redirect_uri` must match a registered redirect URI; without one, or with another, a page says that the user has signed out',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { end_session_endpoint } = local.stack.appConfig.authorityMetadata
      for (const url of [
        logoutUrl({ post_logout_redirect_uri: 'https://elsewhere.example/', logout_hint: SUNNY }),
        `${end_session_endpoint}?logout_hint=${SUNNY}`,
      ]) {
        const { browser } = await getTokens(local.stack)
        const { left, html } = await browser.open(url)
        expect(left).toBeUndefined()
        expect(html).toContain('You signed out of your account')
        expect(html).not.toContain('elsewhere')
        expect(await isSignedIn(browser)).toBe(false)
      }
    },
  )

  test(
    'front channel: a hidden frame for each app of the session, with `sid` as the only parameter',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { browser, answer } = await getTokens(local.stack, SUNNY, { client_id: OTHER_APP })
      const { left, html, headers } = await browser.open(logoutUrl({ logout_hint: SUNNY }))
      expect(left).toBeUndefined()
      const sid = answer.get('session_state') ?? ''
      const frames = [...html.matchAll(/<iframe[^>]*>/g)].map(([frame]) => frame)
      expect(frames).toEqual([expect.stringContaining(`src="${FRONT_CHANNEL}&amp;sid=${sid}"`)])
      expect(frames).toEqual([expect.stringContaining('hidden')])
      expect(html).toContain(`id="back" href="${REDIRECT_URI}"`)
      expect(headers.get('content-security-policy')).toContain('frame-src https://app.example;')
    },
  )
})

test.each(['user name', 'ID token'])('a hint by %s signs out without asking', async (kind) => {
  const { browser, tokens } = await getTokens(local.stack)
  const hint: Record<string, string> =
    kind === 'user name'
      ? { logout_hint: SUNNY.toUpperCase() }
      : { id_token_hint: String(tokens['id_token']) }
  const { left } = await browser.open(logoutUrl(hint))
  expect(left?.href).toBe(REDIRECT_URI)
  expect(await isSignedIn(browser)).toBe(false)
})

test('the state comes back after the account is picked', async () => {
  const { browser } = await getTokens(local.stack)
  const page = await browser.open(logoutUrl({ state: 's1' }))
  const { left } = await browser.press(page, { name: 'account', value: SUNNY })
  expect(left?.href).toBe(`${REDIRECT_URI}?state=s1`)
})

test('the hint of one user leaves the other signed in', async () => {
  const browser = createHttpBrowser(local.stack.identity.origin)
  await local.stack.control.signInAs(browser, [SUNNY, MISTY])
  await browser.open(logoutUrl({ logout_hint: SUNNY }))
  expect(await isSignedIn(browser, SUNNY)).toBe(false)
  expect(await isSignedIn(browser, MISTY)).toBe(true)
})

test('without a session the browser returns to the app at once', async () => {
  const browser = createHttpBrowser(local.stack.identity.origin)
  expect((await browser.open(logoutUrl())).left?.href).toBe(REDIRECT_URI)
})

test('a sign-out can be posted', async () => {
  const { browser } = await getTokens(local.stack)
  const { end_session_endpoint } = local.stack.appConfig.authorityMetadata
  const form = { post_logout_redirect_uri: REDIRECT_URI, logout_hint: SUNNY, state: 's2' }
  const { left } = await browser.post(end_session_endpoint, form)
  expect(left?.href).toBe(`${REDIRECT_URI}?state=s2`)
})

test('the switch logoutReturnsState leaves the state out', async () => {
  local.stack.control.setSwitch('logoutReturnsState', false)
  const { browser } = await getTokens(local.stack)
  const { left } = await browser.open(logoutUrl({ logout_hint: SUNNY, state: 's3' }))
  expect(left?.href).toBe(REDIRECT_URI)
})

test('revocation ends the sessions', async () => {
  const { browser } = await getTokens(local.stack)
  local.stack.control.revoke(SUNNY)
  expect(await isSignedIn(browser)).toBe(false)
})

test('the switch frontChannelIssuer adds iss to the frames', async () => {
  local.stack.control.setSwitch('frontChannelIssuer', true)
  const { browser } = await getTokens(local.stack, SUNNY, { client_id: OTHER_APP })
  const { html } = await browser.open(logoutUrl({ logout_hint: SUNNY }))
  const { issuer } = local.stack.appConfig.authorityMetadata
  expect(html).toContain(`&amp;iss=${encodeURIComponent(issuer)}`)
})
