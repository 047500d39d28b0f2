import { chooseInMenu, otherAccount } from '../../support/session-steps.ts'
import { alertOn, goOn, refresh, seeForecast } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { accountButton, forecastRows, plainAccount } from '../../support/person.ts'
import { sampleForecast } from '../../support/sample-forecast.ts'
import { translate } from '../../support/translator.ts'

// The translator of a browser replaces the text nodes of a page. React must still update the page without an error: every
// journey fails on an uncaught error.

test.beforeEach(({ page, site }) => translate(page, site.origin))

test('a translated page shows the forecast of each refresh, in the chosen unit', async ({
  page,
  stack,
}) => {
  await seeForecast(page, stack)
  const [first, ...others] = sampleForecast(5)
  const icy = { ...first, temperatureC: -7, temperatureF: 19 }
  const strip = page.getByRole('list', { name: 'The following days' })
  await expect(strip).toContainText('«')
  for (const summary of [null, 'Freezing', null, 'Icy']) {
    stack.control.setForecast([
      { ...icy, summary },
      ...others.map((day) => ({ ...day, temperatureC: 35, temperatureF: 95, summary })),
    ])
    await refresh(page)
    await expect(page.locator('.numeral')).toHaveText('−7°C')
    await expect(page.locator('.outlook')).toHaveText(summary === null ? '' : `«${summary}»`)
    await expect(strip.getByRole('listitem').first()).toContainText('35°')
    await expect(forecastRows(page).last()).toContainText(`3595«${summary ?? '–'}»`)
  }
  await page.getByRole('radio', { name: '°F' }).check()
  await expect(page.locator('.numeral')).toHaveText('19°F')
  await expect(strip.getByRole('listitem').first()).toContainText('95°')
  await expect(page.getByRole('img', { name: 'Chart' })).toContainText('95°')
  await expect(page.getByRole('img', { name: 'Chart' })).not.toContainText('35°')
})

test('a translated page updates its status: loading, offline, and an old forecast with the reason', async ({
  page,
  stack,
}) => {
  await page.clock.install()
  await seeForecast(page, stack)
  await page.clock.fastForward('05:00')
  await expect(page.getByText('Updated 5 minutes ago')).toBeVisible()
  await page.context().setOffline(true)
  await expect(page.getByRole('banner').getByText('Offline')).toBeVisible()
  await refresh(page)
  await expect(alertOn(page)).toContainText('You are offline')
  await page.context().setOffline(false)
  await expect(alertOn(page)).toHaveCount(0)
  const undo = stack.control.fault({ endpoint: 'weather', status: 503 })
  await refresh(page)
  await expect(alertOn(page)).toContainText('is busy')
  undo()
  stack.control.fault({ endpoint: 'weather', status: 500, times: 2 })
  await alertOn(page).getByRole('button', { name: 'Try again' }).click()
  await expect(alertOn(page)).toContainText('has a problem')
  await expect(alertOn(page)).not.toContainText('is busy')
  await expect(page.getByRole('banner')).not.toContainText('Offline')
})

test('a translated error page replaces the explanation when the error changes', async ({
  page,
  stack,
}) => {
  await seeForecast(page, stack)
  const undoFirst = stack.control.fault({ endpoint: 'weather', status: 403 })
  await refresh(page)
  await expect(alertOn(page)).toContainText('You do not have access')
  await expect(alertOn(page)).toContainText('is granted already')
  undoFirst()
  const undoSecond = stack.control.fault({ endpoint: 'weather', status: 404 })
  await alertOn(page).getByRole('button', { name: 'Try again' }).click()
  await expect(alertOn(page)).toContainText('was not found')
  await expect(alertOn(page)).toContainText('weatherApi.url')
  await expect(alertOn(page)).not.toContainText(/You do not have access|adminconsent/)
  undoSecond()
  await goOn(page, 'Try again')
})

test('a translated account menu and flow page show the current account', async ({
  page,
  stack,
}) => {
  await seeForecast(page, stack)
  await page.getByRole('link', { name: 'Flow' }).click()
  await expect(page.getByText(`${plainAccount} is active`)).toBeVisible()
  await page.getByRole('button', { name: 'Renew the access token now' }).click()
  await expect(page.getByText('8 steps')).toBeAttached()
  await stack.control.signInAs(page.context(), [plainAccount, otherAccount])
  await chooseInMenu(page, 'Switch account')
  await page.getByRole('button', { name: otherAccount }).click()
  await expect(accountButton(page, otherAccount)).toBeVisible()
  await page.getByRole('link', { name: 'Flow' }).click()
  await expect(page.getByText(`${otherAccount} is active`)).toBeVisible()
  await accountButton(page, otherAccount).click()
  await page.getByRole('button', { name: new RegExp(`Use.*${plainAccount}`) }).click()
  await expect(accountButton(page, plainAccount)).toBeVisible()
  await expect(page.getByText(`${plainAccount} is active`)).toBeVisible()
  await accountButton(page, plainAccount).click()
  await expect(page.locator('.identity')).not.toContainText(otherAccount)
})
