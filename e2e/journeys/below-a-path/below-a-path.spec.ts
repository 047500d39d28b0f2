import { answerOf } from '../../../deploy/hosts/testing/nginx-host.ts'
import { appName } from '../../support/app-names.ts'
import { alertOn } from '../../support/failure.ts'
import { forecastRows, plainAccount, signInAs } from '../../support/person.ts'
import {
  chooseInMenu,
  enter,
  expectSignedOut,
  hour,
  pass,
  tokenRequests,
} from '../../support/session-steps.ts'
import { basePath, expect, test } from './fixtures.ts'

test.use({ basePath })

for (const host of ['the test host', 'nginx'] as const) {
  test.describe(`below a path, served by ${host}`, () => {
    test.use({ host })

    test('sign-in works from the start page, and a reload keeps the session', async ({ page }) => {
      await page.goto('./')
      await expect(page.getByRole('link', { name: 'Sign in' })).toHaveAttribute(
        'href',
        `${basePath}forecast`,
      )
      await page.getByRole('link', { name: 'Sign in' }).click()
      await signInAs(page, plainAccount)
      await expect(forecastRows(page)).toHaveCount(5)
      await expect(page).toHaveURL('./forecast')
      await page.getByRole('link', { name: 'Flow' }).click()
      await expect(page).toHaveURL('./flow')
      await page.reload()
      await page.getByRole('banner').getByRole('link', { name: appName }).click()
      await expect(forecastRows(page)).toHaveCount(5)
      await expect(page).toHaveURL('./forecast')
    })

    test('a deep link returns to the requested page after sign-in, with query and fragment', async ({
      page,
    }) => {
      await page.goto('./forecast?days=5&note=a%20b#thursday')
      await signInAs(page, plainAccount)
      await expect(forecastRows(page)).toHaveCount(5)
      await expect(page).toHaveURL('./forecast?days=5&note=a%20b#thursday')
    })

    test('an expired refresh token is replaced through a hidden frame', async ({ page, stack }) => {
      await page.clock.install()
      await enter(page, stack, { path: './forecast' })
      stack.control.expireRefreshTokens()
      await pass(page, stack, 2 * hour)
      await expect
        .poll(() => tokenRequests(stack).map(({ form, status }) => [form['grant_type'], status]))
        .toEqual([
          ['refresh_token', 400],
          ['authorization_code', 200],
        ])
      await expect(page).toHaveURL('./forecast')
    })

    test('sign-out leads to the start page, and Back shows no data', async ({ page, stack }) => {
      await enter(page, stack, { path: './forecast' })
      await chooseInMenu(page, 'Sign out')
      await expectSignedOut(page)
      await expect(page).toHaveURL('./')
      await page.goBack()
      await expect(page.getByRole('table')).toHaveCount(0)
    })

    test('an unknown address shows a message with a button to the forecast', async ({
      page,
      stack,
    }) => {
      await stack.control.signInAs(page.context(), plainAccount)
      await page.goto('./nonsense')
      await expect(alertOn(page)).toContainText('Page not found')
      await alertOn(page).getByRole('button').click()
      await expect(forecastRows(page)).toHaveCount(5)
      await expect(page).toHaveURL('./forecast')
    })

    test('each file has its headers, a missing file is a 404, and the path without a slash redirects to the app', async ({
      app,
      site,
    }) => {
      for (const path of ['', 'forecast?days=5', 'redirect.html', 'config.json', 'icon.svg']) {
        const answer = await answerOf(app + path)
        expect(answer.status, path).toBe(200)
        expect(answer, path).toEqual(await answerOf(site.origin + basePath + path))
      }
      for (const path of ['assets/gone.js', 'assets/', 'gone.css', 'staticwebapp.config.json']) {
        const answer = await answerOf(app + path)
        expect(answer.status, path).toBe(404)
        expect(answer, path).toEqual(await answerOf(site.origin + basePath + path))
      }
      expect((await fetch(app.slice(0, -1))).url).toBe(app)
    })
  })
}
