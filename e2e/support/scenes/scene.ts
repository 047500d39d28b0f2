import type { Page } from 'playwright/test'
import type { Site } from '../fixtures.ts'
import type { LocalStack } from '../../../local-entra/local-stack.ts'

export interface Stage {
  page: Page
  stack: LocalStack
  site: Site
}

/** A state that a person can find the app in, and how to bring it about. Who gets here is signed in at the identity provider. */
export interface Scene {
  name: string
  show: (stage: Stage) => Promise<void>
  /** The page is too long for a picture of all of it. */
  isLong?: boolean
}

export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path, { waitUntil: 'commit' })
}
