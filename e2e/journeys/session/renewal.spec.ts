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

test('a tab that is looked at renews its access token before it expires', async ({
  page,
  stack,
}) => {
  await enter(page, stack)
  await pass(page, stack, 50 * minute)
  expect(tokenRequests(stack)).toHaveLength(0)
  await pass(page, stack, 40 * minute)
  await expect.poll(() => tokenRequests(stack).map(({ status }) => status)).toEqual([200])
  await pass(page, stack, 2 * minute)
  expect(tokenRequests(stack)).toHaveLength(1)
})

test('a hidden tab asks for nothing, and catches up when it is looked at', async ({
  page,
  stack,
}) => {
  await enter(page, stack)
  await setVisibility(page, 'hidden')
  await pass(page, stack, 5 * hour)
  await page.evaluate(() => dispatchEvent(new Event('focus')))
  expect(tokenRequests(stack)).toHaveLength(0)
  await setVisibility(page, 'visible')
  await expect.poll(() => tokenRequests(stack)).toHaveLength(1)
})

for (const event of ['focus', 'online']) {
  test(`an overdue token is renewed on ${event}`, async ({ page, stack }) => {
    await enter(page, stack)
    await page.clock.pauseAt(Date.now() + 1000)
    stack.control.moveClock(2 * hour)
    await page.clock.setSystemTime(Date.now() + 2 * hour * 1000)
    await page.evaluate((name) => dispatchEvent(new Event(name)), event)
    await expect.poll(() => tokenRequests(stack)).toHaveLength(1)
  })
}

test('an offline tab waits for the connection', async ({ page, stack, context }) => {
  await enter(page, stack)
  await context.setOffline(true)
  const asked = countTokenRequests(page)
  await pass(page, stack, 2 * hour)
  expect(asked()).toBe(0)
  await context.setOffline(false)
  await expect.poll(() => tokenRequests(stack)).toHaveLength(1)
})

test('however many ask at once, there is one token request', async ({
  page,
  stack,
  tokenStorage,
}) => {
  await enter(page, stack)
  // In memory there is nothing left to renew with after a reload but a frame.
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
})

test('a token is renewed as early as the identity provider wishes (refresh_in)', async ({
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
  test(`a clock that is ${hours} hours off changes nothing`, async ({ page, stack }) => {
    await page.clock.setSystemTime(Date.now() + hours * hour * 1000)
    await enter(page, stack)
    await page.reload()
    await expect(forecastRows(page)).toHaveCount(5)
    stack.control.clearExchanges()
    await pass(page, stack, 90 * minute)
    await expect.poll(() => tokenRequests(stack)).toHaveLength(1)
    await expect(page.getByRole('alert')).toHaveCount(0)
  })
}

test('a clock that is set back in the middle of it all changes nothing', async ({
  page,
  stack,
}) => {
  await enter(page, stack)
  await page.clock.setSystemTime(Date.now() - 7 * hour * 1000)
  await page.evaluate(() => dispatchEvent(new Event('focus')))
  await expect.poll(() => tokenRequests(stack)).toHaveLength(1)
  const renewals = async () => {
    await page.clock.fastForward(30 * minute * 1000)
    return tokenRequests(stack).length
  }
  await expect.poll(renewals).toBeGreaterThan(1)
})

test('a dead refresh token is replaced through a hidden frame while the provider knows the person', async ({
  page,
  stack,
}) => {
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
})

test('without a session at the provider a dead refresh token costs one redirect, back to the same place', async ({
  page,
  stack,
  context,
  tokenStorage,
}) => {
  await enter(page, stack, { path: '/forecast?days=5#friday' })
  stack.control.expireRefreshTokens()
  stack.control.expireAccessTokens()
  await endProviderSession(context)
  const redirects = countRedirects(page)
  await page.reload()
  if (tokenStorage === 'memory') {
    // To reload a page is not to ask for the sign-in page.
    await expect(page.getByRole('alert')).toBeVisible()
    expect(redirects()).toBe(1)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page).toHaveURL('/forecast?days=5#friday')
  expect(redirects()).toBe(tokenStorage === 'memory' ? 2 : 1)
})

test('a provider that refuses for ever is asked once for each load of the page, and then there are words', async ({
  page,
  stack,
}) => {
  await enter(page, stack)
  stack.control.fault({ endpoint: 'token', aadsts: 700084 })
  stack.control.fault({ endpoint: 'authorize', aadsts: 50076 })
  stack.control.expireAccessTokens()
  const redirects = countRedirects(page)
  for (const load of [1, 2]) {
    await page.goto(`/forecast?load=${load}`)
    await expect(page.getByRole('alert')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
    expect(redirects()).toBeLessThanOrEqual(load)
  }
  expect(redirects()).toBeGreaterThan(0)
})
