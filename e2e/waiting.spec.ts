import type { Page } from 'playwright/test'
import { startAlteredServer } from './altered-server.ts'
import { alertOn, askedFor, openAsKnown, refresh, seeForecast } from './failure.ts'
import { expect, type Site, test } from './fixtures.ts'
import type { LocalStack } from './local-stack/local-stack.ts'
import { accountButton, forecastRows, plainAccount } from './person.ts'

// Nobody looks at a page that is busy for more than a few seconds without words. Whatever it waits for never comes here.

test.beforeEach(async ({ page }) => {
  await page.clock.install()
})

/** Six seconds are long: from then on there are words, and they stay until the wait is over. */
async function expectWords(page: Page): Promise<void> {
  const words = wordsOn(page)
  await waitLong(page)
  await expect(words).toBeVisible()
  await page.clock.fastForward(9_000)
  await expect(words).toBeVisible()
  await page.clock.resume()
}

function wordsOn(page: Page) {
  const status = page.getByRole('status').filter({ hasText: /\S/, visible: true })
  return status.or(alertOn(page)).first()
}

/** From then on the time stands still while the page is looked at, so that nothing else can have come to its help. */
async function waitLong(page: Page): Promise<void> {
  const now = await page.evaluate(() => Date.now())
  await page.clock.pauseAt(now + 6_000)
}

interface Stage {
  page: Page
  stack: LocalStack
}

// A page that is left stays until the next one answers. Playwright waits for that, too; with this answer the page stays for
// good (RFC 9110 §15.3.5), and can be looked at.
const neverLeaves = { endpoint: 'authorize', status: 204 } as const

/** What can be waited for at the identity provider and the API, and how somebody comes to wait for it. */
const waits: { what: string; begin: (stage: Stage) => Promise<unknown> }[] = [
  {
    what: 'the sign-in page, from the public page',
    begin: async ({ page, stack }) => {
      await page.goto('/')
      stack.control.fault(neverLeaves)
      await page.getByRole('link', { name: 'Sign in' }).click()
      await expect.poll(() => askedFor(stack, 'authorize')).toBe(1)
    },
  },
  {
    what: 'the sign-in page, from a protected page',
    begin: async ({ page, stack }) => {
      stack.control.fault(neverLeaves)
      // It may leave before it has loaded to the end.
      await page.goto('/forecast', { waitUntil: 'commit' })
      await expect.poll(() => askedFor(stack, 'authorize')).toBe(1)
    },
  },
  {
    what: 'the sign-in page, from an error page',
    begin: async ({ page, stack }) => {
      stack.control.fault({ endpoint: 'authorize', aadsts: 50076, times: 1 })
      await page.goto('/forecast')
      stack.control.fault(neverLeaves)
      await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
      await expect.poll(() => askedFor(stack, 'authorize')).toBe(2)
    },
  },
  {
    what: 'the sign-in page, from the account menu',
    begin: async (stage) => {
      await seeForecast(stage.page, stage.stack)
      stage.stack.control.fault(neverLeaves)
      await press(stage, 'Switch account')
      await expect.poll(() => askedFor(stage.stack, 'authorize')).toBe(2)
    },
  },
  {
    what: 'the end of the session',
    begin: async (stage) => {
      await seeForecast(stage.page, stage.stack)
      stage.stack.control.fault({ ...neverLeaves, endpoint: 'logout' })
      await press(stage, 'Sign out')
      await expect.poll(() => askedFor(stage.stack, 'logout')).toBe(1)
    },
  },
  {
    what: 'the redemption of the code',
    begin: async ({ page, stack }) => {
      stack.control.fault({ endpoint: 'token', hang: true })
      await openAsKnown(page, stack)
      await expect.poll(() => askedFor(stack, 'token', 'POST')).toBe(1)
    },
  },
  {
    what: 'a new access token',
    begin: async ({ page, stack }) => {
      await seeForecast(page, stack)
      stack.control.expireAccessTokens()
      stack.control.fault({ endpoint: 'token', hang: true })
      await refresh(page)
      await expect.poll(() => askedFor(stack, 'token', 'POST')).toBe(2)
    },
  },
  {
    what: 'a hidden frame',
    begin: async ({ page, stack }) => {
      await seeForecast(page, stack)
      stack.control.expireAccessTokens()
      stack.control.expireRefreshTokens()
      stack.control.fault({ endpoint: 'authorize', hang: true })
      await refresh(page)
      await expect.poll(() => askedFor(stack, 'authorize')).toBe(2)
    },
  },
  {
    what: 'the forecast',
    begin: async ({ page, stack }) => {
      stack.control.fault({ endpoint: 'weather', hang: true })
      await openAsKnown(page, stack)
      await expect.poll(() => askedFor(stack, 'weather')).toBe(1)
    },
  },
  {
    what: 'a newer forecast',
    begin: async ({ page, stack }) => {
      await seeForecast(page, stack)
      stack.control.fault({ endpoint: 'weather', hang: true })
      await refresh(page)
      await expect.poll(() => askedFor(stack, 'weather')).toBe(2)
    },
  },
  {
    what: 'another attempt',
    begin: async ({ page, stack }) => {
      stack.control.fault({ endpoint: 'weather', status: 500, times: 1 })
      await openAsKnown(page, stack)
      stack.control.fault({ endpoint: 'weather', hang: true })
      await alertOn(page).getByRole('button', { name: 'Try again' }).click()
      await expect.poll(() => askedFor(stack, 'weather')).toBe(2)
    },
  },
]

async function press({ page }: Stage, button: string): Promise<void> {
  await accountButton(page, plainAccount).click()
  await page.getByRole('button', { name: button }).click()
}

for (const { what, begin } of waits) {
  test(`whoever waits for ${what} is told so`, async ({ page, stack }) => {
    await begin({ page, stack })
    await expectWords(page)
  })
}

/** The site behind a host that never sends some of its files, until it is told to. */
async function startSlowHost(site: Site, stack: LocalStack, isSlow: (path: string) => boolean) {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const admit = ({ url }: Request) => (isSlow(new URL(url).pathname) ? released : Promise.resolve())
  const host = await startAlteredServer(site.origin, () => {}, admit)
  stack.control.addAppOrigin(host.origin)
  return { ...host, release }
}

const files = [
  ['its configuration', /config\.json/],
  ['its script', /\/index-/],
  ['the script of its pages', /\/start-app-/],
] as const

for (const [what, name] of files) {
  test(`whoever waits for the app itself, for ${what}, is told so, and it goes on`, async ({
    page,
    site,
    stack,
  }) => {
    const host = await startSlowHost(site, stack, (path) => name.test(path))
    await stack.control.signInAs(page.context(), plainAccount)
    await page.goto(`${host.origin}/forecast?days=5`, { waitUntil: 'commit' })
    await expect(page.getByText('Loading…')).toBeVisible()
    await expectWords(page)
    host.release()
    const reload = page.getByRole('button', { name: 'Reload the page' })
    await reload.or(forecastRows(page).first()).waitFor()
    if (await reload.isVisible()) await reload.click()
    await expect(forecastRows(page)).toHaveCount(5)
    await host.close()
  })
}

test('whoever has been told so is told so still when the app takes over', async ({
  page,
  site,
  stack,
}) => {
  const host = await startSlowHost(site, stack, (path) => path.includes('/start-app-'))
  stack.control.fault(neverLeaves)
  await page.goto(`${host.origin}/forecast`, { waitUntil: 'commit' })
  await expect(page.getByText('Loading…')).toBeVisible()
  await waitLong(page)
  await expect(wordsOn(page)).toBeVisible()
  host.release()
  await expect(page.locator('#patience')).toHaveCount(0)
  await expect(wordsOn(page)).toBeVisible()
  await host.close()
})
