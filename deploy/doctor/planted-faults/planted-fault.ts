import type { Site } from '../../../e2e/support/fixtures.ts'
import type { LocalStack } from '../../../local-entra/local-stack.ts'

export interface World {
  site: Site
  stack: LocalStack
}

export interface Planted {
  /** Where the app is, when it is not the site itself. */
  app?: string
  /** What the fixtures do not put back by themselves. */
  undo?: () => Promise<void>
}

/** Something wrong with a set-up, and what has to be said about it. */
export interface PlantedFault {
  title: string
  plant: (world: World) => Promise<Planted>
  /** Every check that is not good then, the telling one first in the list of its kind. */
  checks: string[]
  problem: RegExp
  fix: RegExp
}
