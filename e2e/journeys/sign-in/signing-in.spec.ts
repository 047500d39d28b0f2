import type { Request } from 'playwright/test'
import { expect, test } from '../../support/fixtures.ts'
import {
  accountButton,
  forecastRows,
  pickAccount,
  plainAccount,
  signInAs,
} from '../../support/person.ts'
import { countRedirects } from '../../support/session-steps.ts'

test(
  'sign-in from the start page leads to five days of weather',
  { tag: ['@promise', '@both'] },
  async ({ page }) => {
    await page.goto('/')
    await page.getByRole('link', { name: 'Sign in' }).click()
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(accountButton(page, plainAccount)).toBeVisible()
    await expect(page).toHaveURL('/forecast')
  },
)

test(
  'the sign-in link works before any script has loaded',
  { tag: '@promise' },
  async ({ page }) => {
    await page.route('**/*.js', (route) => route.abort())
    await page.goto('/')
    await expect(page.getByRole('link', { name: 'Sign in' })).toHaveAttribute('href', '/forecast')
  },
)

test(
  'a deep link returns to the requested page after sign-in, with query and fragment',
  { tag: ['@promise', '@both'] },
  async ({ page }) => {
    await page.goto('/forecast?days=5&note=a%20b#thursday')
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page).toHaveURL('/forecast?days=5&note=a%20b#thursday')
  },
)

for (const spelling of ['/index.html', '/index.htm', '//', '//index.html', '/index.html/'])
  test(`${spelling} shows the same page as /, signed out and signed in`, async ({
    page,
    stack,
    site,
  }) => {
    await page.goto(`${site.origin}${spelling}?note=a%20b#thursday`)
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
    await expect(page).toHaveURL('/?note=a%20b#thursday')
    await stack.control.signInAs(page.context(), plainAccount)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await expect(forecastRows(page)).toHaveCount(5)
    await page.goto(`${site.origin}${spelling}`)
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page).toHaveURL('/forecast')
  })

for (const spelling of ['/forecast/', '/forecast//', '/Forecast', '/forecast/index.htm'])
  test(`${spelling} shows the forecast`, async ({ page, stack }) => {
    await stack.control.signInAs(page.context(), plainAccount)
    await page.goto(`${spelling}?days=5`)
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page).toHaveURL(/\/forecast\/?\?days=5$/i)
    await expect(page.getByRole('link', { name: 'Forecast', exact: true })).toHaveAttribute(
      'aria-current',
      'page',
    )
  })

test('consent is asked for once', { tag: '@promise' }, async ({ page, browser }) => {
  await page.goto('/forecast')
  await pickAccount(page, plainAccount)
  await page.getByRole('button', { name: 'Accept' }).click()
  await expect(forecastRows(page)).toHaveCount(5)

  const again = await browser.newPage({ baseURL: new URL(page.url()).origin })
  await again.goto('/forecast')
  await pickAccount(again, plainAccount)
  await expect(forecastRows(again)).toHaveCount(5)
  await again.close()
})

test(
  'a reload keeps the session, without a redirect to the identity provider',
  { tag: ['@promise', '@both'] },
  async ({ page, stack, tokenStorage }) => {
    await page.goto('/forecast')
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)

    const requests: Request[] = []
    page.on('request', (request) => requests.push(request))
    await page.reload()
    await expect(forecastRows(page)).toHaveCount(5)
    const toProvider = requests.filter((request) => request.url().startsWith(stack.identity.origin))
    const left = toProvider.filter(
      (request) => request.frame() === page.mainFrame() && request.isNavigationRequest(),
    )
    expect(left).toEqual([])
    // A reload loses tokens in memory. A hidden frame requests them again.
    expect(toProvider).toHaveLength(tokenStorage === 'session' ? 0 : 2)
  },
)

test(
  'the signed-out page does not flash after sign-in or a reload',
  { tag: '@promise' },
  async ({ page }) => {
    await page.addInitScript(() => {
      addEventListener('DOMContentLoaded', () => {
        const seen = () => document.querySelector('.landing')?.checkVisibility() === true
        const record = () => seen() && sessionStorage.setItem('seen', location.pathname)
        new MutationObserver(record).observe(document, {
          attributes: true,
          childList: true,
          subtree: true,
        })
        record()
      })
    })
    await page.goto('/forecast')
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)
    await page.goto('/')
    await expect(forecastRows(page)).toHaveCount(5)
    expect(await page.evaluate(() => sessionStorage.getItem('seen'))).toBeNull()
  },
)

test(
  'a double click starts one sign-in and shows no error',
  { tag: '@promise' },
  async ({ page }) => {
    await page.addInitScript(() => {
      const isShown = (alert: Element) => alert.checkVisibility()
      const note = () => {
        const alerts = [...document.querySelectorAll('[role=alert]')]
        if (alerts.some(isShown)) sessionStorage.setItem('alert', 'seen')
      }
      new MutationObserver(note).observe(document, { childList: true, subtree: true })
    })
    await page.goto('/')
    // Includes requests that the browser aborts before it sends them.
    const redirects = countRedirects(page)
    await page.getByRole('link', { name: 'Sign in' }).dblclick()
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)
    expect(await page.evaluate(() => sessionStorage.getItem('alert'))).toBeNull()
    expect(redirects()).toBe(1)
  },
)

test(
  'Cancel on the sign-in page leads to a message, and sign-in can start again',
  { tag: '@promise' },
  async ({ page }) => {
    await page.goto('/forecast?days=5')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByRole('alert')).toContainText('You did not sign in')
    await expect(page).toHaveURL('/forecast?days=5')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page).toHaveURL('/forecast?days=5')
  },
)

test('Cancel on the consent page leads to a message, and sign-in can start again', async ({
  page,
}) => {
  await page.goto('/forecast')
  await pickAccount(page, plainAccount)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('alert')).toContainText('You did not sign in')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Accept' }).click()
  await expect(forecastRows(page)).toHaveCount(5)
})

test(
  'Back from the sign-in page does not redirect there again',
  { tag: '@promise' },
  async ({ page }) => {
    await page.goto('/')
    await page.goto('/forecast')
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    await page.goBack()
    await expect(page.getByRole('alert')).toContainText('Sign-in was not finished')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)
  },
)
