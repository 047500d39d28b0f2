import { storageName } from '../../support/app-names.ts'
import { expect, test } from '../../support/fixtures.ts'
import { accountButton, forecastRows, plainAccount, signInAs } from '../../support/person.ts'
import { storedNames } from '../../support/session-steps.ts'

test(
  'sign-out leads to the start page with a clean address, and Back shows no data',
  { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 7.4.1' } },
  async ({ page }) => {
    await page.goto('/')
    await page.getByRole('link', { name: 'Sign in' }).click()
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)
    expect(await storedNames(page)).toContain(storageName('session'))

    await accountButton(page, plainAccount).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
    await expect(page).toHaveURL('/')
    expect(await storedNames(page)).not.toContain(storageName('session'))

    await page.goBack()
    await expect(page.getByRole('table')).toHaveCount(0)
  },
)

test(
  'sign-out ends the session at the identity provider as well',
  {
    tag: '@promise',
    annotation: {
      type: 'requirement',
      description: 'OpenID Connect RP-Initiated Logout 1.0 §2; ASVS 7.4.4',
    },
  },
  async ({ page }) => {
    await page.goto('/forecast')
    await signInAs(page, plainAccount)
    await accountButton(page, plainAccount).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('link', { name: 'Sign in' }).click()
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  },
)
