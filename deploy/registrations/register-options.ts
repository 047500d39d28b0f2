import { readJsonFile } from '../../command-line/json-file.ts'
import { type Fault, FaultError } from '../../command-line/fault.ts'
import type { Options, ReadOptions } from '../../command-line/options.ts'
import { apisOf, ConfigError } from '../../src/config/config.ts'
import { parseConfig } from '../../src/config/parse-config.ts'
import { parseAppAddress } from '../app-address.ts'
import { clouds, isCloudName } from '../identity-provider/clouds.ts'
import { graphEntryFor } from '../identity-provider/microsoft-graph.ts'
import type { RegistrationOptions } from './register.ts'

export const registerOptions = {
  app: {
    value: '<address>',
    help: 'address of the app, e.g. https://weather.contoso.example, or https://contoso.example/weather/ below a path; default http://localhost:5173; repeatable',
    multiple: true,
  },
  api: {
    value: '<scope>',
    help: 'scope of a further API that exists in the tenant, e.g. api://orders/Orders.Read; repeatable',
    multiple: true,
  },
  graph: {
    help: 'add the permission User.Read of Microsoft Graph, for the profile page',
  },
  from: {
    value: '<file>',
    help: 'add the permissions for all further APIs of this config.json',
  },
  tenant: {
    value: '<id or domain>',
    help: 'the expected tenant; the command refuses any other',
  },
  cloud: { value: '<name>', help: 'public (default), us-government or china' },
  'no-admin-consent': { help: 'do not grant admin consent; users consent at their first sign-in' },
  apply: { help: 'make the changes; without it, the command prints them' },
  print: { help: 'print the changes and do not ask whether to make them' },
} satisfies Options

/** What to register, and where. */
export interface RegisterOptions extends RegistrationOptions {
  graphHost: string
  tenant: string | undefined
  cloud: string
  /** The scopes of `--api`. */
  further: readonly string[]
  /** Whether `--graph` was given. */
  withGraph: boolean
  /** The file of `--from`. */
  file: string | undefined
}

/** @returns what to register, and the faults of the options */
export async function registrationFrom({ values, flags, faults }: ReadOptions): Promise<{
  registration: RegisterOptions
  faults: Fault[]
}> {
  const origins = values['app'] ?? ['http://localhost:5173']
  const further = values['api'] ?? []
  const file = values['from']?.[0]
  const configured = await readScopes(file)
  const tenant = values['tenant']?.[0]
  const cloud = values['cloud']?.[0] ?? 'public'
  const { graph: graphHost, login } = isCloudName(cloud) ? clouds[cloud] : noCloud
  const withGraph = flags.has('graph')
  const ofGraph = withGraph ? [graphEntryFor(`https://${login}`).scope] : []
  const registration = {
    origins: origins.map((origin) => parseAppAddress(origin) ?? origin),
    scopes: [...new Set([...configured.scopes, ...further, ...ofGraph])],
    further,
    withGraph,
    file,
    cloud,
    adminConsent: !flags.has('no-admin-consent'),
    graphHost,
    tenant,
  }
  return {
    registration,
    faults: [
      ...faults,
      ...configured.faults,
      ...origins.filter((origin) => !isRegistrable(origin)).map(badOrigin),
      ...further.filter((scope) => !/:\/\/.+\/[^/\s]+$/.test(scope)).map(badScope),
      ...(tenant === undefined || /^[\w-]+(?:\.[\w-]+)*$/.test(tenant) ? [] : [badTenant]),
      ...(graphHost === '' ? [unknownCloud(cloud)] : []),
      ...(flags.has('apply') && flags.has('print') ? [applyAndPrint] : []),
    ],
  }
}

const noCloud = { graph: '', login: '' }

/** @returns the scopes of the further APIs of a configuration; the API of the registrations is not one of them */
async function readScopes(
  file: string | undefined,
): Promise<{ scopes: string[]; faults: Fault[] }> {
  if (file === undefined) return { scopes: [], faults: [] }
  try {
    const apis = apisOf(parseConfig(await readJsonFile(file)))
    const further = apis.filter(({ key }) => key !== 'weatherApi')
    return { scopes: further.map(({ scope }) => scope), faults: [] }
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof FaultError)) throw error
    return {
      scopes: [],
      faults: error.faults.map((each) => ({ ...each, key: keyIn(file, each.key) })),
    }
  }
}

function keyIn(file: string, key: string): string {
  return key.startsWith(file) ? `--from ${key}` : `--from ${file}: ${key}`
}

// Plain http is allowed for localhost only (https://learn.microsoft.com/entra/identity-platform/reply-url).
function isRegistrable(origin: string): boolean {
  const address = parseAppAddress(origin)
  if (address === undefined) return false
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || hostname === 'localhost'
}

const applyAndPrint: Fault = {
  key: '--apply',
  problem: 'and --print cannot be combined.',
  fix: 'Remove one of them.',
}

const badTenant: Fault = {
  key: '--tenant',
  problem: 'is neither an ID nor a domain name.',
  fix: 'Set it to the Directory (tenant) ID, or to a domain name of the tenant.',
}

function badOrigin(origin: string): Fault {
  const fix =
    'Set it to scheme and host, e.g. https://weather.contoso.example. For an app below a path, add the path with a trailing slash: https://contoso.example/weather/. Plain http is allowed for localhost only.'
  return { key: '--app', problem: `cannot be "${origin}".`, fix }
}

function badScope(scope: string): Fault {
  const fix =
    'Set it to the full scope, as shown under "Expose an API" in the registration of the API: api://orders/Orders.Read.'
  return { key: '--api', problem: `cannot be "${scope}".`, fix }
}

function unknownCloud(cloud: string): Fault {
  const fix = `Set it to one of: ${Object.keys(clouds).join(', ')}.`
  return { key: '--cloud', problem: `cannot be "${cloud}".`, fix }
}
