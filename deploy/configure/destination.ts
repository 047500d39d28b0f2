import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { apisOf, type Config, type ConfigFault } from '../../src/config/config.ts'
import { nginxServer } from '../hosts/nginx.ts'
import { type ForwardedApi, type Forwarding } from '../hosts/nginx-api.ts'
import { builtFor, type StaticWebAppConfig } from '../hosts/static-web-app.ts'
import { configurationFile, type Files, hostingFiles } from '../hosts/write-deployment.ts'
import { faultsOfNginx, type NginxWish, upstreamsOf } from './nginx-options.ts'

/** Where a configuration goes. */
export interface Destination {
  folder: string
  /** A built app takes its headers too; a folder of static files for `vite` takes the configuration alone. */
  isBuilt: boolean
  /** The path that it was built for: `/`, or one that ends with `/`. */
  basePath: string
  nginx?: NginxDestination | undefined
}

export interface NginxDestination extends Forwarding {
  file: string
  root: string
  apis: ForwardedApi[]
}

export interface DestinationWish extends NginxWish {
  out?: string | undefined
}

/**
 * Looks at where things are to go.
 * @param config decides which APIs nginx has to forward to
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
  const found = await stat(folder).catch(() => undefined)
  if (!found) faults.push(noSuchFolder(folder))
  else if (!found.isDirectory()) faults.push(noFolder(folder))
  if (document?.includes('/src/main.tsx') === true) faults.push(sourceFolder(folder))
  if (!isBuilt && wish.nginx !== undefined) faults.push(notBuilt(folder))
  faults.push(...faultsOfNginx(wish, folder, config))
  const basePath = builtFor(document ?? '')
  const nginx = nginxOf(wish, folder, config)
  return { destination: { folder, isBuilt, basePath, nginx }, faults }
}

/** @returns the files of a configuration at a destination; nothing is written */
export async function filesOf(config: Config, destination: Destination): Promise<Files> {
  const { folder, isBuilt, nginx } = destination
  const configuration = configurationFile(folder, config)
  if (!isBuilt) return configuration
  const hosting = await hostingFiles(folder, config)
  if (!nginx) return new Map([...configuration, ...hosting])
  const [rules = ''] = hosting.values()
  const server = nginxServer(JSON.parse(rules) as StaticWebAppConfig, nginx)
  return new Map([...configuration, ...hosting, [nginx.file, `${server}\n`]])
}

function nginxOf(
  wish: DestinationWish,
  folder: string,
  config: Config | undefined,
): NginxDestination | undefined {
  const { nginx, nginxRoot, nginxCa, nginxResolver } = wish
  if (nginx === undefined) return undefined
  const upstreams = upstreamsOf(wish)
  const apis = (config ? apisOf(config) : []).flatMap(({ key, url }) => {
    const upstream = upstreams.get(key)
    return upstream === undefined ? [] : [{ path: url, upstream }]
  })
  const root = nginxRoot ?? resolve(folder)
  return { file: nginx, root, apis, authorities: nginxCa, resolver: nginxResolver }
}

function noSuchFolder(folder: string): ConfigFault {
  const problem = `${folder} is not there.`
  return { key: '--out', problem, fix: 'Run `npm run build` first, or name a folder that is.' }
}

function noFolder(folder: string): ConfigFault {
  return { key: '--out', problem: `${folder} is no folder.`, fix: 'Name the folder, e.g. dist.' }
}

function sourceFolder(folder: string): ConfigFault {
  const problem = `${folder} holds the source of the app and not a build of it.`
  return { key: '--out', problem, fix: 'Name dist for the built app, or public for development.' }
}

function notBuilt(folder: string): ConfigFault {
  const problem = `needs a built app, and ${folder} is none.`
  return { key: '--nginx', problem, fix: 'Run `npm run build` and add --out dist.' }
}
