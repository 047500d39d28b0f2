import { storageName } from '../../support/app-names.ts'
import { alertOn } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { neverLeaves } from '../../support/slow-notice.ts'
import { accountButton, forecastRows, pickAccount, plainAccount } from '../../support/person.ts'
import {
  authorizations,
  countRedirects,
  enter,
  expectSignedOut,
  chooseInMenu,
  hour,
  pass,
  tokenRequests,
} from '../../support/session-steps.ts'

const place = '/forecast?days=5#friday'

/** The `prompt` of each authorization request. */
const prompts = (urls: { url: string }[]) =>
  urls.map(({ url }) => new URLSearchParams(url.split('?')[1]).get('prompt'))

test.describe('with an identity provider on another site, whose frames get no cookies', () => {
  test.use({ baseURL: ({ site }, use) => use(site.origin.replace('localhost', '127.0.0.1')) })
  test.beforeEach(({ stack, baseURL }) => stack.control.addAppOrigin(baseURL ?? ''))

  test(
    'a session that only a hidden frame could renew causes one redirect back to the same page',
    { tag: ['@promise', '@memory'] },
    async ({ page, stack, tokenStorage }) => {
      await enter(page, stack, { path: place })
      const redirects = countRedirects(page)
      if (tokenStorage === 'session') {
        stack.control.expireRefreshTokens()
        stack.control.expireAccessTokens()
      }
      await page.reload()
      await expect.poll(redirects).toBe(1)
      await expect(forecastRows(page)).toHaveCount(5)
      await expect(page).toHaveURL(place)
      // First a hidden frame, then a redirect, which in memory mode has prompt=none as well.
      const last = tokenStorage === 'memory' ? 'none' : null
      expect(prompts(authorizations(stack))).toEqual(['none', last])
      expect(redirects()).toBe(1)
    },
  )

  test(
    'an API that accepts no token causes one sign-in, then a message',
    { tag: '@promise' },
    async ({ page, stack }) => {
      stack.control.fault({ endpoint: 'weather', status: 401 })
      // The refresh token expires before the API refuses the access token.
      await page.route(stack.weatherApi.url, async (route) => {
        stack.control.expireRefreshTokens()
        await route.continue()
      })
      await stack.control.signInAs(page.context(), plainAccount)
      const redirects = countRedirects(page)
      await page.goto('/forecast')
      await expect(alertOn(page).getByRole('button', { name: 'Sign in' })).toBeVisible()
      expect(redirects()).toBe(1)
    },
  )
})

test(
  'an automatic redirect that leads nowhere is not repeated on the same page',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await page.clock.install()
    await enter(page, stack)
    stack.control.expireRefreshTokens()
    stack.control.expireAccessTokens()
    stack.control.fault(neverLeaves)
    const redirects = countRedirects(page)
    await page.reload()
    await expect.poll(() => authorizations(stack)).toHaveLength(1)
    await page.clock.fastForward(7_000)
    await expect.poll(redirects).toBe(1)
    await page.clock.fastForward(60_000)
    await expect(alertOn(page)).toBeVisible()
    await page.getByRole('link', { name: 'Flow' }).click()
    await page.getByRole('link', { name: 'Forecast' }).click()
    await expect(alertOn(page)).toBeVisible()
    expect(redirects()).toBe(1)
  },
)

test(
  'a hidden frame that gets no response is waited for once, and not used again in that tab',
  { tag: ['@promise', '@memory'] },
  async ({ page, stack, tokenStorage }) => {
    await page.clock.install()
    await enter(page, stack, { path: place })
    const endTokens = () => {
      if (tokenStorage === 'memory') return
      stack.control.expireRefreshTokens()
      stack.control.expireAccessTokens()
    }
    endTokens()
    stack.control.fault({ endpoint: 'authorize', hang: true, times: 1 })
    const redirects = countRedirects(page)
    // The load event waits for the frame.
    await page.reload({ waitUntil: 'commit' })
    await expect.poll(() => authorizations(stack)).toHaveLength(1)
    await page.clock.fastForward(7_000)
    await expect(forecastRows(page)).toHaveCount(5)
    expect(redirects()).toBe(1)

    endTokens()
    await page.reload()
    await expect.poll(redirects).toBe(2)
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page).toHaveURL(place)
    expect(authorizations(stack)).toHaveLength(3)
  },
)

test(
  'a hidden frame that gets no response from a provider that is down causes a message and no redirect',
  { tag: '@promise' },
  async ({ page, stack, tokenStorage }) => {
    await page.clock.install()
    await enter(page, stack)
    if (tokenStorage === 'session') stack.control.expireRefreshTokens()
    if (tokenStorage === 'session') stack.control.expireAccessTokens()
    const hang = stack.control.fault({ endpoint: 'authorize', hang: true })
    const redirects = countRedirects(page)
    // The load event waits for the frame.
    await page.reload({ waitUntil: 'commit' })
    await expect.poll(() => authorizations(stack)).toHaveLength(1)
    const dead = stack.control.fault({ endpoint: 'token', drop: true })
    await page.clock.fastForward(7_000)
    await expect(alertOn(page)).toContainText('sign-in service cannot be reached')
    expect(redirects()).toBe(0)
    hang()
    dead()
    await alertOn(page).getByRole('button', { name: 'Try again' }).click()
    await expect(forecastRows(page)).toHaveCount(5)
  },
)

test('two tabs can sign in at the same time', { tag: '@promise' }, async ({ page, context }) => {
  const second = await context.newPage()
  const places = new Map([
    [page, '/forecast?tab=1'],
    [second, '/forecast?tab=2'],
  ])
  for (const [tab, path] of places) {
    await tab.goto(path)
    await expect(tab.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  }
  for (const [tab, path] of places) {
    await pickAccount(tab, plainAccount)
    const accept = tab.getByRole('button', { name: 'Accept' })
    await accept.or(accountButton(tab, plainAccount)).first().waitFor()
    if (await accept.isVisible()) await accept.click()
    await expect(forecastRows(tab)).toHaveCount(5)
    await expect(tab).toHaveURL(path)
  }
})

test(
  'a reload while the code is redeemed still leads to the requested page',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await stack.control.signInAs(page.context(), plainAccount)
    stack.control.fault({ endpoint: 'token', hang: true, times: 1 })
    await page.goto(place, { waitUntil: 'commit' })
    await expect.poll(() => tokenRequests(stack)).toHaveLength(1)
    await page.reload({ waitUntil: 'commit' })
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page).toHaveURL(place)
    expect(tokenRequests(stack)).toHaveLength(2)
  },
)

test('new signing keys, announced or not, go unnoticed', async ({ page, stack }) => {
  await page.clock.install()
  await enter(page, stack)
  for (const change of ['rotateKeys', 'replaceKeys'] as const) {
    stack.control[change]()
    stack.control.clearExchanges()
    await pass(page, stack, 2 * hour)
    await expect.poll(() => tokenRequests(stack).map(({ status }) => status)).toContain(200)
    await page.reload()
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(alertOn(page)).toHaveCount(0)
  }
  await chooseInMenu(page, 'Sign out')
  await expectSignedOut(page)
})

test.describe('with tokens in memory only', () => {
  test.skip(
    ({ tokenStorage }) => tokenStorage === 'session',
    'With session storage the tokens survive a reload.',
  )

  test(
    'a reload after the session has ended shows a message with a button, and does not redirect',
    { tag: ['@promise', '@memory'] },
    async ({ page, stack, context }) => {
      await enter(page, stack, { path: place })
      await context.clearCookies()
      await page.reload()
      await expect(alertOn(page)).toContainText('You are no longer signed in')
      await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
      await pickAccount(page, plainAccount)
      await expect(forecastRows(page)).toHaveCount(5)
      await expect(page).toHaveURL(place)
    },
  )

  test(
    'a silent sign-in in progress is discarded when another tab signs out',
    { tag: ['@promise', '@memory'] },
    async ({ page, stack, context }) => {
      await enter(page, stack)
      const away = await context.newPage()
      await away.goto('/forecast')
      await expect(forecastRows(away)).toHaveCount(5)
      const key = storageName('frameTimedOut')
      await away.evaluate((name) => sessionStorage.setItem(name, 'true'), key)
      // The response has arrived when the other tab signs out, but no script has read it yet.
      let open = () => {}
      const opened = new Promise<void>((resolve) => (open = resolve))
      await away.route('**/assets/*.js', async (route) => {
        if (new URL(away.url()).hash.includes('code=')) await opened
        await route.continue()
      })
      stack.control.clearExchanges()
      await away.reload({ waitUntil: 'commit' })
      await away.waitForURL((url) => url.hash.includes('code='), { waitUntil: 'commit' })
      expect(prompts(authorizations(stack))).toEqual(['none'])
      // The identity provider does not learn of the sign-out and would continue the session.
      stack.control.fault({ endpoint: 'logout', status: 204 })
      stack.control.clearExchanges()
      await chooseInMenu(page, 'Sign out')
      await expect(page.getByRole('table')).toHaveCount(0)
      open()
      await expect(away.getByRole('heading', { name: 'Pick an account' })).toBeVisible()
      expect(tokenRequests(stack)).toEqual([])
    },
  )
})
