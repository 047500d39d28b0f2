import { expect, type Page, test } from 'playwright/test'
import { alertOn } from '../failure.ts'
import type { LocalStack } from '../../../local-entra/local-stack.ts'
import { forecastRows, plainAccount } from '../person.ts'
import { type Expectation, type ExplainedFault, whoLabels } from './explained-fault.ts'

/**
 * Meets one failure of signing in after the other. The button that a page offers leads to the next failure, and that of the
 * last page to the forecast: so each of them is seen to lead on.
 */
export async function meetInTurn(
  page: Page,
  stack: LocalStack,
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

/** Everything that a page has to say about a failure is there, filled in, and where the person looks. */
export async function expectExplained(page: Page, { title, who, way }: Expectation): Promise<void> {
  const alert = alertOn(page)
  const heading = alert.getByRole('heading', { level: 1 })
  await expect(heading).toContainText(title)
  await expect(heading).toBeFocused()
  await expect(alert).toContainText(whoLabels[who])
  await expect(alert.getByRole('button', { name: way })).toBeEnabled()
  await expect(alert).not.toContainText(/[{}`]|\b(?:undefined|null|NaN)\b/)
}

/** Presses a button that leads to the identity provider, and says there who it is when asked. */
async function leave(page: Page, stack: LocalStack, way: string): Promise<void> {
  const arrived = page.waitForEvent('load')
  await alertOn(page).getByRole('button', { name: way }).click()
  await arrived
  if (new URL(page.url()).origin === stack.identity.origin) {
    await page.getByRole('button', { name: plainAccount }).click()
  }
}
