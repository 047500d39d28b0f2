import type { BrowserContext, Page } from 'playwright'
import type { OpenProfile } from './profiles.ts'
import { accountButton, forecastRows, plainAccount } from '../e2e/support/person.ts'
import { sampleForecast } from '../e2e/support/sample-forecast.ts'
import type { Contest } from './contestants.ts'
import { crowds, isOneOfMany } from './crowd-sizes.ts'
import { enter } from './growth.ts'
import type { Measurements } from './measurements.ts'
import { reload, settle } from './trial.ts'

/** So many that want a token at once, when the one at hand has expired. */
export async function measureCallers(
  openProfile: OpenProfile,
  contest: Contest,
): Promise<Measurements> {
  const { control } = contest.stack
  const undo = control.setAccessTokenLifetime(200)
  const watched = await enter(openProfile, contest, 'app')
  const results: Measurements = {}
  for (const [index, callers] of crowds.entries()) {
    control.clearExchanges()
    // Another first row, by which its arrival is seen.
    control.setForecast(sampleForecast(7 + index).slice(index + 1))
    const began = await watched.page.evaluate((count) => {
      const now = performance.timeOrigin + performance.now()
      for (let caller = 0; caller < count; caller += 1) dispatchEvent(new Event('focus'))
      document.querySelector<HTMLElement>('button.refresh')?.click()
      return now
    }, callers)
    results[`${callers} callers → rows`] = (await watched.when('rows', began)) - began
    await settle(watched)
    const asked = control.exchanges({ endpoint: 'token', method: 'POST' }).length
    results[`${callers} callers: token requests`] = asked
  }
  await watched.context.close()
  undo()
  return results
}

/** So many accounts in one tab. */
export async function measureAccounts(
  openProfile: OpenProfile,
  contest: Contest,
): Promise<Measurements> {
  const { control, identity } = contest.stack
  const watched = await enter(openProfile, contest, 'app')
  const names = identity.sampleAccounts.map(({ userName }) => userName).filter(isOneOfMany)
  await control.signInAs(watched.context, [plainAccount, ...names])
  const results: Measurements = {}
  for (const [index, name] of [plainAccount, ...names].entries()) {
    if (index > 0) await addAccount(watched.page, name)
    const count = crowds.find((crowd) => crowd === index + 1)
    if (count === undefined) continue
    const times = await reload(watched, `${count} accounts`)
    results[`${count} accounts → rows`] = times[`${count} accounts → rows`] ?? Number.NaN
  }
  await watched.context.close()
  return results
}

async function addAccount(page: Page, name: string): Promise<void> {
  await accountButton(page, '@').click()
  await page.getByRole('button', { name: 'Switch account' }).click()
  await page.getByRole('button', { name }).click()
  await accountButton(page, name).waitFor()
  await forecastRows(page).first().waitFor()
}

/** Signing out ends so many tabs: how long until the last of them shows nothing any more. */
export async function measureTabs(
  openProfile: OpenProfile,
  contest: Contest,
): Promise<Measurements> {
  const results: Measurements = {}
  for (const tabs of crowds) {
    const { page, context } = await enter(openProfile, contest, 'app')
    const others = await openTabs(context, `${contest.origins.app}/forecast`, tabs)
    await accountButton(page, '@').click()
    const began = Date.now()
    const ends = others.map((other) => forecastRows(other).first().waitFor({ state: 'detached' }))
    await Promise.all([page.getByRole('button', { name: 'Sign out' }).click(), ...ends])
    results[`${tabs} tabs: signed out in all`] = Date.now() - began
    await context.close()
  }
  return results
}

async function openTabs(context: BrowserContext, url: string, count: number): Promise<Page[]> {
  const pages: Page[] = []
  for (let index = 0; index < count; index += 1) {
    const page = await context.newPage()
    await page.goto(url)
    await forecastRows(page).first().waitFor()
    pages.push(page)
  }
  return pages
}
