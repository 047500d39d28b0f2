import { decodeJwt } from 'jose'
import type { Page } from 'playwright/test'
import type { LocalEntra } from '#local-entra'
import { askedFor, refresh } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { accountButton, forecastRows, plainAccount, signInAs } from '../../support/person.ts'
import {
  expectProfile,
  expectRequestForConsent,
  openForecast,
  openProfile,
  profileScope,
  reviewPermission,
} from '../../support/profile.ts'
import {
  countRedirects,
  enter,
  hour,
  minute,
  pass,
  tokenRequests,
} from '../../support/session-steps.ts'

/** Records where access tokens are sent: each pair of an origin and the audience of the token. */
function recordTokens(page: Page): () => string[] {
  const seen = new Set<string>()
  page.context().on('request', (request) => {
    const [scheme, token] = (request.headers()['authorization'] ?? '').split(' ')
    if (scheme === undefined || token === undefined) return
    seen.add(`${new URL(request.url()).origin} ${String(decodeJwt(token).aud)}`)
  })
  return () => [...seen].toSorted()
}

/** The pairs of an API and the audience of its tokens. */
function ownTokens({ weatherApi, graph, registrations }: LocalEntra): string[] {
  const [weather] = registrations.apis
  const graphAudience = registrations.apis.at(-1)
  return [
    `${new URL(weatherApi.url).origin} ${weather?.clientId}`,
    `${graph.origin} ${graphAudience?.clientId}`,
  ].toSorted()
}

test(
  'each API gets only tokens for itself: after consent, renewals, a step-up and a reload',
  {
    tag: ['@promise', '@both'],
    annotation: { type: 'requirement', description: 'RFC 9700 §2.3, §4.9.1; RFC 6750 §5.3' },
  },
  async ({ page, stack }) => {
    test.slow()
    await page.clock.install()
    const sent = recordTokens(page)
    await page.goto('/profile')
    await signInAs(page, plainAccount)
    await expectRequestForConsent(page)
    await reviewPermission(page)
    await page.getByRole('button', { name: 'Accept' }).click()
    await expectProfile(page)
    await openForecast(page)
    await expect(forecastRows(page)).toHaveCount(5)

    stack.control.clearExchanges()
    await pass(page, stack, 90 * minute)
    // One renewal for each API.
    await expect.poll(() => tokenRequests(stack)).toHaveLength(2)
    await refresh(page)
    await openProfile(page)
    await expectProfile(page)

    await openForecast(page)
    await expect(forecastRows(page)).toHaveCount(5)
    const undo = stack.control.requireStepUp()
    await refresh(page)
    await page.getByRole('button', { name: 'Approve' }).click()
    await expect(forecastRows(page)).toHaveCount(5)
    undo()
    await openProfile(page)
    await expectProfile(page)
    await page.reload()
    await expectProfile(page)
    stack.control.expireAccessTokens()
    await page.reload()
    await expectProfile(page)
    expect(sent()).toEqual(ownTokens(stack))
  },
)

test(
  'a token request asks for the scope of one API',
  { tag: '@promise', annotation: { type: 'requirement', description: 'RFC 9700 §2.3' } },
  async ({ page, stack }) => {
    await enter(page, stack)
    await openProfile(page)
    await expectProfile(page)
    const [request, ...others] = tokenRequests(stack)
    expect(others).toEqual([])
    const scopes = request?.form['scope']?.split(' ').toSorted()
    expect(scopes).toEqual([profileScope(stack), 'offline_access', 'openid', 'profile'].toSorted())
  },
)

test('the tokens of both APIs are renewed as long as the page is open', async ({ page, stack }) => {
  await page.clock.install()
  await enter(page, stack)
  await openProfile(page)
  await expectProfile(page)
  stack.control.clearExchanges()
  await pass(page, stack, 90 * minute)
  const scopesAsked = () =>
    tokenRequests(stack).map(({ form }) => String(form['scope']?.split(' ')[0]))
  await expect
    .poll(() => scopesAsked().toSorted())
    .toEqual([stack.appConfig.weatherApi.scope, profileScope(stack)].toSorted())
  await pass(page, stack, 2 * hour)
  await expect.poll(() => tokenRequests(stack).length).toBeGreaterThanOrEqual(4)
})

test('a profile that was not opened costs no token', async ({ page, stack }) => {
  await page.clock.install()
  await enter(page, stack)
  await pass(page, stack, 90 * minute)
  await expect.poll(() => tokenRequests(stack).map(({ status }) => status)).toEqual([200])
  expect(tokenRequests(stack)[0]?.form['scope']).not.toContain('graph')
  expect(askedFor(stack, 'graph')).toBe(0)
})

test(
  'a reload of the profile restores it without leaving the page',
  { tag: ['@promise', '@memory'] },
  async ({ page, stack }) => {
    await enter(page, stack)
    await openProfile(page)
    await expectProfile(page)
    const redirects = countRedirects(page)
    await page.reload()
    await expectProfile(page)
    await page.reload()
    await expectProfile(page)
    await openForecast(page)
    await expect(forecastRows(page)).toHaveCount(5)
    expect(redirects()).toBe(0)
  },
)

test(
  'a reload of the profile without consent keeps the session',
  { tag: ['@promise', '@memory'] },
  async ({ page, stack }) => {
    await enter(page, stack)
    await openProfile(page)
    await expectProfile(page)
    stack.control.withdrawConsent(plainAccount, profileScope(stack))
    stack.control.expireAccessTokens()
    const redirects = countRedirects(page)
    for (let turn = 1; turn <= 2; turn++) {
      await page.reload()
      await expectRequestForConsent(page)
      await expect(accountButton(page, plainAccount)).toBeVisible()
    }
    await openForecast(page)
    await expect(forecastRows(page)).toHaveCount(5)
    expect(redirects()).toBe(0)
  },
)

test.describe('with an identity provider on another site, whose frames get no cookies', () => {
  test.use({ baseURL: ({ site }, use) => use(site.origin.replace('localhost', '127.0.0.1')) })
  test.beforeEach(({ stack, baseURL }) => stack.control.addAppOrigin(baseURL ?? ''))

  test('a reload of the profile causes one redirect at most, and shows it again', async ({
    page,
    stack,
    tokenStorage,
  }) => {
    await enter(page, stack)
    await openProfile(page)
    await expectProfile(page)
    const redirects = countRedirects(page)
    await page.reload()
    await expectProfile(page)
    expect(redirects()).toBe(tokenStorage === 'memory' ? 1 : 0)
    await openForecast(page)
    await expect(forecastRows(page)).toHaveCount(5)
    expect(redirects()).toBe(tokenStorage === 'memory' ? 1 : 0)
  })

  test(
    'a reload of the profile without consent keeps the session',
    { tag: ['@promise', '@memory'] },
    async ({ page, stack, tokenStorage }) => {
      await enter(page, stack)
      await openProfile(page)
      await expectProfile(page)
      stack.control.withdrawConsent(plainAccount, profileScope(stack))
      stack.control.expireAccessTokens()
      const redirects = countRedirects(page)
      await page.reload()
      await expectRequestForConsent(page)
      await expect(accountButton(page, plainAccount)).toBeVisible()
      expect(redirects()).toBe(tokenStorage === 'memory' ? 1 : 0)
      await openForecast(page)
      await expect(forecastRows(page)).toHaveCount(5)
      expect(redirects()).toBe(tokenStorage === 'memory' ? 1 : 0)
    },
  )
})
