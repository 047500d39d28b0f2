import { expect, test } from '../../support/fixtures.ts'
import { accountButton, forecastRows, plainAccount, signInAs } from '../../support/person.ts'

test('signing out leads to the start page with a clean address, and Back shows no data', async ({
  page,
}) => {
  await page.goto('/')
  await page.getByRole('link', { name: 'Sign in' }).click()
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)

  await accountButton(page, plainAccount).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
  await expect(page).toHaveURL('/')
  expect(await page.evaluate(() => Object.keys(sessionStorage))).not.toContain('weather.session')

  await page.goBack()
  await expect(page.getByRole('table')).toHaveCount(0)
})

test('signing out ends the session at the identity provider too', async ({ page }) => {
  await page.goto('/forecast')
  await signInAs(page, plainAccount)
  await accountButton(page, plainAccount).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})
