import type { Page } from 'playwright/test'
import type { LocalEntra } from '#local-entra'
import { alertOn, openAsKnown } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import {
  accountButton,
  forecastRows,
  pickAccount,
  plainAccount,
  signInAs,
} from '../../support/person.ts'
import { enter, expectSignedOut, forgetTab } from '../../support/session-steps.ts'

// The responses of Entra to an administrator's consent link, in the query of the redirect URI.
const granted =
  '/?admin_consent=True&tenant=aaaabbbb-0000-cccc-1111-dddd2222eeee&scope=api%3A%2F%2Fweather%2Faccess_as_user&state=1'
const cancelled = '/?error=access_denied&error_subcode=cancel&state=1'

const message = (page: Page) => page.getByText('reports that the permission was granted')

/** Expects that the response is not in the URL, even after a reload and after Back. */
async function expectCleanHistory(page: Page): Promise<void> {
  await expect(page).toHaveURL('/')
  await page.reload()
  await expect(page).toHaveURL('/')
  await page.goto('/icon.svg')
  await page.goBack()
  await expect(page).toHaveURL('/')
}

const administrator = 'raine.grant@weather.example'
const needsApproval = 'hazel.frost@weather.example'

/** Opens the link for an administrator from the error page in another browser. */
async function openLink(administration: Page, { page, stack }: { page: Page; stack: LocalEntra }) {
  stack.control.fault({
    endpoint: 'token',
    status: 400,
    body: { error: 'consent_required' },
    times: 1,
  })
  await openAsKnown(page, stack)
  const link = page.getByRole('link', { name: 'adminconsent', includeHidden: true })
  await administration.goto((await link.getAttribute('href')) ?? '')
  await administration.getByRole('button', { name: administrator }).click()
}

test('the link on the error page leads an administrator through consent for everyone, and back', async ({
  page,
  browser,
  site,
  stack,
}) => {
  const administration = await browser.newPage({ baseURL: site.origin })
  await openLink(administration, { page, stack })
  await administration.getByRole('button', { name: 'Accept' }).click()
  await expect(message(administration)).toBeVisible()
  await expect(administration).toHaveURL('/')
  await administration.getByRole('link', { name: 'Sign in' }).click()
  await expect(accountButton(administration, administrator)).toBeVisible()
  await administration.close()

  const user = await browser.newPage({ baseURL: site.origin })
  await user.goto('/forecast')
  await pickAccount(user, needsApproval)
  await expect(forecastRows(user)).toHaveCount(5)
  await user.close()
})

test('an administrator who declines consent sees why nothing was granted', async ({
  page,
  browser,
  site,
  stack,
}) => {
  const administration = await browser.newPage({ baseURL: site.origin })
  await openLink(administration, { page, stack })
  await administration.getByRole('button', { name: 'Cancel' }).click()
  await expect(alertOn(administration)).toContainText('The permission was not granted')
  await expect(alertOn(administration)).toContainText('You did not accept the permission')
  await expect(administration).toHaveURL('/')
  await administration.close()
})

test('an administrator who granted the permission sees a confirmation, and can sign in', async ({
  page,
}) => {
  await page.goto(granted)
  await expect(page.getByRole('status').and(message(page))).toBeVisible()
  await expectSignedOut(page)
  await expect(page).toHaveURL('/')
  await page.getByRole('link', { name: 'Sign in' }).click()
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(message(page)).toHaveCount(0)
})

test('the confirmation of consent is shown once: a reload shows the page without it', async ({
  page,
}) => {
  await page.goto(granted)
  await expect(message(page)).toBeVisible()
  await expectCleanHistory(page)
  await expectSignedOut(page)
  await expect(message(page)).toHaveCount(0)
})

test('a signed-in administrator sees the confirmation beside the forecast, until it is dismissed', async ({
  page,
  stack,
}) => {
  await enter(page, stack)
  await page.goto(granted)
  await expect(message(page)).toBeVisible()
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page).toHaveURL('/forecast')
  await page.getByRole('button', { name: 'OK' }).click()
  await expect(message(page)).toHaveCount(0)
  await expect(forecastRows(page)).toHaveCount(5)
})

test('a consent response at the redirect page shows the confirmation as well', async ({ page }) => {
  await page.goto(`/redirect.html${granted.slice(1)}`)
  await expect(message(page)).toBeVisible()
  await expectCleanHistory(page)
})

const refusals: Readonly<Record<string, RegExp>> = {
  [cancelled]: /cancelled or declined\.$/,
  // A response of Entra: https://github.com/MicrosoftDocs/azure-docs/issues/114009
  '/?error=access_denied&error_description=AADSTS65004%3a+User+declined+to+consent.%0d%0aTrace+ID%3a+7c839d05-4806-48f2-ba40-bf4128382500&error_uri=https%3a%2f%2flogin.microsoftonline.com%2ferror%3fcode%3d65004&admin_consent=True&state=1#':
    /You did not accept the permission/,
  '/?error=access_denied&error_description=AADSTS50020%3a+User+account&admin_consent=True':
    /This account belongs to another organisation/,
  '/?admin_consent=True&error=consent_required&error_description=no+number&state=1':
    /cancelled or declined\.$/,
  '/?error=temporarily_unavailable': /cancelled or declined\.$/,
  '/?error=something_new&error_description=AADSTS99999999%3a+New': /cancelled or declined\.$/,
  '/?admin_consent=False': /cancelled or declined\.$/,
  '/redirect.html?error=access_denied&error_subcode=cancel': /cancelled or declined\.$/,
}

test('a refused consent is explained in the app’s own text, and is removed from the address', async ({
  page,
}) => {
  test.slow()
  for (const [address, why] of Object.entries(refusals)) {
    await page.goto(address)
    await expect(alertOn(page), address).toContainText('The permission was not granted')
    await expect(alertOn(page).locator('.lead'), address).toHaveText(/^The sign-in service reports/)
    await expect(alertOn(page).locator('.lead'), address).toHaveText(why)
    await expect(page).toHaveURL('/')
    await forgetTab(page)
  }
  await page.goto(cancelled)
  const link = alertOn(page).getByRole('link', { name: 'adminconsent' })
  await expect(link).toHaveAttribute('href', /\/v2\.0\/adminconsent\?client_id=/)
  await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(alertOn(page)).toHaveCount(0)
})

test('a refused consent does not end the session', async ({ page, stack }) => {
  await enter(page, stack)
  await page.goto(cancelled)
  await expect(alertOn(page)).toContainText('The permission was not granted')
  await expect(accountButton(page, plainAccount)).toBeVisible()
  await alertOn(page).getByRole('button', { name: 'Go to the forecast' }).click()
  await expect(forecastRows(page)).toHaveCount(5)
})

const planted = 'Call-0800-EVIL'

test('no text from the parameters of a consent response is shown (RFC 9700 §4.1)', async ({
  page,
}) => {
  test.slow()
  const parameters = ['error', 'error_subcode', 'error_description', 'error_uri', 'suberror']
  const texts = [planted, `AADSTS65004: ${planted}`, `<img src=x onerror=alert(1)>${planted}`]
  for (const text of [...texts, planted.repeat(50)]) {
    for (const marker of [
      'error=access_denied',
      'admin_consent=True',
      `admin_consent=${planted}`,
    ]) {
      const rest = [...parameters, 'tenant', 'scope', 'state'].map((name) => [name, text])
      for (const query of [rest, rest.slice(1), rest.slice(5)]) {
        const search = new URLSearchParams(query)
        await page.goto(`/?${marker}&${search.toString()}`)
        await expect(alertOn(page).or(message(page)).first()).toBeVisible()
        expect(await page.locator('html').innerHTML()).not.toContain('EVIL')
        await expect(page).toHaveURL('/')
      }
    }
  }
})

test('a return from sign-out, and a query at another page, are not read as a consent response', async ({
  page,
}) => {
  await page.goto('/?state=1')
  await expectSignedOut(page)
  await expect(page).toHaveURL('/')
  await page.goto('/forecast?error=access_denied&admin_consent=True')
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page).toHaveURL('/forecast?error=access_denied&admin_consent=True')
  await expect(message(page)).toHaveCount(0)
})
