import { expect, type Page } from 'playwright/test'
import { plainAccount } from '../../e2e/support/person.ts'
import {
  chooseInMenu,
  expectSignedOut,
  hour,
  minute,
  pass,
  setVisibility,
} from '../../e2e/support/session-steps.ts'
import { clickSignOut, watchEnd } from '../../e2e/support/watch-end.ts'
import { recover } from './recovery.ts'
import type { Step, World } from './world.ts'

// Do not wait long for a button that is missing.
const patience = { timeout: 1_000 }

/** What users do with an open page. */
export const actions: readonly Step[] = [
  { name: 'reloads', take: ({ page }) => page.reload({ waitUntil: 'commit' }) },
  { name: 'refreshes the forecast', take: ({ page }) => press(page, 'Refresh') },
  {
    name: 'looks at the flow and comes back',
    take: async ({ page }) => {
      await page.getByRole('link', { name: 'Flow' }).click(patience)
      await page.getByRole('link', { name: 'Forecast' }).click(patience)
    },
  },
  {
    name: 'reads for a while',
    take: ({ page, stack, random }) => pass(page, stack, (1 + random.below(90)) * minute),
  },
  {
    name: 'leaves the tab alone',
    take: async ({ page, stack, random }) => {
      await setVisibility(page, 'hidden')
      await pass(page, stack, (1 + random.below(30)) * hour)
      await setVisibility(page, 'visible')
    },
  },
  {
    name: 'loses the connection for a while',
    take: async ({ page, stack, context, random }) => {
      await context.setOffline(true)
      await pass(page, stack, (1 + random.below(90)) * minute)
      await context.setOffline(false)
    },
  },
  {
    name: 'returns to the window',
    take: ({ page }) => page.evaluate(() => void dispatchEvent(new Event('focus'))),
  },
  {
    name: 'begins to switch accounts and cancels',
    take: async (world) => {
      await chooseToSwitch(world)
      await world.page.getByRole('button', { name: 'Cancel' }).click(patience)
    },
  },
  {
    name: 'begins to switch accounts and goes Back',
    take: async (world) => {
      await chooseToSwitch(world)
      await world.page.goBack({ waitUntil: 'commit' })
    },
  },
]

/** The actions that end a session. Each leads to the start page. */
export const endings: readonly Step[] = [
  {
    name: 'signs out',
    take: async ({ page }) => {
      await chooseInMenu(page, 'Sign out')
      await expectSignedOut(page)
    },
  },
  {
    name: 'signs out in another tab',
    take: async (world) => {
      const { page, context, signOutTimes } = world
      const other = await context.newPage()
      await other.goto('/forecast')
      expect((await recover({ ...world, page: other })).at(-1)).toBe('arrives')
      const end = await watchEnd(page)
      const clickedAt = await clickSignOut(other)
      signOutTimes.push((await end.at) - clickedAt)
      await expectSignedOut(page)
      await other.close()
    },
  },
  {
    name: 'signs out while the identity provider is down',
    take: async ({ page, stack }) => {
      await stack.control.pause()
      await chooseInMenu(page, 'Sign out')
      await expect.poll(() => page.url()).toContain('chrome-error:')
      await stack.control.resume()
      await page.goto('/')
      await expectSignedOut(page)
    },
  },
]

async function chooseToSwitch({ page, redirects }: World): Promise<void> {
  const menu = page.getByRole('banner').getByRole('button', { name: plainAccount })
  await menu.waitFor(patience)
  redirects.userActs()
  await chooseInMenu(page, 'Switch account')
  await page.waitForURL((url) => url.pathname.endsWith('/authorize'), patience)
}

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).click(patience)
}
