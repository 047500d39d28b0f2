import { expect, type Page, test } from 'playwright/test'
import { alertOn } from '../failure.ts'
import type { LocalEntra } from '#local-entra'
import { forecastRows, plainAccount } from '../person.ts'
import { type Expectation, type ExplainedFault, whoLabels } from './explained-fault.ts'

/**
 * Causes one sign-in failure after the other. The button of each page leads to the next failure, and that of the last page
 * to the forecast, which tests every button.
 */
export async function expectEachExplained(
  page: Page,
  stack: LocalEntra,
  faults: readonly ExplainedFault[],
): Promise<void> {
  await stack.control.signInAs(page.context(), plainAccount)
  let goOn: () => Promise<unknown> = () => page.goto('/forecast')
  for (const { entry, fault, ...expectation } of faults) {
    await test.step(entry, async () => {
      const undo = stack.control.fault(fault)
      await goOn()
      await expectExplained(page, expectation)
      undo()
    })
    goOn = () => leave(page, stack, expectation.way)
  }
  await goOn()
  await expect(forecastRows(page)).toHaveCount(5)
}

/** Expects a complete explanation with the focus on its heading and no unfilled placeholders. */
export async function expectExplained(page: Page, { title, who, way }: Expectation): Promise<void> {
  const alert = alertOn(page)
  const heading = alert.getByRole('heading', { level: 1 })
  await expect(heading).toContainText(title)
  await expect(heading).toBeFocused()
  await expect(alert).toContainText(whoLabels[who])
  await expect(alert.getByRole('button', { name: way })).toBeEnabled()
  await expect(alert).not.toContainText(/[{}`]|\b(?:undefined|null|NaN)\b/)
}

/** Clicks a button that leads to the identity provider, and picks the account if asked. */
async function leave(page: Page, stack: LocalEntra, way: string): Promise<void> {
  const arrived = page.waitForEvent('load')
  await alertOn(page).getByRole('button', { name: way }).click()
  await arrived
  if (new URL(page.url()).origin === stack.identity.origin) {
    await page.getByRole('button', { name: plainAccount }).click()
  }
}
