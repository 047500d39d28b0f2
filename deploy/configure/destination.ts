import { access, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Config } from '../../src/config/config.ts'
import type { ConfigFault } from '../../src/config/config.ts'

/** Where a configuration goes. */
export interface Destination {
  folder: string
  /** A built app takes its headers too; a folder of static files for `vite` takes the configuration alone. */
  isBuilt: boolean
  nginx?: NginxDestination | undefined
}

export interface NginxDestination {
  file: string
  root: string
  api?: { path: string; upstream: string } | undefined
}

export interface DestinationWish {
  out?: string | undefined
  nginx?: string | undefined
  nginxRoot?: string | undefined
  nginxApi?: string | undefined
}

/**
 * Looks at where things are to go.
 * @param config decides whether nginx has to hand an API through
 * @returns the destination, and everything that is wrong with it
 */
export async function findDestination(
  wish: DestinationWish,
  config: Config | undefined,
): Promise<{ destination: Destination; faults: ConfigFault[] }> {
  const folder = wish.out ?? 'public'
  const document = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined)
  const isBuilt = document !== undefined
  const faults: ConfigFault[] = []
  if (!(await exists(folder))) faults.push(noSuchFolder(folder))
  if (document?.includes('/src/main.tsx') === true) faults.push(sourceFolder(folder))
  if (!isBuilt && wish.nginx !== undefined) faults.push(notBuilt(folder))
  faults.push(...faultsOfNginx(wish, config))
  return { destination: { folder, isBuilt, nginx: nginxOf(wish, folder, config) }, faults }
}

function nginxOf(
  { nginx, nginxRoot, nginxApi }: DestinationWish,
  folder: string,
  config: Config | undefined,
): NginxDestination | undefined {
  if (nginx === undefined) return undefined
  const path = config?.weatherApi.url ?? ''
  return {
    file: nginx,
    root: nginxRoot ?? resolve(folder),
    api: nginxApi === undefined ? undefined : { path, upstream: nginxApi },
  }
}

function faultsOfNginx(wish: DestinationWish, config: Config | undefined): ConfigFault[] {
  const { nginx, nginxRoot, nginxApi } = wish
  if (nginx === undefined) {
    const useless = Object.entries({ '--nginx-root': nginxRoot, '--nginx-api': nginxApi })
    return useless.filter(([, value]) => value !== undefined).map(([key]) => needsNginx(key))
  }
  const isOwnOrigin = config?.weatherApi.url.startsWith('/') === true
  if (config && isOwnOrigin && nginxApi === undefined) return [missingUpstream]
  if (config && !isOwnOrigin && nginxApi !== undefined) return [surplusUpstream]
  if (nginxApi !== undefined && !/^https?:\/\/[^\s;{}/]+$/.test(nginxApi)) return [badUpstream]
  return []
}

function noSuchFolder(folder: string): ConfigFault {
  const problem = `${folder} is not there.`
  return { key: '--out', problem, fix: 'Run `npm run build` first, or name a folder that is.' }
}

function sourceFolder(folder: string): ConfigFault {
  const problem = `${folder} holds the source of the app and not a build of it.`
  return { key: '--out', problem, fix: 'Name dist for the built app, or public for development.' }
}

function notBuilt(folder: string): ConfigFault {
  const problem = `needs a built app, and ${folder} is none.`
  return { key: '--nginx', problem, fix: 'Run `npm run build` and add --out dist.' }
}

function needsNginx(key: string): ConfigFault {
  return { key, problem: 'means nothing without --nginx.', fix: 'Add --nginx <file>.' }
}

const missingUpstream: ConfigFault = {
  key: '--nginx-api',
  problem: 'is missing: the API is on the app’s own origin, so nginx has to hand it through.',
  fix: 'Set it to the scheme, host and port of the API, e.g. http://127.0.0.1:8080.',
}

const surplusUpstream: ConfigFault = {
  key: '--nginx-api',
  problem: 'is given, but browsers go to the API themselves.',
  fix: 'Leave it out, or set --api-url to a path.',
}

const badUpstream: ConfigFault = {
  key: '--nginx-api',
  problem: 'has to be scheme, host and port alone.',
  fix: 'Set it to, for example, http://127.0.0.1:8080.',
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
