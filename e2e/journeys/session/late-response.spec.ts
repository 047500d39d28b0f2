import type { Page } from 'playwright/test'
import { alertOn, refresh } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { chooseInMenu, enter, expectSignedOut, openTab } from '../../support/session-steps.ts'

/** Blocks the navigation to the start page, so that the page still receives responses. */
async function keepHere(page: Page): Promise<() => Promise<void>> {
  const isStart = (url: URL) => url.pathname === '/'
  await page.route(isStart, (route) => route.abort('aborted'))
  return async () => {
    await page.unroute(isStart)
    await page.goto('/')
  }
}

test(
  'a forecast that arrives after sign-out is not shown',
  { tag: '@promise' },
  async ({ page, stack, context }) => {
    await enter(page, stack)
    const other = await openTab(context)
    const letGo = await keepHere(other)
    stack.control.fault({ endpoint: 'weather', latency: 700, times: 1 })
    const asked = other.waitForRequest(stack.weatherApi.url)
    await refresh(other)
    await asked
    await chooseInMenu(page, 'Sign out')
    await expect(other.getByRole('table')).toHaveCount(0)
    const answers = () => stack.control.exchanges({ endpoint: 'weather', method: 'GET' })
    await expect.poll(() => answers().every(({ status }) => status)).toBe(true)
    await expect(other.getByRole('table')).toHaveCount(0)
    await expect(alertOn(other)).toHaveCount(0)
    await letGo()
    await expectSignedOut(other)
  },
)
