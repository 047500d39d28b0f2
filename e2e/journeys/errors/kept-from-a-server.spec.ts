import type { BrowserContext, LaunchOptions, Page } from 'playwright/test'
import { alertOn, goOn, openAsKnown } from '../../support/failure.ts'
import { startFaultyServer } from '../../support/faulty-server.ts'
import { expect, test } from '../../support/fixtures.ts'
import { startOwnBrowser } from '../../support/own-browser.ts'
import { expectExplained } from '../../support/faults/meet-in-turn.ts'

// A browser can keep a page from a server, and does not tell the page why its request failed.

/** A browser that takes these origins of this device for public ones. Any other stays what it is: of this device. */
function startElsewhere(options: LaunchOptions, origins: string[]): Promise<BrowserContext> {
  const overrides = origins.map((origin) => `127.0.0.1:${new URL(origin).port}=public`)
  const args = [...(options.args ?? []), `--ip-address-space-overrides=${overrides.join(',')}`]
  return startOwnBrowser({ ...options, args }, {})
}

/** What the page says to the developer. */
async function openDeveloperPart(page: Page) {
  await page.getByText('More for the developer').click()
  return page.locator('details', { hasText: 'More for the developer' })
}

test('an API on this device needs a permission of the browser, which the developer is told', async ({
  launchOptions,
  site: { origin },
  stack,
}) => {
  const context = await startElsewhere(launchOptions, [origin])
  // The identity provider is on this device too: the permission is taken back after the sign-in.
  await context.grantPermissions(['local-network-access'], { origin })
  const page = await context.newPage()
  await openAsKnown(page, stack, `${origin}/flow`)
  await expect(page).toHaveTitle(/^Flow/)
  await context.clearPermissions()
  await page.getByRole('link', { name: 'Forecast' }).click()
  const title = 'The weather service cannot be reached'
  await expectExplained(page, { title, who: 'nobody', way: 'Try again' })
  const part = await openDeveloperPart(page)
  await expect(part).toContainText('only with the permission loopback-network')
  await expect(part).toContainText(/it is (?:prompt|denied)/)
  await expect(part).toContainText(`CORS, if the API at ${stack.weatherApi.url} does not allow`)
  await page.getByText('Details for support').click()
  const details = page.locator('dt', { hasText: 'Permission loopback-network' })
  await expect(details).toBeVisible()
  await context.grantPermissions(['local-network-access'], { origin })
  await goOn(page, 'Try again')
  await context.close()
})

test('an identity provider on this device needs a permission of the browser, too', async ({
  launchOptions,
  site: { origin },
  stack,
}) => {
  const context = await startElsewhere(launchOptions, [origin])
  const page = await context.newPage()
  await openAsKnown(page, stack, `${origin}/forecast`)
  const title = 'The sign-in service cannot be reached'
  await expectExplained(page, { title, who: 'nobody', way: 'Sign in' })
  await expect(await openDeveloperPart(page)).toContainText('permission loopback-network')
  await context.grantPermissions(['local-network-access'], { origin })
  await goOn(page, 'Sign in')
  await context.close()
})

test('where the permission is given, an API that is down is just that', async ({
  page,
  site: { origin },
  stack,
}) => {
  await page.context().grantPermissions(['local-network-access'], { origin })
  stack.control.fault({ endpoint: 'weather', drop: true })
  await openAsKnown(page, stack)
  const title = 'The weather service cannot be reached'
  await expectExplained(page, { title, who: 'nobody', way: 'Try again' })
  const part = await openDeveloperPart(page)
  await expect(part).toContainText('CORS')
  await expect(part).not.toContainText('permission')
})

test('a content security policy of other settings is named as what blocks the API', async ({
  faults,
  page,
  site,
  stack,
}) => {
  const api = new URL(stack.weatherApi.url).origin
  const host = await startFaultyServer(site.origin, ({ headers }) => {
    const policy = headers.get('content-security-policy') ?? ''
    headers.set('content-security-policy', policy.replace(` ${api}`, ''))
  })
  stack.control.addAppOrigin(host.origin)
  await openAsKnown(page, stack, `${host.origin}/forecast`)
  const title = 'The weather service cannot be reached'
  await expectExplained(page, { title, who: 'developer', way: 'Try again' })
  await expect(alertOn(page)).toContainText(`connect-src does not name ${api}`)
  expect(faults.take().join(' ')).toContain('connect-src')
  await host.close()
})
