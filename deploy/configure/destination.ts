import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { apisOf, type Config, type ConfigFault } from '../../src/config/config.ts'
import { nginxServer } from '../hosts/nginx.ts'
import { type ForwardedApi, type Forwarding } from '../hosts/nginx-api.ts'
import { builtFor, type StaticWebAppConfig } from '../hosts/static-web-app.ts'
import { configurationFiles, type Files, hostingFiles } from '../hosts/write-deployment.ts'
import { faultsOfNginx, type NginxCommandOptions, upstreamsOf } from './nginx-options.ts'

/** Where a configuration goes. */
export interface Destination {
  folder: string
  /** A built app gets the headers too; `public` gets only the configuration. */
  isBuilt: boolean
  /** The path that the app was built for: `/`, or one that ends with `/`. */
  basePath: string
  nginx?: NginxDestination | undefined
}

export interface NginxDestination extends Forwarding {
  file: string
  root: string
  apis: ForwardedApi[]
}

export interface DestinationOptions extends NginxCommandOptions {
  out?: string | undefined
}

/**
 * Finds the destination.
 * @param config says which APIs nginx has to forward to
 * @returns the destination, and its faults
 */
export async function findDestination(
  options: DestinationOptions,
  config: Config | undefined,
): Promise<{ destination: Destination; faults: ConfigFault[] }> {
  const folder = options.out ?? 'public'
  const document = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined)
  const isBuilt = document !== undefined
  const faults: ConfigFault[] = []
  const found = await stat(folder).catch(() => undefined)
  if (!found) faults.push(noSuchFolder(folder))
  else if (!found.isDirectory()) faults.push(noFolder(folder))
  if (document?.includes('/src/main.tsx') === true) faults.push(sourceFolder(folder))
  if (!isBuilt && options.nginx !== undefined) faults.push(notBuilt(folder))
  faults.push(...faultsOfNginx(options, folder, config))
  const basePath = builtFor(document ?? '')
  const nginx = nginxOf(options, folder, config)
  return { destination: { folder, isBuilt, basePath, nginx }, faults }
}

/** @returns the files of a configuration at a destination; nothing is written */
export async function filesOf(config: Config, destination: Destination): Promise<Files> {
  const { folder, isBuilt, nginx } = destination
  const configuration = await configurationFiles(folder, config)
  if (!isBuilt) return configuration
  const hosting = await hostingFiles(folder, config)
  if (!nginx) return new Map([...configuration, ...hosting])
  const [rules = ''] = hosting.values()
  const server = nginxServer(JSON.parse(rules) as StaticWebAppConfig, nginx)
  return new Map([...configuration, ...hosting, [nginx.file, `${server}\n`]])
}

function nginxOf(
  options: DestinationOptions,
  folder: string,
  config: Config | undefined,
): NginxDestination | undefined {
  const { nginx, nginxRoot, nginxCa, nginxResolver } = options
  if (nginx === undefined) return undefined
  const upstreams = upstreamsOf(options)
  const apis = (config ? apisOf(config) : []).flatMap(({ key, url }) => {
    const upstream = upstreams.get(key)
    return upstream === undefined ? [] : [{ path: url, upstream }]
  })
  const root = nginxRoot ?? resolve(folder)
  return { file: nginx, root, apis, authorities: nginxCa, resolver: nginxResolver }
}

function noSuchFolder(folder: string): ConfigFault {
  const problem = `${folder} does not exist.`
  return { key: '--out', problem, fix: 'Run `npm run build` first, or name an existing folder.' }
}

function noFolder(folder: string): ConfigFault {
  return { key: '--out', problem: `${folder} is not a folder.`, fix: 'Name the folder, e.g. dist.' }
}

function sourceFolder(folder: string): ConfigFault {
  const problem = `${folder} contains the source of the app, not a build.`
  return { key: '--out', problem, fix: 'Name dist for the built app, or public for development.' }
}

function notBuilt(folder: string): ConfigFault {
  const problem = `needs a built app, and ${folder} is not one.`
  return { key: '--nginx', problem, fix: 'Run `npm run build` and add --out dist.' }
}
