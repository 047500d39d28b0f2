import { expect, type BrowserContext, type Page } from 'playwright/test'
import type { LocalStack } from '../../local-entra/local-stack.ts'
import { accountButton, forecastRows, plainAccount } from './person.ts'

/** Somebody else, with nothing special about them either. */
export const otherAccount = 'misty.moore@weather.example'

/** Opens a page of the app for someone whom the identity provider already knows: signed in without a form. */
export async function enter(
  page: Page,
  stack: LocalStack,
  { path = '/forecast', account = plainAccount } = {},
): Promise<void> {
  await stack.control.signInAs(page.context(), account)
  await page.goto(path)
  await expect(forecastRows(page)).toHaveCount(5)
  stack.control.clearExchanges()
}

/** Opens another tab of the same browser, which comes to the forecast by itself. */
export async function openTab(context: BrowserContext): Promise<Page> {
  const tab = await context.newPage()
  await tab.goto('/forecast')
  await expect(forecastRows(tab)).toHaveCount(5)
  return tab
}

/** Opens the menu of whoever is signed in and presses one of its buttons. */
export async function chooseInMenu(page: Page, button: string): Promise<void> {
  await accountButton(page, '@').click()
  await page.getByRole('button', { name: button }).click()
}

/** Sees the public page, and nothing of anybody's. */
export async function expectSignedOut(page: Page): Promise<void> {
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
  await expect(page.getByRole('table')).toHaveCount(0)
}

/** The names under which the tab keeps anything, without MSAL's notes about itself. */
export async function storedNames(page: Page): Promise<string[]> {
  const names = await page.evaluate(() => Object.keys(sessionStorage))
  return names.filter((name) => !['msal.version', 'msal.interaction.status'].includes(name))
}

/** All that the tab keeps. */
export function storedText(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)))
}

/** Takes the identity provider's session out of the browser. */
export async function endProviderSession(context: BrowserContext): Promise<void> {
  await context.clearCookies()
}

/**
 * Lets time pass, for the page and for both servers, until the page has done what was due: what it asks for then has been
 * asked for when this returns. The page's clock has to be installed.
 */
export async function pass(page: Page, stack: LocalStack, seconds: number): Promise<void> {
  stack.control.moveClock(seconds)
  await page.clock.fastForward(seconds * 1000)
  await makeRoundTrips(page, 3)
}

/**
 * Asks the app's own host for something, from a page of the app. Any other page has no timers that count, and a page that is
 * left or offline meanwhile has nothing to wait for.
 */
async function makeRoundTrips(page: Page, times: number): Promise<void> {
  const trip = async () => {
    const isApp = document.getElementById('root') !== null
    if (isApp) await fetch('icon.svg', { cache: 'no-store' }).catch(() => undefined)
  }
  for (let count = 0; count < times; count++) await page.evaluate(trip).catch(() => undefined)
}

/** Makes a new tab of this one, as far as the app can tell. The app is not there to notice. */
export async function forgetTab(page: Page): Promise<void> {
  await page.goto('/icon.svg')
  await page.evaluate(() => sessionStorage.clear())
}

/** How many token requests there were. */
export function tokenRequests(stack: LocalStack) {
  return stack.control.exchanges({ endpoint: 'token', method: 'POST' })
}

export function authorizations(stack: LocalStack) {
  return stack.control.exchanges({ endpoint: 'authorize' })
}

/** Counts the token requests of a page, also those that reach no server. */
export function countTokenRequests(page: Page): () => number {
  let count = 0
  page.on('request', (request) => {
    if (request.method() === 'POST' && new URL(request.url()).pathname.endsWith('/token'))
      count += 1
  })
  return () => count
}

/** Makes the page believe that its tab is looked at, or not, as the browser would tell it. */
export async function setVisibility(page: Page, state: 'visible' | 'hidden'): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { value, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, state)
}

/** Counts how often the page itself, not a frame in it, is sent to the sign-in page. */
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
