import type { BrowserContext, LaunchOptions, Page } from 'playwright/test'
import { alertOn, goOn, openAsKnown } from '../../support/failure.ts'
import { startFaultyServer } from '../../support/faulty-server.ts'
import { expect, test } from '../../support/fixtures.ts'
import { launchBrowser } from '../../support/launch-browser.ts'
import { expectExplained } from '../../support/faults/expect-explained.ts'

// A browser can block a request and does not tell the page why it failed.

/** Launches a browser that treats these origins as public addresses. All others remain addresses of this device. */
function launchWithPublicOrigins(
  options: LaunchOptions,
  origins: string[],
): Promise<BrowserContext> {
  const overrides = origins.map((origin) => `127.0.0.1:${new URL(origin).port}=public`)
  const args = [...(options.args ?? []), `--ip-address-space-overrides=${overrides.join(',')}`]
  return launchBrowser({ ...options, args }, {})
}

/** Opens the part of the error page that is for the developer. */
async function openDeveloperPart(page: Page) {
  await page.getByText('More for the developer').click()
  return page.locator('details', { hasText: 'More for the developer' })
}

test('an API on this device that needs a browser permission is explained to the developer', async ({
  launchOptions,
  site: { origin },
  stack,
}) => {
  const context = await launchWithPublicOrigins(launchOptions, [origin])
  // The identity provider is on this device as well. Revoke the permission after the sign-in.
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
  await expect(part).toContainText(/its state is (?:prompt|denied)/)
  await expect(part).toContainText(`CORS, if the API at ${stack.weatherApi.url} does not allow`)
  await page.getByText('Details for support').click()
  const details = page.locator('dt', { hasText: 'Permission loopback-network' })
  await expect(details).toBeVisible()
  await context.grantPermissions(['local-network-access'], { origin })
  await goOn(page, 'Try again')
  await context.close()
})

test('an identity provider on this device that needs a browser permission is explained as well', async ({
  launchOptions,
  site: { origin },
  stack,
}) => {
  const context = await launchWithPublicOrigins(launchOptions, [origin])
  const page = await context.newPage()
  await openAsKnown(page, stack, `${origin}/forecast`)
  const title = 'The sign-in service cannot be reached'
  await expectExplained(page, { title, who: 'nobody', way: 'Sign in' })
  await expect(await openDeveloperPart(page)).toContainText('permission loopback-network')
  await context.grantPermissions(['local-network-access'], { origin })
  await goOn(page, 'Sign in')
  await context.close()
})

test('with the permission granted, an unreachable API is not blamed on the permission', async ({
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

test('a content security policy that blocks the API is named as the cause', async ({
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
