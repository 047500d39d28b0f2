import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { diagnose } from '../../../deploy/doctor/doctor.ts'
import { defaultRegistrations, startLocalEntra } from '#local-entra'
import { storageName } from '../../support/app-names.ts'
import { expectExplained } from '../../support/faults/expect-explained.ts'
import { alertOn } from '../../support/failure.ts'
import { whereabouts } from '../../support/fixtures.ts'
import { takeAway } from '../../support/missing-file.ts'
import { forecastRows, plainAccount, signInAs } from '../../support/person.ts'
import { chooseInMenu, enter, expectSignedOut, hour } from '../../support/session-steps.ts'
import { basePath, expect, test } from './fixtures.ts'

test.use({ basePath })

test('below a path, a sign-out in another tab leads to the start page of the app', async ({
  page,
  stack,
  context,
}) => {
  await enter(page, stack, { path: './forecast' })
  const other = await context.newPage()
  await other.goto('./forecast')
  await expect(forecastRows(other)).toHaveCount(5)
  await chooseInMenu(page, 'Sign out')
  await expectSignedOut(other)
  await expect(other).toHaveURL('./')
})

test('below a path, a sign-out at the identity provider ends the session', async ({
  app,
  page,
  context,
  leaks,
  site,
}) => {
  const registrations = defaultRegistrations()
  for (const each of registrations.apps) {
    each.frontChannelLogoutUri = `${app}front-channel-sign-out.html`
  }
  const provider = await startLocalEntra({ registrations, appOrigins: [app] })
  await site.deploy(provider.appConfig)
  await enter(page, provider, { path: './forecast' })
  const elsewhere = await context.newPage()
  const address = new URL(provider.appConfig.authorityMetadata.end_session_endpoint)
  address.searchParams.set('logout_hint', plainAccount)
  await elsewhere.goto(address.href)
  await expectSignedOut(page)
  await expect(page).toHaveURL('./')
  expect(await leaks.take(await whereabouts(site, provider))).toEqual([])
  await provider.close()
})

test('below a path, opening the redirect page leads to the start page', async ({ page }) => {
  await page.goto('./redirect.html#code=planted&state=x')
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
  await expect(page).toHaveURL('./')
})

test('below a path, the error page says where the missing configuration belongs', async ({
  page,
  site,
}) => {
  await site.mount()
  await rm(join(site.folder, 'config.json'))
  await page.goto('./forecast')
  await expectExplained(page, {
    title: 'not set up',
    who: 'developer',
    way: 'Reload the page',
  })
  await expect(alertOn(page)).toContainText('Put a config.json next to index.html')
  await site.deploy()
  await alertOn(page).getByRole('button', { name: 'Reload the page' }).click()
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
})

test('below a path, a missing chunk is reported with a button that reloads the page', async ({
  page,
  site,
  stack,
}) => {
  await enter(page, stack, { path: './forecast' })
  const putBack = takeAway(site, 'flow-page')
  await page.getByRole('link', { name: 'Flow' }).click()
  const way = 'Reload the page'
  await expectExplained(page, { title: 'Part of the app', who: 'you', way })
  putBack()
  await page.getByRole('button', { name: way }).click()
  await expect(page).toHaveTitle(/^Flow/)
})

test('below a path, sign-in works with a clock that is hours off', async ({ page, stack }) => {
  await page.clock.install()
  await page.clock.setSystemTime(Date.now() + 5 * hour * 1000)
  await enter(page, stack, { path: './forecast' })
})

test('below a path, an error page names the redirect URIs with the path', async ({
  app,
  page,
  stack,
}) => {
  await stack.control.signInAs(page.context(), plainAccount)
  stack.control.fault({ endpoint: 'token', aadsts: 9_002_326, times: 1 })
  await page.goto('./forecast')
  await expect(alertOn(page)).toContainText(`move ${app} from the platform Web`)
  await expect(alertOn(page)).toContainText(`${app}redirect.html`)
})

test('below a path, the doctor finds no faults', async ({ app }) => {
  const findings = await diagnose({ app: app.slice(0, -1) })
  expect(findings.filter(({ outcome }) => outcome !== 'good')).toEqual([])
  expect(findings.length).toBeGreaterThan(25)
})

for (const returnTo of ['/', '/forecast', '/application/', '/app/../forecast', '/app/%2e%2e/x']) {
  test(`below a path, a sign-in does not return to ${returnTo}, which belongs to another app`, async ({
    page,
    stack,
  }) => {
    const entry = [storageName('pendingSignIn', basePath), JSON.stringify({ returnTo })] as const
    await page.addInitScript(([key, planted]) => {
      if (location.hash.includes('code=')) sessionStorage.setItem(key, planted)
    }, entry)
    await stack.control.signInAs(page.context(), plainAccount)
    await page.goto('./forecast?days=5')
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page).toHaveURL('./forecast')
  })
}
