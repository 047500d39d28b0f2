import { type Command, requireGoodOptions, type Terminal } from '../../command-line/command.ts'
import { type Fault, FaultError } from '../../command-line/fault.ts'
import { readJsonFile } from '../../command-line/json-file.ts'
import { type Options, type ReadOptions, splitName } from '../../command-line/options.ts'
import { apisOf, type Config, ConfigError } from '../../src/config/config.ts'
import { usualAuthorities } from '../hosts/nginx-api.ts'
import { type Files, writeFiles } from '../hosts/write-deployment.ts'
import { discover } from '../identity-provider/discovery.ts'
import { ask } from './ask.ts'
import { isBelowApi } from './sanity-checks.ts'
import { type Destination, filesOf, findDestination } from './destination.ts'
import { adviseOnNginx } from './nginx-options.ts'
import { apiKeyOf, type ApiSettings, configOf, type Settings } from './settings.ts'

const configureOptions = {
  tenant: {
    value: '<id or domain>',
    help: 'Directory (tenant) ID, or a domain name of the tenant',
  },
  cloud: { value: '<name>', help: 'public (default), us-government or china' },
  authority: {
    value: '<url>',
    help: 'instead of a cloud: https://<name>.ciamlogin.com (External ID) or your own domain',
  },
  'client-id': { value: '<guid>', help: 'Application (client) ID of the single-page app' },
  'api-url': {
    value: '<url or path>',
    help: 'URL of the forecast, e.g. https://api.contoso.example/WeatherForecast, or a path if the API is on the app’s own origin',
    named: true,
  },
  'api-scope': {
    value: '<scope>',
    help: 'scope of the API, e.g. api://<API client id>/access_as_user',
    named: true,
  },
  graph: {
    help: 'show the profile page: adds Microsoft Graph of the authority’s cloud as apis.graph, with the scope User.Read',
  },
  'token-storage': {
    value: '<where>',
    help: 'where the app keeps tokens: session (default) or memory',
  },
  'report-to': {
    value: '<url>',
    help: 'collector to which browsers report violations of the content security policy; without it, they report none',
  },
  from: {
    value: '<file>',
    help: 'start from an existing config.json; options override it',
  },
  discover: {
    help: 'fetch issuer and endpoints of the authority, if they are not as in Entra, e.g. with your own domain',
  },
  out: {
    value: '<folder>',
    help: 'where to write: public (default, for development), or a built app such as dist',
  },
  nginx: { value: '<file>', help: 'also write the rules for an nginx server block into this file' },
  'nginx-root': {
    value: '<folder>',
    help: 'folder of the app on the machine of nginx; default: the folder of --out',
  },
  'nginx-api': {
    value: '<url>',
    help: 'where nginx forwards to if --api-url is a path: https://<host>, or http://<host>:<port> in a private network',
    named: true,
  },
  'nginx-ca': {
    value: '<file>',
    help: `for an https API: file of the certificate authorities, on the machine of nginx; default: ${usualAuthorities}`,
  },
  'nginx-resolver': {
    value: '<address>',
    help: 'for an API at a host name: IP address of the DNS server for nginx; default: the resolver of the surrounding nginx configuration',
  },
  'allow-loopback': { help: 'allow localhost in the configuration' },
  print: { help: 'print what would be written, without writing it' },
} satisfies Options

/** Writes the configuration of a deployment, and the headers that match it. */
export const configure: Command = {
  options: configureOptions,
  purpose: `Writes the configuration of a deployment, and the headers that match it. No rebuild is needed.

  npm run configure -- --tenant <id> --client-id <guid> --api-url <url> --api-scope <scope>

The command asks for missing values if there is a terminal. For the profile page, add --graph. For any other API, put its
name before each value:

  npm run configure -- … --api-url orders=https://orders.contoso.example --api-scope orders=api://orders/Orders.Read`,
  afterFailure: 'Nothing was written. `npm run configure -- --help` lists the options.',
  run,
}

async function run(options: ReadOptions, terminal: Terminal): Promise<void> {
  const { settings, faults } = await readSettings(options)
  const said = faults.length === 0 ? await askForTheRest(settings, terminal) : settings
  const { config, destination } = await check(said, options, faults)
  const complete = await withEndpoints(config, options.flags.has('discover'))
  const files = await filesOf(complete, destination)
  if (options.flags.has('print')) return print(files, terminal)
  await writeFiles(files)
  terminal.say(describeResult(complete, destination, files))
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
    graph: options.flags.has('graph') || undefined,
    tokenStorage: one('token-storage'),
    reportTo: one('report-to'),
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
): Promise<{ value?: unknown; faults: readonly Fault[] }> {
  if (file === undefined) return { faults: [] }
  try {
    return { value: await readJsonFile(file), faults: [] }
  } catch (error) {
    if (!(error instanceof FaultError)) throw error
    return { faults: error.faults.map((fault) => ({ ...fault, key: `--from ${fault.key}` })) }
  }
}

async function askForTheRest(
  settings: Settings,
  { openTerminal, complain }: Terminal,
): Promise<Settings> {
  const person = openTerminal?.()
  if (!person) return settings
  try {
    return await ask(settings, person, complain)
  } catch (error) {
    if (error instanceof ConfigError) throw new FaultError(error.faults)
    throw error
  } finally {
    person.close()
  }
}

async function check(settings: Settings, options: ReadOptions, earlier: readonly Fault[]) {
  const faults = [...earlier]
  let config: Config | undefined
  try {
    config = configOf(settings)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    faults.push(...error.faults)
  }
  const one = (name: string) => options.values[name]?.[0]
  const destinationOptions = {
    out: one('out'),
    nginx: one('nginx'),
    nginxRoot: one('nginx-root'),
    nginxApis: options.values['nginx-api'],
    nginxCa: one('nginx-ca'),
    nginxResolver: one('nginx-resolver'),
  }
  const found = await findDestination(destinationOptions, config)
  faults.push(...found.faults)
  requireGoodOptions(faults)
  if (!config) throw new FaultError(faults)
  return { config, destination: found.destination }
}

async function withEndpoints(config: Config, wanted: boolean): Promise<Config> {
  return wanted ? { ...config, authorityMetadata: await discover(config.authority) } : config
}

function print(files: Files, { say }: Terminal): void {
  for (const [file, text] of files) say(`--- ${file}\n${text}`)
}

function describeResult(
  config: Config,
  { isBuilt, nginx, basePath }: Destination,
  files: Files,
): string {
  const lines = [...files.keys()].map((file) => `✔ ${file}`)
  if (isBuilt && !nginx) lines.push(...warnAboutHost(config))
  if (nginx) lines.push(...adviseOnNginx(nginx, basePath))
  if (basePath !== '/') {
    lines.push('', `The app was built for the path ${basePath}. The headers are for that path.`)
    lines.push('For Azure Static Web Apps, see "Below a path" in deploy/README.md.')
  }
  const address = `https://<host>${basePath === '/' ? '' : basePath}`
  const next = isBuilt
    ? `Next: deploy the folder to its host, then: npm run doctor -- --app ${address}`
    : 'Next: npm run dev, and in another terminal: npm run doctor -- --app http://localhost:5173'
  return [...lines, '', next].join('\n')
}

/** @see {@link https://github.com/Azure/static-web-apps/issues/34} */
function warnAboutHost(config: Config): string[] {
  const keys = apisOf(config).flatMap(({ key, url }) => (isBelowApi(url) ? [`${key}.url`] : []))
  if (keys.length === 0) return []
  return [
    '',
    `${keys.join(', ')} is on the app’s host. Azure Static Web Apps replaces the Authorization header of each`,
    'request below /api, so the API never gets the app’s token. There, set it to the API’s own URL.',
  ]
}
