import type { Page } from 'playwright/test'
import { plainAccount } from '../../e2e/support/person.ts'
import { chooseInMenu, hour, minute, pass, setVisibility } from '../../e2e/support/session-steps.ts'
import type { Step, World } from './world.ts'

// What is not there cannot be pressed, and a person does not wait long for it.
const patience = { timeout: 1_000 }

/** What people do with a page that is open. */
export const acts: readonly Step[] = [
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
    name: 'comes back to the window',
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

async function chooseToSwitch({ page, redirects }: World): Promise<void> {
  const menu = page.getByRole('banner').getByRole('button', { name: plainAccount })
  await menu.waitFor(patience)
  redirects.personActs()
  await chooseInMenu(page, 'Switch account')
  await page.waitForURL((url) => url.pathname.endsWith('/authorize'), patience)
}

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).click(patience)
}
