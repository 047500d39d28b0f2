import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, plainAccount, signInAs } from '../../support/person.ts'

for (const path of ['/', '/forecast?days=5#thursday']) {
  test(`a link with a user name and a password works: ${path}`, async ({ page, site }) => {
    await page.goto(`${site.origin.replace('//', '//staging:secret@')}${path}`)
    if (path === '/') await page.getByRole('link', { name: 'Sign in' }).click()
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page).toHaveURL(path === '/' ? '/forecast' : path)
  })
}

for (const path of ['/forecast#state=CA', '/forecast?code=1&state=CA#code=1&state=CA']) {
  test(`a sign-in keeps a fragment that looks like an authorization response: ${path}`, async ({
    page,
  }) => {
    await page.goto(path)
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page).toHaveURL(path)
  })
}
