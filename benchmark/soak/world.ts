import type { BrowserContext, Page } from 'playwright/test'
import type { LocalEntra } from '#local-entra'
import type { Random } from '../../command-line/testing/random.ts'
import type { RedirectCount } from './redirect-count.ts'

/** Where one cycle takes place: a browser profile of its own, its servers, and the dice. */
export interface World {
  page: Page
  context: BrowserContext
  stack: LocalEntra
  /** Where the app is. */
  origin: string
  random: Random
  redirects: RedirectCount
  /** What takes away again what was planted. */
  undos: (() => unknown)[]
  /** How long each sign-out in another tab took to reach this one, in milliseconds. */
  signOutTimes: number[]
}

/** Something that happens, or that the person does. */
export interface Step {
  name: string
  take: (world: World) => unknown
}
