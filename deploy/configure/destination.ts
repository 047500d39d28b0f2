import { access, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { apisOf, type Config, type ConfigFault } from '../../src/config/config.ts'
import { splitName } from '../../command-line/options.ts'
import { type ForwardedApi, nginxServer } from '../hosts/nginx.ts'
import { builtFor, type StaticWebAppConfig } from '../hosts/static-web-app.ts'
import { configurationFile, type Files, hostingFiles } from '../hosts/write-deployment.ts'
import { apiKeyOf, optionFor } from './settings.ts'

/** Where a configuration goes. */
export interface Destination {
  folder: string
  /** A built app takes its headers too; a folder of static files for `vite` takes the configuration alone. */
  isBuilt: boolean
  /** The path that it was built for: `/`, or one that ends with `/`. */
  basePath: string
  nginx?: NginxDestination | undefined
}

export interface NginxDestination {
  file: string
  root: string
  apis: ForwardedApi[]
}

export interface DestinationWish {
  out?: string | undefined
  nginx?: string | undefined
  nginxRoot?: string | undefined
  /** Where nginx finds the APIs on the app's own origin: an origin, or `<name>=<origin>`. */
  nginxApis?: readonly string[] | undefined
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
  if (!(await exists(folder))) faults.push(noSuchFolder(folder))
  if (document?.includes('/src/main.tsx') === true) faults.push(sourceFolder(folder))
  if (!isBuilt && wish.nginx !== undefined) faults.push(notBuilt(folder))
  faults.push(...faultsOfNginx(wish, config))
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
  const { nginx, nginxRoot } = wish
  if (nginx === undefined) return undefined
  const upstreams = upstreamsOf(wish)
  const apis = (config ? apisOf(config) : []).flatMap(({ key, url }) => {
    const upstream = upstreams.get(key)
    return upstream === undefined ? [] : [{ path: url, upstream }]
  })
  return { file: nginx, root: nginxRoot ?? resolve(folder), apis }
}

/** The upstreams by the keys of their APIs. */
function upstreamsOf({ nginxApis = [] }: DestinationWish): Map<string, string> {
  return new Map(
    nginxApis.map((text) => {
      const { name, value } = splitName(text)
      return [apiKeyOf(name), value]
    }),
  )
}

function faultsOfNginx(wish: DestinationWish, config: Config | undefined): ConfigFault[] {
  const { nginx, nginxRoot, nginxApis = [] } = wish
  if (nginx === undefined) {
    return [
      ...(nginxRoot === undefined ? [] : [needsNginx('--nginx-root')]),
      ...(nginxApis.length === 0 ? [] : [needsNginx('--nginx-api')]),
    ]
  }
  const upstreams = upstreamsOf(wish)
  const apis = config ? apisOf(config) : []
  const own = apis.filter(({ url }) => url.startsWith('/')).map(({ key }) => key)
  const missing = own.filter((key) => !upstreams.has(key)).map(missingUpstream)
  const wrong = [...upstreams].flatMap(([key, upstream]) => {
    if (config && !apis.some((api) => api.key === key)) return [unknownApi(key)]
    if (config && !own.includes(key)) return [surplusUpstream(key)]
    return /^https?:\/\/[^\s;{}/]+$/.test(upstream) ? [] : [badUpstream(key)]
  })
  return [...missing, ...wrong]
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

function missingUpstream(apiKey: string): ConfigFault {
  return {
    key: optionFor('--nginx-api', apiKey),
    problem: 'is missing: the API is on the app’s own origin, so nginx has to forward to it.',
    fix: 'Set it to the scheme, host and port of the API, e.g. http://127.0.0.1:8080.',
  }
}

function surplusUpstream(apiKey: string): ConfigFault {
  return {
    key: optionFor('--nginx-api', apiKey),
    problem: 'is given, but browsers go to the API themselves.',
    fix: `Leave it out, or set ${optionFor('--api-url', apiKey)} to a path.`,
  }
}

function unknownApi(apiKey: string): ConfigFault {
  return {
    key: optionFor('--nginx-api', apiKey),
    problem: `is given, but there is no ${apiKey}.`,
    fix: `Correct the name, or add ${optionFor('--api-url', apiKey)} and ${optionFor('--api-scope', apiKey)}.`,
  }
}

function badUpstream(apiKey: string): ConfigFault {
  return {
    key: optionFor('--nginx-api', apiKey),
    problem: 'has to be scheme, host and port alone.',
    fix: 'Set it to, for example, http://127.0.0.1:8080.',
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
