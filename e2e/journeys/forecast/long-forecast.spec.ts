import { askedFor, openAsKnown } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows } from '../../support/person.ts'
import { sampleForecast } from '../../support/sample-forecast.ts'

test('1 000 entries are shown as 1 000 rows', async ({ page, stack }) => {
  stack.control.setForecast(sampleForecast(1000))
  await openAsKnown(page, stack)
  await expect(forecastRows(page)).toHaveCount(1000)
  await expect(page.getByRole('navigation', { name: 'Pages of the forecast' })).toHaveCount(0)
})

test(
  '10 000 entries are shown in pages, each with its position among all entries',
  { tag: '@promise' },
  async ({ page, stack }) => {
    const entries = sampleForecast(10_000)
    stack.control.setForecast(entries)
    await openAsKnown(page, stack)
    const rowDate = (row: number) => forecastRows(page).nth(row).locator('time')
    await expect(forecastRows(page)).toHaveCount(100)
    await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', '10001')

    await page.getByRole('button', { name: 'Next' }).click()
    await expect(rowDate(0)).toHaveAttribute('datetime', entries[100]?.date ?? '')
    await expect(forecastRows(page).first()).toHaveAttribute('aria-rowindex', '102')
    await expect(page.getByRole('heading', { name: 'Forecast, day by day' })).toBeInViewport()

    await page.getByRole('combobox', { name: 'Page' }).selectOption({ index: 99 })
    await expect(rowDate(99)).toHaveAttribute('datetime', entries[9999]?.date ?? '')
    await expect(page.getByRole('button', { name: 'Next' })).toHaveAttribute(
      'aria-disabled',
      'true',
    )
    await expect(page.getByRole('img', { name: 'Chart of 10000 temperatures' })).toBeVisible()

    expect(askedFor(stack, 'weather')).toBe(1)
    await page.reload()
    await expect(rowDate(99)).toHaveAttribute('datetime', entries[9999]?.date ?? '')
    await page.goBack()
    await expect(rowDate(0)).toHaveAttribute('datetime', entries[100]?.date ?? '')
  },
)
