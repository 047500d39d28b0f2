import { execFile } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import {
  describeFaults,
  describeOptions,
  parseAppAddress,
  type Options,
  readOptions,
  type ReadOptions,
} from '../command-line.ts'
import type { ConfigFault } from '../../src/config/config.ts'
import { clouds, isCloudName } from '../identity-provider/clouds.ts'
import { createGraph, GraphError } from './graph.ts'
import { register, type Registered, type RegistrationWish } from './register.ts'

const registerOptions = {
  app: {
    value: '<address>',
    help: 'where the app is, e.g. https://weather.contoso.example, or https://contoso.example/weather/ for an app below a path; may be given more than once; default http://localhost:5173',
    multiple: true,
  },
  api: {
    value: '<scope>',
    help: 'a scope of a further API, which the tenant has already: api://orders/Orders.Read; may be given more than once',
    multiple: true,
  },
  cloud: { value: '<name>', help: 'public (default), us-government or china' },
  'no-admin-consent': { help: 'let people consent for themselves' },
  print: { help: 'show what would be done, and change nothing' },
  help: { help: 'this text' },
} satisfies Options

const help = `Registers the app and the API in your tenant, through Microsoft Graph. Safe to run again: it changes only what
is not yet as it should be, and removes nothing. Sign in first: az login --allow-no-subscriptions

  npm run register -- --app https://weather.contoso.example --print

Options:
${describeOptions(registerOptions)}

The access token comes from the Azure CLI, or from the variable GRAPH_TOKEN.`

async function run(parameters: readonly string[]): Promise<number> {
  const options = readOptions(registerOptions, parameters)
  if (options.flags.has('help')) {
    console.info(help)
    return 0
  }
  const { wish, graphHost, faults } = wishOf(options)
  if (faults.length > 0) {
    console.error(describeFaults(faults))
    return 2
  }
  let changes = 0
  const graph = createGraph({
    url: `https://${graphHost}/v1.0`,
    accessToken: process.env['GRAPH_TOKEN'] ?? (await tokenOfAzureCli(graphHost)),
    onlySay: options.flags.has('print'),
    say: (sentence) => {
      changes++
      console.info(sentence)
    },
    pause: (milliseconds) => setTimeout(milliseconds),
  })
  const registered = await register(graph, wish)
  console.info(changes === 0 ? 'Everything is as it should be.' : '')
  console.info(describeNext(registered, wish))
  return 0
}

/** @returns what to register where, and everything that is wrong with the options */
function wishOf({ values, flags, faults }: ReadOptions): {
  wish: RegistrationWish
  graphHost: string
  faults: ConfigFault[]
} {
  const origins = values['app'] ?? ['http://localhost:5173']
  const scopes = values['api'] ?? []
  const cloud = values['cloud']?.[0] ?? 'public'
  const graphHost = isCloudName(cloud) ? clouds[cloud].graph : ''
  const wish = {
    origins: origins.map((origin) => parseAppAddress(origin) ?? origin),
    scopes,
    adminConsent: !flags.has('no-admin-consent'),
  }
  return {
    wish,
    graphHost,
    faults: [
      ...faults,
      ...origins.filter((origin) => !isRegistrable(origin)).map(badOrigin),
      ...scopes.filter((scope) => !/:\/\/.+\/[^/\s]+$/.test(scope)).map(badScope),
      ...(graphHost === '' ? [unknownCloud(cloud)] : []),
    ],
  }
}

// Plain http is for localhost alone (https://learn.microsoft.com/entra/identity-platform/reply-url).
function isRegistrable(origin: string): boolean {
  const address = parseAppAddress(origin)
  if (address === undefined) return false
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || hostname === 'localhost'
}

function badOrigin(origin: string): ConfigFault {
  const fix =
    'Set it to scheme and host, e.g. https://weather.contoso.example, or with the path of the app and a slash at the end: https://contoso.example/weather/. Plain http is for localhost only.'
  return { key: '--app', problem: `cannot be "${origin}".`, fix }
}

function badScope(scope: string): ConfigFault {
  const fix =
    'Set it to the full name of a scope, as "Expose an API" in the registration of the API shows it: api://orders/Orders.Read.'
  return { key: '--api', problem: `cannot be "${scope}".`, fix }
}

function unknownCloud(cloud: string): ConfigFault {
  const fix = `Set it to one of: ${Object.keys(clouds).join(', ')}.`
  return { key: '--cloud', problem: `cannot be "${cloud}".`, fix }
}

async function tokenOfAzureCli(graphHost: string): Promise<string> {
  const resource = `https://${graphHost}`
  try {
    const command = `account get-access-token --query accessToken --output tsv --resource ${resource}`
    const { stdout } = await promisify(execFile)('az', command.split(' '))
    return stdout.trim()
  } catch {
    throw new GraphError(
      'No access token. Install the Azure CLI and sign in (az login --allow-no-subscriptions), or set GRAPH_TOKEN.',
    )
  }
}

function describeNext(
  { tenantId, clientId, scope }: Registered,
  { scopes }: RegistrationWish,
): string {
  const further = scopes.map((each) => ` --api-scope <name>=${each} --api-url <name>=https://…`)
  return `Next, with the address of the API:
  npm run configure -- --tenant ${tenantId} --client-id ${clientId} --api-scope ${scope} --api-url https://…/WeatherForecast${further.join('')}`
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof GraphError)) throw error
  console.error(`✘ ${error.message}`)
  process.exitCode = 1
}
