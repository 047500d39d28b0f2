import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Site } from '../../../e2e/support/fixtures.ts'
import { type ServerFault, startFaultyServer } from '../../../e2e/support/faulty-server.ts'
import type { LocalStack } from '../../../local-entra/local-stack.ts'
import type { Patient } from '../doctor.ts'
import type { StaticWebAppConfig } from '../../hosts/static-web-app.ts'
import { readHosting, writeFiles } from '../../hosts/write-deployment.ts'

/** A good deployment. */
export interface World {
  site: Site
  stack: LocalStack
}

export interface Planted {
  /** Where the app is, when it is not the site itself. */
  app?: string
  /** What else the doctor is told. */
  patient?: Partial<Patient>
  /** What the fixtures do not put back by themselves. */
  undo?: () => Promise<void>
}

/** Something wrong with a deployment, and what the doctor has to say about it. */
export interface Fault {
  title: string
  plant: (world: World) => Promise<Planted>
  /** Every check that fails then; the problem and the fix are those of the first. */
  checks: string[]
  problem: RegExp
  fix: RegExp
}

/** Changes what the site's own host sends: headers, routes, fallback. */
export async function changeHosting(
  { site }: World,
  change: (hosting: StaticWebAppConfig) => void,
): Promise<Planted> {
  const hosting = await readHosting(site.folder)
  change(hosting)
  const file = join(site.folder, 'staticwebapp.config.json')
  await writeFiles(new Map([[file, JSON.stringify(hosting)]]))
  return {}
}

/** Changes a file of the site until the test is over. */
export async function replaceFile({ site }: World, name: string, change: (text: string) => string) {
  const file = join(site.folder, name)
  const text = await readFile(file, 'utf8')
  await writeFile(file, change(text))
  return { undo: () => writeFile(file, text) }
}

/** Puts a server with a fault in front of the site. */
export async function plantInFront(
  { site, stack }: World,
  fault: ServerFault,
): Promise<Planted & { app: string }> {
  const front = await startFaultyServer(site.origin, fault)
  stack.control.addAppOrigin(`${front.origin}/`)
  return { app: front.origin, undo: front.close }
}
