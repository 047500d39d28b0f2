import type { Page } from 'playwright/test'
import { alertOn, openAsKnown } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import type { LocalStack } from '../../../local-entra/local-stack.ts'
import { forecastRows } from '../../support/person.ts'
import { expectExplained } from '../../support/faults/meet-in-turn.ts'
import { hour, pass } from '../../support/session-steps.ts'

/** Somebody signed in who has not looked at the forecast yet. */
async function openFlow(page: Page, stack: LocalStack): Promise<void> {
  await openAsKnown(page, stack, '/flow')
  await expect(page.getByRole('heading', { name: 'Token response' }).first()).toBeVisible()
}

test('whoever has no connection is told so, and the page goes on by itself when it is back', async ({
  context,
  page,
  stack,
}) => {
  await openFlow(page, stack)
  await context.setOffline(true)
  await page.getByRole('link', { name: 'Forecast' }).click()
  // The words of the catalogue cannot be loaded now; the app has these with it.
  await expect(alertOn(page)).toContainText('You are offline')
  await expect(alertOn(page).getByRole('button', { name: 'Try again' })).toBeVisible()
  await context.setOffline(false)
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(alertOn(page)).toHaveCount(0)
})

test('whoever loses the connection in front of an error is told that instead', async ({
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

test('a token that has expired while there is no connection waits for it too', async ({
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
