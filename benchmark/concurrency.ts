import type { BrowserContext, Page } from 'playwright'
import { accountButton, forecastRows, plainAccount } from '../e2e/support/person.ts'
import { sampleForecast } from '../e2e/support/sample-forecast.ts'
import type { Apps } from './apps.ts'
import { enter } from './growth.ts'
import type { Measurements } from './statistics.ts'
import { reload, settle } from './visit.ts'

const counts = [1, 4, 16] as const

/** Concurrent calls to the API when the access token has expired. */
export async function measureCallers(apps: Apps): Promise<Measurements> {
  const { control } = apps.stack
  const undo = control.setAccessTokenLifetime(200)
  const watched = await enter(apps, 'app')
  const results: Measurements = {}
  for (const [index, callers] of counts.entries()) {
    control.clearExchanges()
    // The first row changes, which shows that the response is new.
    control.setForecast(sampleForecast(7 + index).slice(index + 1))
    const began = await watched.page.evaluate((count) => {
      const now = performance.timeOrigin + performance.now()
      for (let caller = 0; caller < count; caller += 1) dispatchEvent(new Event('focus'))
      document.querySelector<HTMLElement>('button.refresh')?.click()
      return now
    }, callers)
    results[`${callers} callers → rows`] = (await watched.when('rows', began)) - began
    await settle(watched)
    const sent = control.exchanges({ endpoint: 'token', method: 'POST' }).length
    results[`${callers} callers: token requests`] = sent
  }
  await watched.context.close()
  undo()
  return results
}

/** Accounts in one tab. */
export async function measureAccounts(apps: Apps): Promise<Measurements> {
  const watched = await enter(apps, 'app')
  const names = [plainAccount, ...apps.extraAccounts]
  await apps.stack.control.signInAs(watched.context, names)
  const results: Measurements = {}
  for (const [index, name] of names.entries()) {
    if (index > 0) await addAccount(watched.page, name)
    const count = counts.find((each) => each === index + 1)
    if (count === undefined) continue
    const title = `${count} accounts → rows`
    const times = await reload(watched, title)
    results[title] = times[title] ?? Number.NaN
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

/** A sign-out in one tab ends the session of all: how long until the last one shows no data. */
export async function measureTabs(apps: Apps): Promise<Measurements> {
  const results: Measurements = {}
  for (const count of counts) {
    const { page, context } = await enter(apps, 'app')
    const others = await openTabs(context, `${apps.origins['app']}/forecast`, count)
    await accountButton(page, '@').click()
    const began = Date.now()
    const ends = others.map((other) => forecastRows(other).first().waitFor({ state: 'detached' }))
    await Promise.all([page.getByRole('button', { name: 'Sign out' }).click(), ...ends])
    results[`${count} tabs: signed out in all`] = Date.now() - began
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
