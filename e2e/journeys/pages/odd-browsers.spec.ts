import type { Page } from 'playwright/test'
import type { LocalEntra } from '#local-entra'
import { expect, test } from '../../support/fixtures.ts'
import { launchBrowser } from '../../support/launch-browser.ts'
import { accountButton, forecastRows, plainAccount } from '../../support/person.ts'
import { sampleForecast } from '../../support/sample-forecast.ts'

// The app works with any report of a browser about itself, and without newer APIs.

async function seePages(page: Page, stack: LocalEntra): Promise<void> {
  await stack.control.signInAs(page.context(), plainAccount)
  await page.goto('/forecast')
  await expect(forecastRows(page)).toHaveCount(5)
  await accountButton(page, plainAccount).click()
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Flow' }).click()
  await expect(page.getByRole('heading', { name: 'API response' }).first()).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
}

for (const language of ['C', 'en-US@posix', 'en_US.UTF-8'])
  test(`every page works with the system language ${language} and an unknown time zone`, async ({
    launchOptions,
    site: { origin },
    stack,
  }) => {
    const system = { language, timeZone: 'Mars/Phobos' }
    const context = await launchBrowser(launchOptions, { system })
    const page = await context.newPage()
    await page.goto(origin)
    const reported = await page.evaluate(() => [
      navigator.language,
      Intl.DateTimeFormat().resolvedOptions().timeZone,
    ])
    expect(reported).toEqual([language.replace('_', '-'), 'Etc/Unknown'])
    await seePages(page, stack)
    await context.close()
  })

test('every page works when a browser API is missing or reports nothing useful', async ({
  context,
  stack,
}) => {
  const odd: readonly [string, unknown][] = [
    ['navigator.language', ''],
    ['navigator.language', undefined],
    ['navigator.languages', []],
    ['Intl.Segmenter', undefined],
    ['matchMedia', undefined],
    ['navigator.clipboard', undefined],
    ['navigator.locks', undefined],
    ['navigator.permissions', undefined],
  ]
  for (const member of odd) {
    const page = await context.newPage()
    await page.addInitScript(([path, value]) => {
      const names = path.split('.')
      const last = names.pop() ?? ''
      const holder = names.reduce<object>((object, name) => Reflect.get(object, name), window)
      Object.defineProperty(holder, last, { value })
    }, member)
    await test.step(member.join(' is '), () => seePages(page, stack))
    await page.close()
  }
})

for (const locale of ['ar-EG', 'fa-IR', 'th-TH-u-ca-buddhist-nu-thai'])
  test.describe(`in ${locale}`, () => {
    test.use({ locale })

    test('dates and numbers have the calendar and the digits of the language', async ({
      page,
      stack,
    }) => {
      stack.control.setForecast(sampleForecast(5))
      await seePages(page, stack)
      await page.getByRole('link', { name: 'Forecast' }).click()
      await expect(page.locator('.numeral')).toHaveText(/^\p{Nd}+°[CF]$/u)
      await expect(page.locator('.numeral')).not.toHaveText(/[0-9]/)
    })
  })

const yearsOfClocks = [1970, 2100, 10_000]

test('every page works with a clock in another century', async ({ page, stack }) => {
  await stack.control.signInAs(page.context(), plainAccount)
  await page.goto('/forecast')
  for (const year of yearsOfClocks) {
    const moment = new Date(0)
    moment.setUTCFullYear(year, 5, 1)
    await page.clock.setSystemTime(moment)
    await page.getByRole('button', { name: 'Refresh' }).click()
    await expect(forecastRows(page)).toHaveCount(5)
    await page.getByRole('link', { name: 'Flow' }).click()
    await expect(page.getByRole('heading', { name: 'API response' }).last()).toBeVisible()
    await page.getByRole('link', { name: 'Forecast' }).click()
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page.getByText('Updated just now')).toBeVisible()
  }
})
