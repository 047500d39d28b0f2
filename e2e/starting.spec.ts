import type { Page } from 'playwright/test'
import { startAlteredServer } from './altered-server.ts'
import { alertOn, askedFor, goOn, openAsKnown, seeForecast } from './failure.ts'
import { expect, test } from './fixtures.ts'
import { takeAway } from './missing-file.ts'
import { startOwnBrowser, takesSettings } from './own-browser.ts'
import { forecastRows, plainAccount, signInAs } from './person.ts'
import { expectExplained } from './provocations/meet-in-turn.ts'

// Before there is an app: what the browser, the host or the connection can keep from it.

const noStorage = {
  title: 'The browser blocks what signing in needs',
  who: 'you',
  way: 'Try again',
} as const

test('whoever lets no site keep data is told so, is not sent round in circles, and may change it', async ({
  launchOptions,
  site: { origin },
  stack,
}) => {
  test.skip(!takesSettings, 'this browser takes no settings')
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } }
  const context = await startOwnBrowser(launchOptions, { preferences })
  const page = await context.newPage()
  await page.goto(`${origin}/forecast`)
  await expectExplained(page, noStorage)
  await page.goto(`${origin}/`)
  await page.getByRole('link', { name: 'Sign in' }).click()
  await expectExplained(page, noStorage)
  expect(askedFor(stack, 'authorize')).toBe(0)
  await context.close()
})

test('an address without encryption cannot sign in, and leads to the one that can', async ({
  launchOptions,
  site: { origin },
}) => {
  const { port } = new URL(origin)
  const context = await startOwnBrowser(launchOptions, { hosts: 'MAP weather.example 127.0.0.1' })
  const page = await context.newPage()
  await page.goto(`http://weather.example:${port}/forecast?days=5`)
  const way = 'Open the secure address'
  await expectExplained(page, { title: 'not secure enough', who: 'you', way })
  const secure = page.waitForRequest('https://weather.example/forecast?days=5')
  await page.getByRole('button', { name: way }).click()
  await secure
  await context.close()
})

/** Fills the session storage of a page up to so many characters. */
async function fillStorage(page: Page, left: number): Promise<void> {
  await page.evaluate((characters) => {
    const quota = 5 * 1024 * 1024
    const used = Object.entries(sessionStorage).join('').length
    sessionStorage['filler'] = 'x'.repeat(quota - used - 'filler'.length - characters)
  }, left)
}

async function emptyStorage(page: Page): Promise<void> {
  await page.evaluate(() => sessionStorage.removeItem('filler'))
}

test('a storage that is full is said in words, and the sign-in goes on when it is not', async ({
  page,
  stack,
  tokenStorage,
}) => {
  await page.goto('/')
  await fillStorage(page, 0)
  await openAsKnown(page, stack, '/forecast?days=5')
  await expect(alertOn(page)).toContainText(/no room left|blocks what signing in needs/)
  expect(askedFor(stack, 'authorize')).toBe(0)
  await emptyStorage(page)
  await alertOn(page).getByRole('button').first().click()
  // With tokens in memory it was the sign-in that failed, and nobody is sent there twice without a click.
  if (tokenStorage === 'memory')
    await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
  await expect(forecastRows(page)).toHaveCount(5)
})

test.describe('with tokens in the session storage', () => {
  test.skip(({ tokenStorage }) => tokenStorage === 'memory', 'tokens are not stored')

  test('a storage that fills up under the tokens leaves nobody half signed in', async ({
    page,
    stack,
  }) => {
    await page.goto('/')
    // The request to sign in fits, the tokens do not.
    await fillStorage(page, 4_000)
    await openAsKnown(page, stack, '/forecast?days=5')
    const title = 'The browser has no room left for the sign-in'
    await expectExplained(page, { title, who: 'you', way: 'Sign in' })
    expect(await page.evaluate(() => Object.keys(sessionStorage).join())).not.toMatch(/token/)
    await emptyStorage(page)
    await goOn(page, 'Sign in')
    await expect(page).toHaveURL('/forecast?days=5')
  })
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('every page says that signing in needs it', async ({ page }) => {
    for (const path of ['/', '/forecast']) {
      await page.goto(path)
      await expect(alertOn(page)).toContainText('Signing in needs JavaScript')
      await expect(alertOn(page).getByRole('link', { name: 'reload the page' })).toBeVisible()
    }
  })
})

/** Counts how often the page itself is loaded. */
function countLoads(page: Page): () => number {
  let count = 0
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) count += 1
  })
  return () => count
}

test('a deployment in the middle of a visit goes unnoticed: the page takes the new version', async ({
  page,
  site,
  stack,
}) => {
  await seeForecast(page, stack)
  const deployNewVersion = takeAway(site, 'flow-page')
  const loads = countLoads(page)
  page.on('request', (request) => request.isNavigationRequest() && deployNewVersion())
  await page.getByRole('link', { name: 'Flow' }).click()
  await expect(page).toHaveTitle(/^Flow/)
  await expect(alertOn(page)).toHaveCount(0)
  expect(loads()).toBe(1)
})

test('a script that is gone for good costs one reload, and then there are words', async ({
  page,
  site,
  stack,
}) => {
  await seeForecast(page, stack)
  const putBack = takeAway(site, 'flow-page')
  const loads = countLoads(page)
  await page.getByRole('link', { name: 'Flow' }).click()
  const way = 'Reload the page'
  await expectExplained(page, { title: 'A part of the app', who: 'you', way })
  expect(loads()).toBe(1)
  putBack()
  await page.getByRole('button', { name: way }).click()
  await expect(page).toHaveTitle(/^Flow/)
})

for (const name of ['index', 'start-app', 'identity-client']) {
  test(`without its script ${name} the app says that it could not be loaded`, async ({
    page,
    site,
  }) => {
    const putBack = takeAway(site, name)
    const loads = countLoads(page)
    await page.goto('/forecast?days=5')
    await expect(alertOn(page)).toContainText(/could not be loaded/)
    expect(loads()).toBeLessThanOrEqual(2)
    putBack()
    await alertOn(page)
      .getByRole(name === 'identity-client' ? 'button' : 'link')
      .click()
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)
  })
}

test('without the words for a failure there are others, and a way on', async ({
  page,
  site,
  stack,
}) => {
  const putBack = takeAway(site, 'on-failure')
  const undo = stack.control.fault({ endpoint: 'weather', status: 500 })
  await openAsKnown(page, stack)
  await expect(alertOn(page)).toContainText('A part of the app cannot be reached')
  putBack()
  undo()
  await goOn(page, 'Try again')
})

test('a host that does not hand out its configuration is said in words, and the app goes on when it is back', async ({
  page,
  site,
  stack,
}) => {
  let isIll = true
  const host = await startAlteredServer(site.origin, (answer, { url }) => {
    if (isIll && url.endsWith('/config.json')) answer.status = 503
  })
  stack.control.addAppOrigin(host.origin)
  await openAsKnown(page, stack, `${host.origin}/forecast?days=5`)
  const title = 'The app could not be loaded completely'
  await expectExplained(page, { title, who: 'nobody', way: 'Reload the page' })
  isIll = false
  // The connection is back, as far as the browser can tell.
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await expect(forecastRows(page)).toHaveCount(5)
  await host.close()
})
