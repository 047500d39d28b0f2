import { type Page, test as base } from 'playwright/test'
import { type LocalEntra, startLocalEntra } from '../local-entra.ts'
import { type AppHost, startAppHost } from './app-host.ts'

/** Each worker has its own local-entra and test app, on free ports. */
export const test = base.extend<{ reset: void }, { app: AppHost; stack: LocalEntra }>({
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
      const stack = await startLocalEntra({ appOrigins: [app.origin] })
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

/** Completes the sign-in and consent pages, and waits for the redirect back to the app. */
export async function signInOnPages(page: Page, account: string, app: AppHost): Promise<void> {
  await page.getByRole('button', { name: account }).click()
  const accept = page.getByRole('button', { name: 'Accept' })
  await accept.or(page.getByText('An app')).first().waitFor()
  if (await accept.isVisible()) await accept.click()
  await page.waitForURL(`${app.origin}/**`)
}

/** @returns the status of the response of the API to the page */
export function readWeather(page: Page, stack: LocalEntra, accessToken: string): Promise<number> {
  return page.evaluate(
    async ([url, bearer]) => {
      const response = await fetch(url ?? '', { headers: { Authorization: `Bearer ${bearer}` } })
      return response.status
    },
    [stack.weatherApi.url, accessToken],
  )
}
