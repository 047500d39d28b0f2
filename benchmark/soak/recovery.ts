import type { Locator, Page } from 'playwright/test'
import { forecastRows, plainAccount } from '../../e2e/support/person.ts'
import { pass } from '../../e2e/support/session-steps.ts'
import type { World } from './world.ts'

/** What a page offers, and what a user does with it. */
interface Offer {
  name: string
  find: (page: Page) => Locator
  take: (found: Locator, page: Page) => Promise<unknown>
}

const press = (found: Locator) => found.click({ timeout: 2_000 })
const openAgain = (_found: Locator, page: Page) => page.goto('/forecast', { waitUntil: 'commit' })

/** On the pages of the identity provider. */
const offersOfProvider: readonly Offer[] = [
  {
    name: 'picks the account',
    find: (page) => page.locator('form').getByRole('button', { name: plainAccount }),
    take: press,
  },
  { name: 'accepts', find: (page) => page.getByRole('button', { name: 'Accept' }), take: press },
  { name: 'approves', find: (page) => page.getByRole('button', { name: 'Approve' }), take: press },
  {
    name: 'leaves the provider’s error page for the app',
    find: (page) => page.getByRole('alert').filter({ hasText: /trouble signing|no longer active/ }),
    take: openAgain,
  },
]

/** On the pages of the app. */
const offersOfApp: readonly Offer[] = [
  {
    name: 'presses the button of the alert',
    find: (page) => page.getByRole('alert').getByRole('button').filter({ hasNotText: /^Copy/ }),
    take: press,
  },
  {
    name: 'follows the link of the alert',
    find: (page) => page.getByRole('alert').getByRole('link'),
    take: press,
  },
  {
    name: 'signs in again',
    find: (page) => page.getByRole('button', { name: 'Sign in again' }),
    take: press,
  },
  {
    name: 'signs in from the start page',
    find: (page) => page.getByRole('link', { name: 'Sign in' }),
    take: press,
  },
]

/** The goal: there are rows, and a refresh brings new ones. */
const seeForecast: Offer = {
  name: 'sees the forecast',
  find: (page) => forecastRows(page).first(),
  take: refresh,
}

const goToForecast: Offer = {
  name: 'goes to the forecast',
  find: (page) => page.getByRole('link', { name: 'Forecast' }),
  take: press,
}

const offers = [...offersOfProvider, ...offersOfApp, seeForecast, goToForecast]
const maxSteps = 10

/**
 * Does what the page offers until there is a new forecast.
 * @returns the names of the steps; without `arrives` at the end, this is a dead end
 */
export async function recover(world: World): Promise<string[]> {
  const { page, stack, redirects } = world
  const done: string[] = []
  while (done.length < maxSteps) {
    const offer = await findOffer(world)
    if (!offer) return [...done, `finds nothing at ${page.url()}`]
    const before = freshForecasts(world)
    // A user who has to do the same again waits first.
    if (offer.name === done.at(-1)) await pass(page, stack, 15)
    redirects.userActs()
    done.push(offer.name)
    await offer.take(offer.find(page).first(), page).catch(() => undefined)
    if (offer === seeForecast && (await arrives(world, before))) return [...done, 'arrives']
  }
  return done
}

async function refresh(_rows: Locator, page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Refresh' }).click({ timeout: 2_000 })
}

/** @returns the first visible offer. While there is none, moves the clock past the timeouts of the app. */
async function findOffer({ page, stack, origin }: World): Promise<Offer | undefined> {
  for (let turn = 0; turn < 4; turn++) {
    const any = offers.map(({ find }) => find(page)).reduce((all, one) => all.or(one))
    await any
      .first()
      .waitFor({ timeout: 2_000 })
      .catch(() => undefined)
    for (const offer of offers) {
      if (await offer.find(page).first().isVisible()) return offer
    }
    if (new URL(page.url()).origin !== origin) return leaveForApp
    await pass(page, stack, 15)
  }
  return undefined
}

/** For error pages of the browser or the identity provider. */
const leaveForApp: Offer = {
  name: 'opens the app again',
  find: (page) => page.locator('html'),
  take: openAgain,
}

function freshForecasts({ stack }: World): number {
  const answers = stack.control.exchanges({ endpoint: 'weather', method: 'GET' })
  return answers.filter(({ status }) => status === 200).length
}

/** Whether a refresh brings a new forecast, and no error. */
async function arrives(world: World, before: number): Promise<boolean> {
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
