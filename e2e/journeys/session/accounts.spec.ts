import type { Page } from 'playwright/test'
import { expect, test } from '../../support/fixtures.ts'
import type { LocalEntra } from '#local-entra'
import { accountButton, forecastRows, pickAccount, plainAccount } from '../../support/person.ts'
import {
  chooseInMenu,
  enter,
  hour,
  otherAccount,
  pass,
  storedText,
  tokenRequests,
} from '../../support/session-steps.ts'

const forecastOf = (summary: string) => [
  { date: '2026-03-01', temperatureC: 1, temperatureF: 33, summary },
]

/** Signs in with a second account as well. */
async function addOther(page: Page, stack: LocalEntra): Promise<void> {
  await stack.control.signInAs(page.context(), [plainAccount, otherAccount])
  await chooseInMenu(page, 'Switch account')
  await page.getByRole('button', { name: otherAccount }).click()
  await expect(accountButton(page, otherAccount)).toBeVisible()
}

test(
  'a second account can be added and switched to and from, and the choice survives a reload',
  { tag: '@promise' },
  async ({ page, stack }) => {
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
  },
)

test('a removed account is gone, and the other one stays', async ({ page, stack }) => {
  await enter(page, stack)
  await addOther(page, stack)
  await chooseInMenu(page, `Remove ${plainAccount}`)
  await expect(page.getByRole('button', { name: `Use ${plainAccount}` })).toHaveCount(0)
  // Its tokens go after its name.
  await expect.poll(() => storedText(page)).not.toContain(plainAccount)
  await page.reload()
  await expect(accountButton(page, otherAccount)).toBeVisible()
  await expect(forecastRows(page)).toHaveCount(5)
  expect(await storedText(page)).not.toContain(plainAccount)
})

test('cancelling "Switch account" keeps the session', async ({ page, stack }) => {
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

/** Records every pair of account and summary that is on screen together. */
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

test(
  'data of one account is never shown under another account, not even for a frame',
  { tag: ['@promise', '@both'], annotation: { type: 'requirement', description: 'ASVS 7.2.4' } },
  async ({ page, stack }) => {
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
  },
)

// After a 503 the page shows an older forecast, but never one of another account.
for (const status of [403, 503]) {
  test(
    `after an account switch, an API status of ${status} shows an error, not the data of the previous account`,
    { tag: '@promise' },
    async ({ page, stack }) => {
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
    },
  )
}

test(
  'a renewal in progress does not undo a switch to another account',
  { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 7.2.4' } },
  async ({ page, stack }) => {
    await page.clock.install()
    await enter(page, stack)
    await addOther(page, stack)
    await chooseInMenu(page, `Use ${plainAccount}`)
    await expect(forecastRows(page)).toHaveCount(5)
    // The first account is renewed through a hidden frame, which would make it the active account.
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
  },
)
