import type { Page } from 'playwright/test'
import { alertOn, openAsKnown } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import type { LocalEntra } from '#local-entra'
import { forecastRows } from '../../support/person.ts'
import { expectExplained } from '../../support/faults/expect-explained.ts'
import { hour, pass } from '../../support/session-steps.ts'

/** Opens the flow page as a signed-in user who has not opened the forecast yet. */
async function openFlow(page: Page, stack: LocalEntra): Promise<void> {
  await openAsKnown(page, stack, '/flow')
  await expect(page.getByRole('heading', { name: 'Token response' }).first()).toBeVisible()
}

test(
  'offline, the page says so, and continues when the connection returns',
  { tag: '@promise' },
  async ({ context, page, stack }) => {
    await openFlow(page, stack)
    await context.setOffline(true)
    await page.getByRole('link', { name: 'Forecast' }).click()
    // The chunk with the explanations cannot be loaded offline. This message is part of the app.
    await expect(alertOn(page)).toContainText('You are offline')
    await expect(alertOn(page).getByRole('button', { name: 'Try again' })).toBeVisible()
    await context.setOffline(false)
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(alertOn(page)).toHaveCount(0)
  },
)

test('a retry while offline replaces the error with the offline message', async ({
  context,
  page,
  stack,
}) => {
  const undo = stack.control.fault({ endpoint: 'weather', status: 500 })
  await openAsKnown(page, stack)
  await expect(alertOn(page)).toContainText('has a problem')
  undo()
  await context.setOffline(true)
  await alertOn(page).getByRole('button', { name: 'Try again' }).click()
  await expectExplained(page, { title: 'You are offline', who: 'you', way: 'Try again' })
  await context.setOffline(false)
  await expect(forecastRows(page)).toHaveCount(5)
})

test('an access token that expires while offline is renewed when the connection returns', async ({
  context,
  page,
  stack,
}) => {
  await page.clock.install()
  const undo = stack.control.fault({ endpoint: 'weather', status: 500 })
  await openAsKnown(page, stack)
  await expect(alertOn(page)).toContainText('has a problem')
  undo()
  await context.setOffline(true)
  await pass(page, stack, 2 * hour)
  await alertOn(page).getByRole('button', { name: 'Try again' }).click()
  await expectExplained(page, { title: 'You are offline', who: 'nobody', way: 'Try again' })
  await context.setOffline(false)
  await expect(forecastRows(page)).toHaveCount(5)
})
