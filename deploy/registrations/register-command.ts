import { setTimeout } from 'node:timers/promises'
import { type Command, requireGoodOptions, type Terminal } from '../../command-line/command.ts'
import { type Fault, FaultError } from '../../command-line/fault.ts'
import type { Options, ReadOptions } from '../../command-line/options.ts'
import { parseAppAddress } from '../app-address.ts'
import { clouds, isCloudName } from '../identity-provider/clouds.ts'
import { createGraph } from './graph.ts'
import { findAccessToken, type Place, readPlace } from './graph-access.ts'
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
  tenant: {
    value: '<id or domain>',
    help: 'the tenant that is meant; any other one is refused',
  },
  cloud: { value: '<name>', help: 'public (default), us-government or china' },
  'no-admin-consent': { help: 'let people consent for themselves' },
  apply: { help: 'make the changes; without it they are only shown' },
  print: { help: 'only show what would be done, without a question' },
} satisfies Options

/** Registers the app and the API in a tenant. Changes nothing without `--apply`, or a yes at the terminal. */
export const registerCommand: Command = {
  options: registerOptions,
  purpose: `Registers the app and the API in your tenant, through Microsoft Graph. It shows what it would do, and changes
nothing without --apply or your yes at the terminal. Safe to run again: it changes only what is not yet as it should be,
and removes nothing. Sign in first: az login --allow-no-subscriptions

  npm run register -- --app https://weather.contoso.example`,
  notes: 'The access token comes from the Azure CLI, or from the variable GRAPH_TOKEN.',
  run,
}

interface Wish extends RegistrationWish {
  graphHost: string
  tenant: string | undefined
}

async function run(options: ReadOptions, terminal: Terminal): Promise<void> {
  const { wish, faults } = wishOf(options)
  requireGoodOptions(faults)
  const accessToken = await findAccessToken(wish.graphHost, wish.tenant, process.env)
  const look = await runIn(wish, accessToken, true, terminal)
  if (look.changes === 0)
    return terminal.say(`\nEverything is as it should be.\n\n${next(look, wish)}`)
  if (!options.flags.has('apply') && !(await askPerson(look, options, terminal))) {
    return terminal.say('\nNothing was changed. Add --apply to make these changes.')
  }
  terminal.say('')
  const done = await runIn(wish, accessToken, false, terminal)
  terminal.say(`\n${count(done.changes)} made.\n\n${next(done, wish)}`)
}

interface Outcome {
  place: Place
  registered: Registered
  changes: number
}

/** Goes through the registrations once, and says what it finds; with `onlySay` it changes nothing. */
async function runIn(
  wish: Wish,
  accessToken: string,
  onlySay: boolean,
  { say }: Terminal,
): Promise<Outcome> {
  let changes = 0
  const graph = createGraph({
    url: `https://${wish.graphHost}/v1.0`,
    accessToken,
    onlySay,
    // The second time, what is there already was said before.
    say: (sentence) => {
      const isChange = /^[+~]/.test(sentence)
      if (isChange) changes++
      if (isChange || onlySay) say(sentence)
    },
    pause: (milliseconds) => {
      say(`… Microsoft Graph is not ready. Next try in ${milliseconds / 1000} s.`)
      return setTimeout(milliseconds)
    },
  })
  const place = await readPlace(graph, accessToken, wish.tenant)
  if (onlySay) say(`Tenant        ${place.tenant}\nSigned in as  ${place.person}\n`)
  try {
    return { place, registered: await register(graph, wish), changes }
  } catch (error) {
    if (!onlySay && changes > 0 && error instanceof FaultError) {
      say(`\n${count(changes)} made. Run the command again: it goes on where it stopped.`)
    }
    throw error
  }
}

async function askPerson(
  { place, changes }: Outcome,
  { flags }: ReadOptions,
  { openTerminal }: Terminal,
): Promise<boolean> {
  const person = flags.has('print') ? undefined : openTerminal?.()
  if (!person) return false
  const left = new Promise<string>((resolve) => person.once('close', () => resolve('')))
  try {
    const question = `\nMake ${changes === 1 ? 'this change' : `these ${changes} changes`} in ${place.tenant}? Type yes: `
    const answer = await Promise.race([person.question(question), left])
    return answer.trim().toLowerCase() === 'yes'
  } finally {
    person.close()
  }
}

function count(changes: number): string {
  return changes === 1 ? 'One change was' : `${changes} changes were`
}

/** @returns what to register where, and everything that is wrong with the options */
function wishOf({ values, flags, faults }: ReadOptions): { wish: Wish; faults: Fault[] } {
  const origins = values['app'] ?? ['http://localhost:5173']
  const scopes = values['api'] ?? []
  const tenant = values['tenant']?.[0]
  const cloud = values['cloud']?.[0] ?? 'public'
  const graphHost = isCloudName(cloud) ? clouds[cloud].graph : ''
  const wish = {
    origins: origins.map((origin) => parseAppAddress(origin) ?? origin),
    scopes,
    adminConsent: !flags.has('no-admin-consent'),
    graphHost,
    tenant,
  }
  return {
    wish,
    faults: [
      ...faults,
      ...origins.filter((origin) => !isRegistrable(origin)).map(badOrigin),
      ...scopes.filter((scope) => !/:\/\/.+\/[^/\s]+$/.test(scope)).map(badScope),
      ...(tenant === undefined || /^[\w-]+(?:\.[\w-]+)*$/.test(tenant) ? [] : [badTenant]),
      ...(graphHost === '' ? [unknownCloud(cloud)] : []),
      ...(flags.has('apply') && flags.has('print') ? [applyAndPrint] : []),
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

const applyAndPrint: Fault = {
  key: '--apply',
  problem: 'and --print exclude each other.',
  fix: 'Give one of the two.',
}

const badTenant: Fault = {
  key: '--tenant',
  problem: 'is neither an ID nor a domain name.',
  fix: 'Set it to the Directory (tenant) ID, or to a domain name of the tenant.',
}

function badOrigin(origin: string): Fault {
  const fix =
    'Set it to scheme and host, e.g. https://weather.contoso.example, or with the path of the app and a slash at the end: https://contoso.example/weather/. Plain http is for localhost only.'
  return { key: '--app', problem: `cannot be "${origin}".`, fix }
}

function badScope(scope: string): Fault {
  const fix =
    'Set it to the full name of a scope, as "Expose an API" in the registration of the API shows it: api://orders/Orders.Read.'
  return { key: '--api', problem: `cannot be "${scope}".`, fix }
}

function unknownCloud(cloud: string): Fault {
  const fix = `Set it to one of: ${Object.keys(clouds).join(', ')}.`
  return { key: '--cloud', problem: `cannot be "${cloud}".`, fix }
}

function next({ place, registered }: Outcome, { scopes }: RegistrationWish): string {
  const further = scopes.map((each) => ` --api-scope <name>=${each} --api-url <name>=https://…`)
  return `Next, with the address of the API:
  npm run configure -- --tenant ${place.tenantId} --client-id ${registered.clientId} --api-scope ${registered.scope} --api-url https://…/WeatherForecast${further.join('')}`
}
