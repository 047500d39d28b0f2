import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, signInAs, plainAccount } from '../../support/person.ts'
import {
  countRedirects,
  countTokenRequests,
  endProviderSession,
  enter,
  hour,
  minute,
  pass,
  setVisibility,
  tokenRequests,
} from '../../support/session-steps.ts'

test.beforeEach(async ({ page }) => {
  await page.clock.install()
})

test(
  'a visible tab renews its access token before it expires',
  { tag: ['@promise', '@both'] },
  async ({ page, stack }) => {
    await enter(page, stack)
    await pass(page, stack, 50 * minute)
    expect(tokenRequests(stack)).toHaveLength(0)
    await pass(page, stack, 40 * minute)
    await expect.poll(() => tokenRequests(stack).map(({ status }) => status)).toEqual([200])
    await pass(page, stack, 2 * minute)
    expect(tokenRequests(stack)).toHaveLength(1)
  },
)

test(
  'a hidden tab sends no requests, and renews when it becomes visible',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await enter(page, stack)
    await setVisibility(page, 'hidden')
    await pass(page, stack, 5 * hour)
    await page.evaluate(() => dispatchEvent(new Event('focus')))
    expect(tokenRequests(stack)).toHaveLength(0)
    await setVisibility(page, 'visible')
    await expect.poll(() => tokenRequests(stack)).toHaveLength(1)
  },
)

for (const event of ['focus', 'online']) {
  test(`an overdue token is renewed on ${event}`, async ({ page, stack }) => {
    await enter(page, stack)
    await page.clock.pauseAt(Date.now() + minute * 1000)
    stack.control.moveClock(2 * hour)
    await page.clock.setSystemTime(Date.now() + 2 * hour * 1000)
    await page.evaluate((name) => dispatchEvent(new Event(name)), event)
    await expect.poll(() => tokenRequests(stack)).toHaveLength(1)
  })
}

test(
  'an offline tab renews nothing until the connection returns',
  { tag: '@promise' },
  async ({ page, stack, context }) => {
    await enter(page, stack)
    await context.setOffline(true)
    const asked = countTokenRequests(page)
    await pass(page, stack, 2 * hour)
    expect(asked()).toBe(0)
    await context.setOffline(false)
    await expect.poll(() => tokenRequests(stack)).toHaveLength(1)
  },
)

test(
  'simultaneous requests for a token share one token request',
  { tag: ['@promise', '@both'] },
  async ({ page, stack, tokenStorage }) => {
    await enter(page, stack)
    // In memory mode only a hidden frame can renew after a reload.
    stack.control.moveClock(2 * hour)
    await page.clock.setSystemTime(Date.now() + 2 * hour * 1000)
    const undo = stack.control.fault({ endpoint: 'token', latency: 300 })
    await page.goto('/forecast?again')
    await page.evaluate(() => dispatchEvent(new Event('focus')))
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await expect(forecastRows(page)).toHaveCount(5)
    undo()
    expect(tokenRequests(stack).map(({ form }) => form['grant_type'])).toEqual([
      tokenStorage === 'session' ? 'refresh_token' : 'authorization_code',
    ])
  },
)

test('a token is renewed as early as the identity provider asks (refresh_in)', async ({
  page,
  stack,
}) => {
  stack.control.setSwitch('refreshIn', true)
  stack.control.setAccessTokenLifetime(60 * minute)
  await enter(page, stack)
  await pass(page, stack, 25 * minute)
  expect(tokenRequests(stack)).toHaveLength(0)
  await pass(page, stack, 6 * minute)
  await expect.poll(() => tokenRequests(stack)).toHaveLength(1)
})

for (const hours of [-5, 5]) {
  test(
    `sign-in and renewal work with a clock that is ${hours} hours off`,
    { tag: '@promise' },
    async ({ page, stack }) => {
      await page.clock.setSystemTime(Date.now() + hours * hour * 1000)
      await enter(page, stack)
      await page.reload()
      await expect(forecastRows(page)).toHaveCount(5)
      stack.control.clearExchanges()
      await pass(page, stack, 90 * minute)
      await expect.poll(() => tokenRequests(stack)).toHaveLength(1)
      await expect(page.getByRole('alert')).toHaveCount(0)
    },
  )
}

test(
  'renewal works after the clock is set back during a session',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await enter(page, stack)
    await page.clock.setSystemTime(Date.now() - 7 * hour * 1000)
    await page.evaluate(() => dispatchEvent(new Event('focus')))
    await expect.poll(() => tokenRequests(stack)).toHaveLength(1)
    const renewals = async () => {
      await page.clock.fastForward(30 * minute * 1000)
      return tokenRequests(stack).length
    }
    await expect.poll(renewals).toBeGreaterThan(1)
  },
)

test(
  'an expired refresh token is replaced through a hidden frame while the provider has a session',
  { tag: ['@promise', '@both'] },
  async ({ page, stack }) => {
    await enter(page, stack, { path: '/forecast?days=5#friday' })
    const redirects = countRedirects(page)
    stack.control.expireRefreshTokens()
    await pass(page, stack, 2 * hour)
    await expect
      .poll(() => tokenRequests(stack).map(({ form, status }) => [form['grant_type'], status]))
      .toEqual([
        ['refresh_token', 400],
        ['authorization_code', 200],
      ])
    await expect(page.getByRole('status').filter({ hasText: 'sign' })).toHaveCount(0)
    expect(redirects()).toBe(0)
    await expect(page).toHaveURL('/forecast?days=5#friday')
  },
)

test(
  'without a session at the provider, an expired refresh token causes one redirect back to the same page',
  {
    tag: ['@promise', '@both'],
    annotation: { type: 'requirement', description: 'RFC 9700 §4.14; ASVS 7.3.2, 7.6.1' },
  },
  async ({ page, stack, context, tokenStorage }) => {
    await enter(page, stack, { path: '/forecast?days=5#friday' })
    stack.control.expireRefreshTokens()
    stack.control.expireAccessTokens()
    await endProviderSession(context)
    const redirects = countRedirects(page)
    await page.reload()
    if (tokenStorage === 'memory') {
      // A reload alone does not open the sign-in page.
      await expect(page.getByRole('alert')).toBeVisible()
      expect(redirects()).toBe(1)
      await page.getByRole('button', { name: 'Sign in' }).click()
    }
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page).toHaveURL('/forecast?days=5#friday')
    expect(redirects()).toBe(tokenStorage === 'memory' ? 2 : 1)
  },
)

test(
  'a provider that always refuses is asked once for each page load, then the page shows a message',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await enter(page, stack)
    stack.control.fault({ endpoint: 'token', aadsts: 700084 })
    stack.control.fault({ endpoint: 'authorize', aadsts: 50076 })
    stack.control.expireAccessTokens()
    const redirects = countRedirects(page)
    for (const load of [1, 2]) {
      await page.goto(`/forecast?load=${load}`)
      await expect(page.getByRole('alert')).toBeVisible()
      await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
      expect(redirects()).toBeLessThanOrEqual(load)
    }
    expect(redirects()).toBeGreaterThan(0)
  },
)
