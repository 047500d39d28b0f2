import type { Page } from 'playwright/test'
import type { Site } from '../fixtures.ts'
import type { LocalEntra } from '#local-entra'

export interface Stage {
  page: Page
  stack: LocalEntra
  site: Site
}

/** A state of the app, and how to reach it. The browser has a session at the identity provider. */
export interface Scene {
  name: string
  show: (stage: Stage) => Promise<void>
  /** The page is too long for a full-page screenshot. */
  isLong?: boolean
}

export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path, { waitUntil: 'commit' })
}
