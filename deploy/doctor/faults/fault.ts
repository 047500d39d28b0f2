import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Site } from '../../../e2e/support/fixtures.ts'
import { type ServerFault, startFaultyServer } from '../../../e2e/support/faulty-server.ts'
import type { LocalEntra } from '#local-entra'
import type { Target } from '../doctor.ts'
import type { StaticWebAppConfig } from '../../hosts/static-web-app.ts'
import { readHosting, writeFiles } from '../../hosts/write-deployment.ts'

/** A correct deployment. */
export interface Deployment {
  site: Site
  stack: LocalEntra
}

export interface Planted {
  /** The address of the app, if it is not the site's. */
  app?: string
  /** Further input of the doctor. */
  target?: Partial<Target>
  /** Restores what the fixtures do not. */
  undo?: () => Promise<void>
}

/** A fault in a deployment, and the expected findings of the doctor. */
export interface Fault {
  title: string
  plant: (deployment: Deployment) => Promise<Planted>
  /** The checks that fail. `problem` and `fix` belong to the first. */
  checks: string[]
  problem: RegExp
  fix: RegExp
}

/** Changes the headers, routes and fallback of the site's host. */
export async function changeHosting(
  { site }: Deployment,
  change: (hosting: StaticWebAppConfig) => void,
): Promise<Planted> {
  const hosting = await readHosting(site.folder)
  change(hosting)
  const file = join(site.folder, 'staticwebapp.config.json')
  await writeFiles(new Map([[file, JSON.stringify(hosting)]]))
  return {}
}

/** Changes a file of the site until the test is over. */
export async function replaceFile(
  { site }: Deployment,
  name: string,
  change: (text: string) => string,
) {
  const file = join(site.folder, name)
  const text = await readFile(file, 'utf8')
  await writeFile(file, change(text))
  return { undo: () => writeFile(file, text) }
}

/** Puts a server with a fault in front of the site. */
export async function plantInFront(
  { site, stack }: Deployment,
  fault: ServerFault,
): Promise<Planted & { app: string }> {
  const front = await startFaultyServer(site.origin, fault)
  stack.control.addAppOrigin(`${front.origin}/`)
  return { app: front.origin, undo: front.close }
}
