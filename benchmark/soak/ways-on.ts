import type { Locator, Page } from 'playwright/test'
import { forecastRows, plainAccount } from '../../e2e/support/person.ts'
import { pass } from '../../e2e/support/session-steps.ts'
import type { World } from './world.ts'

/** Something on screen that leads on, and what a person does with it. */
interface WayOn {
  name: string
  find: (page: Page) => Locator
  go: (found: Locator, page: Page) => Promise<unknown>
}

const press = (found: Locator) => found.click({ timeout: 2_000 })
const openAgain = (_found: Locator, page: Page) => page.goto('/forecast', { waitUntil: 'commit' })

/** The pages of the identity provider. */
const wayThroughSignIn: readonly WayOn[] = [
  {
    name: 'picks the account',
    find: (page) => page.locator('form').getByRole('button', { name: plainAccount }),
    go: press,
  },
  { name: 'accepts', find: (page) => page.getByRole('button', { name: 'Accept' }), go: press },
  { name: 'approves', find: (page) => page.getByRole('button', { name: 'Approve' }), go: press },
  {
    name: 'leaves the provider’s error page for the app',
    find: (page) => page.getByRole('alert').filter({ hasText: /trouble signing|no longer active/ }),
    go: openAgain,
  },
]

/** What the app itself offers. */
const waysOnInApp: readonly WayOn[] = [
  {
    name: 'presses the button of the alert',
    find: (page) => page.getByRole('alert').getByRole('button').filter({ hasNotText: /^Copy/ }),
    go: press,
  },
  {
    name: 'follows the link of the alert',
    find: (page) => page.getByRole('alert').getByRole('link'),
    go: press,
  },
  {
    name: 'signs in again',
    find: (page) => page.getByRole('button', { name: 'Sign in again' }),
    go: press,
  },
  {
    name: 'signs in from the start page',
    find: (page) => page.getByRole('link', { name: 'Sign in' }),
    go: press,
  },
]

/** What all of it is for: there are rows, and a refresh brings new ones. */
const seeForecast: WayOn = {
  name: 'sees the forecast',
  find: (page) => forecastRows(page).first(),
  go: refresh,
}

const goToForecast: WayOn = {
  name: 'goes to the forecast',
  find: (page) => page.getByRole('link', { name: 'Forecast' }),
  go: press,
}

const waysOn = [...wayThroughSignIn, ...waysOnInApp, seeForecast, goToForecast]
const mostSteps = 10

/**
 * Does what the screen offers until there is a forecast that has just come.
 * @returns what was done, in words; the last word is `arrives`, or this is a dead end
 */
export async function findWayOn(world: World): Promise<string[]> {
  const { page, stack, redirects } = world
  const done: string[] = []
  while (done.length < mostSteps) {
    const way = await lookAround(world)
    if (!way) return [...done, `finds nothing at ${page.url()}`]
    const before = freshForecasts(world)
    // Who has to do the same again waits a little first.
    if (way.name === done.at(-1)) await pass(page, stack, 15)
    redirects.personActs()
    done.push(way.name)
    await way.go(way.find(page).first(), page).catch(() => undefined)
    if (way === seeForecast && (await comes(world, before))) {
      return [...done, 'arrives']
    }
  }
  return done
}

async function refresh(_rows: Locator, page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Refresh' }).click({ timeout: 2_000 })
}

/** What there is to do, the first that is in sight. Where there is nothing, the time-outs of the app are let run out. */
async function lookAround({ page, stack, origin }: World): Promise<WayOn | undefined> {
  for (let turn = 0; turn < 4; turn++) {
    const anything = waysOn.map(({ find }) => find(page)).reduce((all, one) => all.or(one))
    await anything
      .first()
      .waitFor({ timeout: 2_000 })
      .catch(() => undefined)
    for (const way of waysOn) {
      if (await way.find(page).first().isVisible()) return way
    }
    if (new URL(page.url()).origin !== origin) return leaveForApp
    await pass(page, stack, 15)
  }
  return undefined
}

/** For errors of the browser and bare ones of the identity provider, which are no page of the app. */
const leaveForApp: WayOn = {
  name: 'opens the app again',
  find: (page) => page.locator('html'),
  go: openAgain,
}

function freshForecasts({ stack }: World): number {
  const answers = stack.control.exchanges({ endpoint: 'weather', method: 'GET' })
  return answers.filter(({ status }) => status === 200).length
}

/** Whether a refresh brings a new forecast, and not something else to see to. */
async function comes(world: World, before: number): Promise<boolean> {
  const { page } = world
  const upToDate = page.getByRole('status').filter({ hasText: 'up to date' })
  const obstacle = page.getByRole('alert').or(page.getByRole('heading', { name: 'Sign in' }))
  await upToDate
    .or(obstacle)
    .first()
    .waitFor({ timeout: 3_000 })
    .catch(() => undefined)
  return freshForecasts(world) > before && (await forecastRows(page).first().isVisible())
}
