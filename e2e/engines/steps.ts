import type { LocalEntra } from '#local-entra'
import { expect } from '../support/fixtures.ts'
import { plainAccount } from '../support/person.ts'
import type { Tab } from './engine.ts'

/** What a user sees of a page. */
interface View {
  /** Path, query and fragment. */
  address: string
  heading: string
  /** The rows of the forecast. */
  rows: number
  alert: string
}

/** Calls a function in the page. It must be self-contained. */
export function call<Parameters extends unknown[], Result>(
  tab: Tab,
  work: (...parameters: Parameters) => Result,
  ...parameters: Parameters
): Promise<Result> {
  const list = parameters.map((each) => JSON.stringify(each)).join(', ')
  return tab.evaluate(`(${work.toString()})(${list})`) as Promise<Result>
}

function readView(): View {
  const shown = (selector: string) =>
    [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility())
  const { pathname, search, hash } = location
  return {
    address: pathname + search + hash,
    heading: shown('h1')[0]?.textContent ?? '',
    rows: shown('tbody tr').length,
    alert: shown('[role=alert]')[0]?.textContent ?? '',
  }
}

/** A page that navigates cannot be read. */
export function look(tab: Tab): Promise<View | string> {
  return call(tab, readView).catch((error: unknown) => String(error))
}

/** Waits until a page looks like this. */
export async function expectView(
  tab: Tab,
  expected: Partial<Record<keyof View, unknown>>,
): Promise<void> {
  await expect.poll(() => look(tab)).toEqual(expect.objectContaining(expected))
}

/** Waits for a button or a link whose name contains this text, and clicks it. */
export async function click(tab: Tab, name: string): Promise<void> {
  const find = (wanted: string) =>
    [...document.querySelectorAll('a, button')].find(
      (element) =>
        element.checkVisibility() && (element.ariaLabel ?? element.textContent).includes(wanted),
    )
  await expect(() => tab.click(`(${find.toString()})(${JSON.stringify(name)})`)).toPass({
    timeout: 30_000,
  })
}

export const signInPage = { heading: 'Sign in', rows: 0, alert: '' }
export const publicPage = { heading: 'Tomorrow’s weather, and the days after.', rows: 0, alert: '' }
export const forecast = { rows: 5, alert: '' }

/** Signs in on the page of the provider, without a session there, and gives consent. */
export async function signInAs(tab: Tab, account = plainAccount): Promise<void> {
  await click(tab, account)
  await click(tab, 'Accept')
}

/** Opens a protected page for the first time, signs in, and clears the log of exchanges. */
export async function enter(tab: Tab, url: string, stack: LocalEntra): Promise<void> {
  await tab.open(url)
  await signInAs(tab)
  await expectView(tab, { rows: 5 })
  stack.control.clearExchanges()
}

/** Opens a page in a tab of a browser in which a user is signed in. */
export async function openForecast(tab: Tab, origin: string): Promise<void> {
  await tab.open(`${origin}/forecast`)
  await expectView(tab, forecast)
}

export async function signOut(tab: Tab): Promise<void> {
  await click(tab, '@')
  await click(tab, 'Sign out')
}

/** Back and Forward, as by a script: not every driver's own commands know the back/forward cache. */
export async function traverse(tab: Tab, steps: 1 | -1): Promise<void> {
  // Again on the next page if this one is just being left.
  await expect(() => call(tab, (delta) => void setTimeout(() => history.go(delta)), steps)).toPass()
}

export async function reload(tab: Tab): Promise<void> {
  await call(tab, () => void setTimeout(() => location.reload()))
}

/** Each request for a token so far, with its status. */
export function tokenRequests(stack: LocalEntra): string[] {
  return stack.control
    .exchanges({ endpoint: 'token', method: 'POST' })
    .map(({ form, status }) => `${form['grant_type']} ${status}`)
}

/** Each authorization request so far: from a hidden frame or from the page, with or without a cookie. */
export function authorizations(stack: LocalEntra): string[] {
  return stack.control
    .exchanges({ endpoint: 'authorize' })
    .map(({ url, requestHeaders }) =>
      [
        url.includes('prompt=none') ? 'frame' : 'page',
        requestHeaders['cookie'] === undefined ? 'without cookie' : 'with cookie',
      ].join(' '),
    )
}

/** The content of session storage. */
export function storedText(tab: Tab): Promise<string> {
  return call(tab, () => JSON.stringify(Object.entries(sessionStorage)))
}
