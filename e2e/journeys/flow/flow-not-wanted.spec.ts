import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, plainAccount } from '../../support/person.ts'

test('switched off, nothing is recorded, nothing of it is loaded, and there is no such page', async ({
  page,
  site,
  stack,
}) => {
  await site.deploy({ ...stack.appConfig, flow: false })
  await stack.control.signInAs(page.context(), plainAccount)
  const scripts: string[] = []
  page.on('request', (request) => scripts.push(request.url()))
  await page.goto('/forecast')
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page.getByRole('link', { name: 'Flow' })).toHaveCount(0)
  expect(await page.evaluate(() => sessionStorage.getItem('weather.flow'))).toBeNull()
  await page.goto('/flow')
  await expect(page.getByRole('alert')).toContainText('no such page')
  expect(scripts.filter((url) => /flow-page|recorder/.test(url))).toEqual([])
})

test('who only wants the weather does not load the page of the flow', async ({ page, stack }) => {
  await stack.control.signInAs(page.context(), plainAccount)
  const scripts: string[] = []
  page.on('request', (request) => scripts.push(request.url()))
  await page.goto('/forecast')
  await expect(page.getByRole('img', { name: 'Chart' })).toBeVisible()
  expect(scripts.filter((url) => url.includes('flow-page'))).toEqual([])
})
