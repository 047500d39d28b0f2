import type { Locator, Page } from 'playwright/test'
import { expect, test } from '../../support/fixtures.ts'
import { accountButton, forecastRows, plainAccount } from '../../support/person.ts'
import { sampleForecast } from '../../support/sample-forecast.ts'

/** Presses Tab until an element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible()
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab')
    if (await target.evaluate((element) => element === document.activeElement)) return
  }
  throw new Error(`Tab never reached ${String(target)}.`)
}

async function pressOn(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press('Enter')
}

test(
  'sign-in, navigation and sign-out work without a mouse',
  { tag: '@promise' },
  async ({ page }) => {
    await page.goto('/')
    await pressOn(page, page.getByRole('link', { name: 'Sign in' }))
    await pressOn(page, page.getByRole('button', { name: plainAccount }))
    await pressOn(page, page.getByRole('button', { name: 'Accept' }))
    await expect(forecastRows(page)).toHaveCount(5)

    await pressOn(page, page.getByRole('link', { name: 'Flow' }))
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
    await pressOn(page, page.locator('summary', { hasText: 'Token request' }))
    await expect(page.getByText('code verifier, as sent now')).toBeVisible()

    await page.goBack()
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused()

    await pressOn(page, accountButton(page, plainAccount))
    await pressOn(page, page.getByRole('button', { name: 'Sign out' }))
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
  },
)

test.describe('on the forecast page', () => {
  test.beforeEach(async ({ page, stack }) => {
    await stack.control.signInAs(page.context(), plainAccount)
    stack.control.setForecast(sampleForecast(5))
    await page.goto('/forecast')
    await expect(forecastRows(page)).toHaveCount(5)
  })

  test('the first tab stop is the button that skips the header', async ({ page }) => {
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Skip to content' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('main')).toBeFocused()
    await expect(page).toHaveURL('/forecast')
  })

  test('Escape closes the account menu and returns the focus to its button', async ({ page }) => {
    await pressOn(page, accountButton(page, plainAccount))
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Switch account' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: 'Switch account' })).toBeHidden()
    await expect(accountButton(page, plainAccount)).toBeFocused()
  })

  test('the arrow keys choose the unit', async ({ page }) => {
    await tabTo(page, page.getByRole('radio', { name: '°C' }))
    await page.keyboard.press('ArrowRight')
    await expect(page.getByRole('radio', { name: '°F' })).toBeChecked()
    await expect(page.locator('.numeral')).toHaveText('69°F')
  })

  test('a refresh keeps the focus', async ({ page, stack }) => {
    stack.control.setForecast(sampleForecast(7))
    await pressOn(page, page.getByRole('button', { name: 'Refresh' }))
    await expect(forecastRows(page)).toHaveCount(7)
    await expect(page.getByRole('button', { name: 'Refresh' })).toBeFocused()
  })

  test('on the last page of a long table the focus stays on "Next"', async ({ page, stack }) => {
    stack.control.setForecast(sampleForecast(1100))
    await page.reload()
    const next = page.getByRole('button', { name: 'Next' })
    await tabTo(page, next)
    for (let presses = 0; presses < 12; presses++) await page.keyboard.press('Enter')
    await expect(next).toHaveAttribute('aria-disabled', 'true')
    await expect(next).toBeFocused()
  })
})

test(
  'an error takes the focus, and so does the page that follows it',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await stack.control.signInAs(page.context(), plainAccount)
    const undo = stack.control.fault({ endpoint: 'weather', status: 500 })
    await page.goto('/forecast')
    await expect(page.getByRole('alert').getByRole('heading')).toBeFocused()
    undo()
    await pressOn(page, page.getByRole('button', { name: 'Try again' }))
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  },
)
