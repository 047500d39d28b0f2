import { expect, type BrowserContext, type Page } from 'playwright/test'
import type { LocalEntra } from '#local-entra'
import { accountButton, forecastRows, plainAccount } from './person.ts'

/** Another sample account without special behaviour. */
export const otherAccount = 'misty.moore@weather.example'

/** Opens a page of the app with a session at the identity provider, and clears the log of exchanges. */
export async function enter(
  page: Page,
  stack: LocalEntra,
  { path = '/forecast', account = plainAccount } = {},
): Promise<void> {
  await stack.control.signInAs(page.context(), account)
  await page.goto(path)
  await expect(forecastRows(page)).toHaveCount(5)
  stack.control.clearExchanges()
}

/** Opens the forecast in another tab of the same browser. */
export async function openTab(context: BrowserContext): Promise<Page> {
  const tab = await context.newPage()
  await tab.goto('/forecast')
  await expect(forecastRows(tab)).toHaveCount(5)
  return tab
}

/** Opens the account menu and clicks one of its buttons. */
export async function chooseInMenu(page: Page, button: string): Promise<void> {
  await accountButton(page, '@').click()
  await page.getByRole('button', { name: button }).click()
}

/** Expects the public page, without data. */
export async function expectSignedOut(page: Page): Promise<void> {
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
  await expect(page.getByRole('table')).toHaveCount(0)
}

/** The keys in session storage, without those about MSAL itself. */
export async function storedNames(page: Page): Promise<string[]> {
  const names = await page.evaluate(() => Object.keys(sessionStorage))
  return names.filter((name) => !['msal.version', 'msal.interaction.status'].includes(name))
}

/** The content of session storage. */
export function storedText(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)))
}

/** Removes the identity provider's session from the browser. */
export async function endProviderSession(context: BrowserContext): Promise<void> {
  await context.clearCookies()
}

/**
 * Advances the clocks of the page and of both servers, and waits until the page has sent the requests that are due. Needs
 * `page.clock.install()`. A token request that is under way ends first: otherwise its code could expire, or its tokens seem
 * to be as new as the time after.
 */
export async function pass(page: Page, stack: LocalEntra, seconds: number): Promise<void> {
  const open = () => tokenRequests(stack).filter(({ status }) => status === undefined)
  await expect.poll(open).toEqual([])
  await makeRoundTrips(page, 3)
  stack.control.moveClock(seconds)
  await page.clock.fastForward(seconds * 1000)
  await makeRoundTrips(page, 3)
}

/**
 * Makes requests from a page of the app to its own host, one after the other. Does nothing on other pages, and ignores
 * failures: the page can navigate or be offline.
 */
async function makeRoundTrips(page: Page, times: number): Promise<void> {
  const trip = async () => {
    const isApp = document.getElementById('root') !== null
    if (isApp) await fetch('icon.svg', { cache: 'no-store' }).catch(() => undefined)
  }
  for (let count = 0; count < times; count++) await page.evaluate(trip).catch(() => undefined)
}

/** Clears session storage while the app does not run, so that the app sees a new tab. */
export async function forgetTab(page: Page): Promise<void> {
  await page.goto('/icon.svg')
  await page.evaluate(() => sessionStorage.clear())
}

/** The token requests that the provider received. */
export function tokenRequests(stack: LocalEntra) {
  return stack.control.exchanges({ endpoint: 'token', method: 'POST' })
}

export function authorizations(stack: LocalEntra) {
  return stack.control.exchanges({ endpoint: 'authorize' })
}

/** Counts the token requests of a page, including those that do not reach a server. */
export function countTokenRequests(page: Page): () => number {
  let count = 0
  page.on('request', (request) => {
    if (request.method() === 'POST' && new URL(request.url()).pathname.endsWith('/token'))
      count += 1
  })
  return () => count
}

/** Makes the page believe that its tab is visible or hidden. */
export async function setVisibility(page: Page, state: 'visible' | 'hidden'): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { value, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, state)
}

/** Counts the redirects of the page, without its frames, to the authorization endpoint. */
export function countRedirects(page: Page): () => number {
  let count = 0
  page.on('request', (request) => {
    const isOwn = request.isNavigationRequest() && request.frame() === page.mainFrame()
    if (isOwn && new URL(request.url()).pathname.endsWith('/authorize')) count += 1
  })
  return () => count
}

export const minute = 60
export const hour = 60 * minute
