import { expect } from 'playwright/test'
import { chooseInMenu, expectSignedOut } from '../../e2e/support/session-steps.ts'
import { clickSignOut, watchEnd } from '../../e2e/support/watch-end.ts'
import { findWayOn } from './ways-on.ts'
import type { Step } from './world.ts'

/** The ways in which a session is ended. Each leads to the start page. */
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
      expect((await findWayOn({ ...world, page: other })).at(-1)).toBe('arrives')
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
