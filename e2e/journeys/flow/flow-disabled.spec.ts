import { storageName } from '../../support/app-names.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, plainAccount } from '../../support/person.ts'
import { storedNames } from '../../support/session-steps.ts'

test(
  'when the flow is switched off, nothing is recorded, none of its code is loaded, and its page does not exist',
  { tag: '@promise' },
  async ({ page, site, stack }) => {
    await site.deploy({ ...stack.appConfig, flow: false })
    await stack.control.signInAs(page.context(), plainAccount)
    const scripts: string[] = []
    page.on('request', (request) => scripts.push(request.url()))
    await page.goto('/forecast')
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page.getByRole('link', { name: 'Flow' })).toHaveCount(0)
    expect(await storedNames(page)).not.toContain(storageName('flow'))
    await page.goto('/flow')
    await expect(page.getByRole('alert')).toContainText('Page not found')
    expect(scripts.filter((url) => /flow-page|recorder/.test(url))).toEqual([])
  },
)

test('the forecast page does not load the flow page', async ({ page, stack }) => {
  await stack.control.signInAs(page.context(), plainAccount)
  const scripts: string[] = []
  page.on('request', (request) => scripts.push(request.url()))
  await page.goto('/forecast')
  await expect(page.getByRole('img', { name: 'Chart' })).toBeVisible()
  expect(scripts.filter((url) => url.includes('flow-page'))).toEqual([])
})
