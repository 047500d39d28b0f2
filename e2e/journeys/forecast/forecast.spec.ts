import type { Page } from 'playwright/test'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, plainAccount } from '../../support/person.ts'
import { sampleForecast } from '../../support/sample-forecast.ts'

test.beforeEach(async ({ page, stack }) => {
  await stack.control.signInAs(page.context(), plainAccount)
  stack.control.setForecast(sampleForecast(5))
})

async function openForecast(page: Page): Promise<void> {
  await page.goto('/forecast')
  await expect(forecastRows(page).first()).toBeVisible()
}

/** A calendar day in the time zone of the browser. */
async function dayIn(page: Page, ahead: number): Promise<string> {
  return page.evaluate((days) => {
    const now = new Date()
    const day = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() + days))
    return day.toISOString().slice(0, 10)
  }, ahead)
}

test(
  'the next day comes first, later days follow in a strip, and past days appear only in the table',
  { tag: '@promise' },
  async ({ page, stack }) => {
    const dates = await Promise.all([-1, 0, 1, 2].map((ahead) => dayIn(page, ahead)))
    const [first] = sampleForecast(1)
    stack.control.setForecast(dates.map((date) => ({ ...first, date })))
    await openForecast(page)
    await expect(page.getByText('today', { exact: true })).toBeVisible()
    await expect(page.locator('h1 time')).toHaveAttribute('datetime', dates[1] ?? '')
    const strip = page.getByRole('list', { name: 'The following days' }).getByRole('listitem')
    await expect(strip).toHaveCount(2)
    await expect(forecastRows(page)).toHaveCount(4)
  },
)

test(
  'the chosen unit is remembered, also in another tab, and the table keeps both units',
  { tag: '@promise' },
  async ({ page }) => {
    await openForecast(page)
    await expect(page.locator('.numeral')).toHaveText('21°C')
    await page.getByRole('radio', { name: '°F' }).check()
    await expect(page.locator('.numeral')).toHaveText('69°F')
    await expect(forecastRows(page).first()).toContainText(/21.*69.*Mild/)

    const tab = await page.context().newPage()
    await openForecast(tab)
    await expect(tab.locator('.numeral')).toHaveText('69°F')
  },
)

test.describe('in the United States', () => {
  test.use({ locale: 'en-US' })
  test('the default unit is °F', async ({ page }) => {
    await openForecast(page)
    await expect(page.locator('.numeral')).toHaveText('69°F')
  })
})

test.describe('in German', () => {
  test.use({ locale: 'de-DE' })
  test('days and numbers have the format of the locale', async ({ page, stack }) => {
    const day = { temperatureC: -2.5, temperatureF: 28, summary: 'Freezing' }
    stack.control.setForecast([{ ...day, date: '2031-03-03' }])
    await openForecast(page)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Montag, 3. März 2031')
    await expect(forecastRows(page)).toContainText('−2,5')
  })
})

test('a refresh shows the newest forecast and announces it', async ({ page, stack }) => {
  await openForecast(page)
  stack.control.setForecast(sampleForecast(7))
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(forecastRows(page)).toHaveCount(7)
  await expect(page.getByRole('status').getByText('up to date')).toBeAttached()
})

test(
  'a forecast older than ten minutes is refreshed when the tab becomes visible',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await page.clock.install()
    await openForecast(page)
    const showTab = () =>
      page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })))
    await page.clock.fastForward('09:00')
    await showTab()
    await expect(page.getByText('Updated 9 minutes ago')).toBeVisible()
    stack.control.setForecast(sampleForecast(7))
    await page.clock.fastForward('02:00')
    await showTab()
    await expect(forecastRows(page)).toHaveCount(7)
    expect(stack.control.exchanges({ endpoint: 'weather', method: 'GET' })).toHaveLength(2)
  },
)

test(
  'a failed refresh keeps the old forecast, shows its age, and can be retried',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await openForecast(page)
    const undo = stack.control.fault({ endpoint: 'weather', status: 503 })
    await page.getByRole('button', { name: 'Refresh' }).click()
    await expect(page.getByRole('alert')).toContainText(/The forecast below is from \d\d:\d\d/)
    await expect(forecastRows(page)).toHaveCount(5)
    undo()
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expect(forecastRows(page)).toHaveCount(5)
  },
)

test('a refused refresh removes the old forecast', { tag: '@promise' }, async ({ page, stack }) => {
  await openForecast(page)
  stack.control.fault({ endpoint: 'weather', status: 403 })
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.getByRole('alert')).toContainText('You do not have access')
  await expect(page.getByRole('table')).toHaveCount(0)
})

test('offline, the forecast stays; back online, it is refreshed', async ({ page, stack }) => {
  await openForecast(page)
  await page.context().setOffline(true)
  await expect(page.getByRole('banner').getByText('Offline')).toBeVisible()
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.getByRole('alert')).toContainText('The forecast below is from')
  stack.control.setForecast(sampleForecast(7))
  await page.context().setOffline(false)
  await expect(forecastRows(page)).toHaveCount(7)
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('a single entry, missing summaries, several entries a day and extreme values are displayed', async ({
  page,
  stack,
}) => {
  const day = { date: '2031-03-03', temperatureC: 4, temperatureF: 39, summary: null }
  stack.control.setForecast([day])
  await openForecast(page)
  await expect(forecastRows(page)).toHaveCount(1)
  await expect(page.locator('.numeral')).toHaveText('4°C')

  const extreme = { ...day, temperatureC: -273.15, temperatureF: -459.67, summary: 'x'.repeat(80) }
  stack.control.setForecast([day, day, extreme])
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(forecastRows(page)).toHaveCount(3)
  await expect(page.getByRole('img', { name: /from −273 °C .* up to 4 °C/ })).toBeVisible()
})

test('the chart loads after the rows, and the page works without it', async ({ page }) => {
  const failed = page.waitForEvent('requestfailed', (request) =>
    request.url().includes('temperature-chart'),
  )
  await page.route('**/temperature-chart-*.js', (route) => route.abort())
  await openForecast(page)
  await expect(forecastRows(page)).toHaveCount(5)
  await failed
  await page.getByRole('radio', { name: '°F' }).check()
  await expect(page.locator('.numeral')).toHaveText('69°F')
  await expect(page.getByRole('img', { name: 'Chart' })).toHaveCount(0)
})

test('the unit can be changed even when the browser cannot store it', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('blocked', 'SecurityError')
      },
    })
  })
  await openForecast(page)
  await page.getByRole('radio', { name: '°F' }).check()
  await expect(page.locator('.numeral')).toHaveText('69°F')
})
