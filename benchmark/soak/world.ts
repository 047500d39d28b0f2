import type { BrowserContext, Page } from 'playwright/test'
import type { LocalEntra } from '#local-entra'
import type { Random } from '../../command-line/testing/random.ts'
import type { RedirectCount } from './redirect-count.ts'

/** What one cycle works with. */
export interface World {
  page: Page
  context: BrowserContext
  stack: LocalEntra
  /** The app’s. */
  origin: string
  random: Random
  redirects: RedirectCount
  /** Remove the faults. */
  undos: (() => unknown)[]
  /** How long each sign-out in another tab took to reach this one, in milliseconds. */
  signOutTimes: number[]
}

/** A fault, or an action of the user. */
export interface Step {
  name: string
  take: (world: World) => unknown
}
