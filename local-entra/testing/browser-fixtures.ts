import { type Page, test as base } from 'playwright/test'
import { type LocalStack, startLocalStack } from '../local-stack.ts'
import { type AppHost, startAppHost } from './app-host.ts'

/** Each worker has a stack and a host of test apps of its own, on free ports. */
export const test = base.extend<{ reset: void }, { app: AppHost; stack: LocalStack }>({
  app: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures wanted from this pattern
    async ({}, use) => {
      const app = await startAppHost()
      await use(app)
      await app.close()
    },
    { scope: 'worker' },
  ],
  stack: [
    async ({ app }, use) => {
      const stack = await startLocalStack({ appOrigins: [app.origin] })
      await use(stack)
      await stack.close()
    },
    { scope: 'worker' },
  ],
  reset: [
    async ({ stack }, use) => {
      await use()
      await stack.control.reset()
    },
    { auto: true },
  ],
})

/** Goes through the sign-in and consent pages, until the app is back. */
export async function signInOnPages(page: Page, account: string, app: AppHost): Promise<void> {
  await page.getByRole('button', { name: account }).click()
  const accept = page.getByRole('button', { name: 'Accept' })
  await accept.or(page.getByText('An app')).first().waitFor()
  if (await accept.isVisible()) await accept.click()
  await page.waitForURL(`${app.origin}/**`)
}

export function readWeather(page: Page, stack: LocalStack, accessToken: string): Promise<number> {
  return page.evaluate(
    async ([url, bearer]) => {
      const answer = await fetch(url ?? '', { headers: { Authorization: `Bearer ${bearer}` } })
      return answer.status
    },
    [stack.weatherApi.url, accessToken],
  )
}
