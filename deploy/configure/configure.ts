import { readFile } from 'node:fs/promises'
import type { Interface } from 'node:readline/promises'
import { apisOf, type Config, ConfigError, type ConfigFault } from '../../src/config/config.ts'
import {
  describeFaults,
  describeOptions,
  type Options,
  readOptions,
  type ReadOptions,
  splitName,
} from '../command-line.ts'
import { type Files, writeFiles } from '../hosts/write-deployment.ts'
import { needsDiscovery } from '../identity-provider/clouds.ts'
import { discover, DiscoveryError } from '../identity-provider/discovery.ts'
import { ask } from './ask.ts'
import { isBelowApi } from './doubts.ts'
import { type Destination, filesOf, findDestination } from './destination.ts'
import { apiKeyOf, type ApiSettings, configOf, type Settings } from './settings.ts'

const configureOptions = {
  tenant: {
    value: '<id or domain>',
    help: 'Directory (tenant) ID, or a domain name of the tenant',
  },
  cloud: { value: '<name>', help: 'public (default), us-government or china' },
  authority: {
    value: '<url>',
    help: 'in place of a cloud: https://<name>.ciamlogin.com (External ID) or a domain of your own',
  },
  'client-id': { value: '<guid>', help: 'Application (client) ID of the single-page app' },
  'api-url': {
    value: '<url or path>',
    help: 'the forecast, e.g. https://api.contoso.example/WeatherForecast; a path for an API on the app’s own origin',
    named: true,
  },
  'api-scope': {
    value: '<scope>',
    help: 'e.g. api://<API client id>/access_as_user',
    named: true,
  },
  'token-storage': { value: '<where>', help: 'session (default) or memory' },
  from: {
    value: '<file>',
    help: 'start from a file of the form of config.json; options win over it',
  },
  discover: { help: 'ask the authority for its endpoints now, so that no browser has to' },
  out: {
    value: '<folder>',
    help: 'public (default), for development, or a built app such as dist',
  },
  nginx: { value: '<file>', help: 'also write the inside of an nginx server block into this file' },
  'nginx-root': {
    value: '<folder>',
    help: 'the app’s folder as nginx sees it; default: that of --out',
  },
  'nginx-api': {
    value: '<url>',
    help: 'where nginx finds the API, when --api-url is a path',
    named: true,
  },
  'allow-loopback': { help: 'allow localhost in the configuration' },
  print: { help: 'show what would be written, and write nothing' },
  help: { help: 'this text' },
} satisfies Options

export interface Console {
  say: (text: string) => void
  complain: (text: string) => void
  /** Present when there is a person to ask. */
  openTerminal?: (() => Interface) | undefined
}

/**
 * Writes the configuration of a deployment, and the headers that go with it.
 * @returns the exit code: 0 when it is done, 1 when nothing was written because something is wrong
 */
export async function configure(parameters: readonly string[], console: Console): Promise<number> {
  const options = readOptions(configureOptions, parameters)
  if (options.flags.has('help')) {
    console.say(help())
    return 0
  }
  try {
    await run(options, console)
    return 0
  } catch (error) {
    if (error instanceof ConfigError) console.complain(describeFaults(error.faults))
    else if (error instanceof DiscoveryError) console.complain(`✘ --discover: ${error.message}`)
    else throw error
    console.complain('\nNothing was written. `npm run configure -- --help` lists the options.')
    return 1
  }
}

async function run(options: ReadOptions, console: Console): Promise<void> {
  const { settings, faults } = await readSettings(options)
  const said = faults.length === 0 ? await askForTheRest(settings, console) : settings
  const { config, destination } = await check(said, options, faults)
  const complete = await withEndpoints(config, options.flags.has('discover'))
  const files = await filesOf(complete, destination)
  if (options.flags.has('print')) return print(files, console)
  await writeFiles(files)
  console.say(describeResult(complete, destination, files))
}

async function readSettings(options: ReadOptions) {
  const one = (name: string) => options.values[name]?.[0]
  const file = await readFrom(one('from'))
  const settings: Settings = {
    tenant: one('tenant'),
    cloud: one('cloud'),
    authority: one('authority'),
    clientId: one('client-id'),
    apis: readApis(options),
    tokenStorage: one('token-storage'),
    from: file.value,
    allowLoopback: options.flags.has('allow-loopback'),
  }
  return { settings, faults: [...options.faults, ...file.faults] }
}

function readApis({ values }: ReadOptions): Record<string, ApiSettings> {
  const apis: Record<string, ApiSettings> = {}
  for (const part of ['url', 'scope'] as const) {
    for (const text of values[`api-${part}`] ?? []) {
      const { name, value } = splitName(text)
      const key = apiKeyOf(name)
      apis[key] = { ...apis[key], [part]: value }
    }
  }
  return apis
}

async function readFrom(
  file: string | undefined,
): Promise<{ value?: unknown; faults: ConfigFault[] }> {
  if (file === undefined) return { faults: [] }
  const text = await readFile(file, 'utf8').catch(() => undefined)
  try {
    if (text !== undefined) return { value: JSON.parse(text) as unknown, faults: [] }
  } catch {
    const fix = 'Correct it: usually an extra comma or a missing quote.'
    return { faults: [{ key: '--from', problem: `${file} is not JSON.`, fix }] }
  }
  const fix = 'Name a file of the form of config.json.'
  return { faults: [{ key: '--from', problem: `${file} cannot be read.`, fix }] }
}

async function askForTheRest(settings: Settings, console: Console): Promise<Settings> {
  const terminal = console.openTerminal?.()
  if (!terminal) return settings
  try {
    return await ask(settings, terminal, console.complain)
  } finally {
    terminal.close()
  }
}

async function check(settings: Settings, options: ReadOptions, earlier: readonly ConfigFault[]) {
  const faults = [...earlier]
  let config: Config | undefined
  try {
    config = configOf(settings)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    faults.push(...error.faults)
  }
  const one = (name: string) => options.values[name]?.[0]
  const wish = {
    out: one('out'),
    nginx: one('nginx'),
    nginxRoot: one('nginx-root'),
    nginxApis: options.values['nginx-api'],
  }
  const found = await findDestination(wish, config)
  faults.push(...found.faults)
  if (!config || faults.length > 0) throw new ConfigError(faults)
  return { config, destination: found.destination }
}

async function withEndpoints(config: Config, wanted: boolean): Promise<Config> {
  return wanted ? { ...config, authorityMetadata: await discover(config.authority) } : config
}

function print(files: Files, { say }: Console): void {
  for (const [file, text] of files) say(`--- ${file}\n${text}`)
}

function describeResult(
  config: Config,
  { isBuilt, nginx, basePath }: Destination,
  files: Files,
): string {
  const lines = [...files.keys()].map((file) => `✔ ${file}`)
  if (config.authorityMetadata === undefined && needsDiscovery(config.authority)) {
    lines.push('', `Browsers will ask ${config.authority} for its endpoints at each sign-in.`)
    lines.push('Add --discover to write them down now and save that request.')
  }
  if (isBuilt && !nginx) lines.push(...warnAboutHost(config))
  if (basePath !== '/') {
    lines.push('', `The app was built for the path ${basePath}, and the headers are for that path.`)
    lines.push('For Azure Static Web Apps see "Below a path" in deploy/README.md.')
  }
  const address = `https://<host>${basePath === '/' ? '' : basePath}`
  const next = isBuilt
    ? `Put the folder on its host, then: npm run doctor -- --app ${address}`
    : 'Next: npm run dev, and in another terminal: npm run doctor -- --app http://localhost:5173'
  return [...lines, '', next].join('\n')
}

/** @see {@link https://github.com/Azure/static-web-apps/issues/34} */
function warnAboutHost(config: Config): string[] {
  const keys = apisOf(config).flatMap(({ key, url }) => (isBelowApi(url) ? [`${key}.url`] : []))
  if (keys.length === 0) return []
  return [
    '',
    `${keys.join(', ')} leads through the app’s host. Azure Static Web Apps replaces the header Authorization of each`,
    'request below /api, so the API never gets the app’s token: set it to the API’s own address there.',
  ]
}

function help(): string {
  return `Writes the configuration of a deployment, and the headers that go with it. No rebuild is needed.

  npm run configure -- --tenant <id> --client-id <guid> --api-url <url> --api-scope <scope>

What is left out is asked for when there is a terminal. A further API has a name, which stands before each of its values:

  npm run configure -- … --api-url orders=https://orders.contoso.example --api-scope orders=api://orders/Orders.Read

Options:
${describeOptions(configureOptions)}`
}
