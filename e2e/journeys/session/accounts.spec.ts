import type { Page } from 'playwright/test'
import { expect, test } from '../../support/fixtures.ts'
import type { LocalStack } from '../../../local-entra/local-stack.ts'
import { accountButton, forecastRows, pickAccount, plainAccount } from '../../support/person.ts'
import {
  chooseInMenu,
  enter,
  hour,
  otherAccount,
  pass,
  tokenRequests,
} from '../../support/session-steps.ts'

const forecastOf = (summary: string) => [
  { date: '2026-03-01', temperatureC: 1, temperatureF: 33, summary },
]

/** Signs a second account in beside the first. */
async function addOther(page: Page, stack: LocalStack): Promise<void> {
  await stack.control.signInAs(page.context(), [plainAccount, otherAccount])
  await chooseInMenu(page, 'Switch account')
  await page.getByRole('button', { name: otherAccount }).click()
  await expect(accountButton(page, otherAccount)).toBeVisible()
}

test('a second account is added, switched to and from, and the choice survives a reload', async ({
  page,
  stack,
}) => {
  await enter(page, stack)
  await addOther(page, stack)
  await page.reload()
  await expect(accountButton(page, otherAccount)).toBeVisible()
  await chooseInMenu(page, `Use ${plainAccount}`)
  await expect(accountButton(page, plainAccount)).toBeVisible()
  await expect(forecastRows(page)).not.toHaveCount(0)
  await page.reload()
  await expect(accountButton(page, plainAccount)).toBeVisible()
  await expect(forecastRows(page)).not.toHaveCount(0)
})

test('an account that is taken off is gone, and the other one stays', async ({ page, stack }) => {
  await enter(page, stack)
  await addOther(page, stack)
  await chooseInMenu(page, `Remove ${plainAccount}`)
  await expect(page.getByRole('button', { name: `Use ${plainAccount}` })).toHaveCount(0)
  await page.reload()
  await expect(accountButton(page, otherAccount)).toBeVisible()
  await expect(forecastRows(page)).toHaveCount(5)
  const stored = await page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)))
  expect(stored).not.toContain(plainAccount)
})

test('whoever cancels adding an account stays signed in', async ({ page, stack }) => {
  await enter(page, stack)
  await chooseInMenu(page, 'Switch account')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('alert')).toContainText('You did not sign in')
  await expect(accountButton(page, plainAccount)).toBeVisible()
  await page.reload()
  await expect(forecastRows(page)).toHaveCount(5)
})

test('"Use another account" leads to the sign-in page', async ({ page, stack }) => {
  await enter(page, stack)
  await chooseInMenu(page, 'Switch account')
  await page.getByRole('link', { name: 'Use another account' }).click()
  await pickAccount(page, otherAccount)
  await page.getByRole('button', { name: 'Accept' }).click()
  await expect(accountButton(page, otherAccount)).toBeVisible()
})

/** Writes down every pair of account and summary that is ever on screen together. */
async function watchScreen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(
    (accounts) => {
      const seen = new Set<string>()
      const look = () => {
        const header = document.querySelector('header button')?.textContent ?? ''
        const account = accounts.find((name) => header.includes(name)) ?? 'nobody'
        const rows = document.querySelector('tbody')?.textContent ?? ''
        const summary = ['Cool', 'Warm'].find((word) => rows.includes(word))
        if (summary) seen.add(`${account}: ${summary}`)
      }
      const everyFrame = () => {
        look()
        requestAnimationFrame(everyFrame)
      }
      everyFrame()
      const everything = { subtree: true, childList: true, characterData: true }
      new MutationObserver(look).observe(document, everything)
      Object.assign(window, { seen })
    },
    [plainAccount, otherAccount],
  )
  return () => page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen])
}

test("nobody's data is ever shown under another account, not for a frame", async ({
  page,
  stack,
}) => {
  stack.control.setForecast(forecastOf('Cool'))
  await stack.control.signInAs(page.context(), plainAccount)
  await page.goto('/forecast')
  await expect(forecastRows(page)).toHaveCount(1)
  stack.control.setForecast(forecastOf('Warm'))
  await addOther(page, stack)
  await expect(forecastRows(page)).toContainText('Warm')

  const seen = await watchScreen(page)
  stack.control.setForecast(forecastOf('Cool'))
  await chooseInMenu(page, `Use ${plainAccount}`)
  await expect(forecastRows(page)).toContainText('Cool')
  expect(await seen()).toEqual([`${otherAccount}: Warm`, `${plainAccount}: Cool`])
})

// An older forecast is shown in place of an answer of 503, but never that of another account.
for (const status of [403, 503]) {
  test(`an account whose data cannot be had (${status}) shows that, and not the data of the one before`, async ({
    page,
    stack,
  }) => {
    await enter(page, stack)
    await addOther(page, stack)
    const undo = stack.control.fault({ endpoint: 'weather', status })
    await chooseInMenu(page, `Use ${plainAccount}`)
    await expect(page.getByRole('alert')).toBeVisible()
    await expect(accountButton(page, plainAccount)).toBeVisible()
    await expect(forecastRows(page)).toHaveCount(0)
    undo()
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(forecastRows(page)).toHaveCount(5)
  })
}

test('a renewal that is under way for one account does not come out as the other', async ({
  page,
  stack,
}) => {
  await page.clock.install()
  await enter(page, stack)
  await addOther(page, stack)
  await chooseInMenu(page, `Use ${plainAccount}`)
  await expect(forecastRows(page)).toHaveCount(5)
  // The renewal of the first account goes through a frame, which would make it the active one.
  stack.control.expireRefreshTokens()
  stack.control.clearExchanges()
  const slow = stack.control.fault({ endpoint: 'token', latency: 1_500, times: 2 })
  await pass(page, stack, 2 * hour)
  await expect.poll(() => tokenRequests(stack)).toHaveLength(1)
  await chooseInMenu(page, `Use ${otherAccount}`)
  await expect(accountButton(page, otherAccount)).toBeVisible()
  await expect(forecastRows(page)).toHaveCount(5)
  slow()
  await expect.poll(() => tokenRequests(stack).every(({ status }) => status)).toBe(true)
  await page.reload()
  await expect(accountButton(page, otherAccount)).toBeVisible()
  await expect(forecastRows(page)).toHaveCount(5)
})
