import { setTimeout } from 'node:timers/promises'
import { type Command, requireGoodOptions, type Terminal } from '../../command-line/command.ts'
import { type Fault, FaultError } from '../../command-line/fault.ts'
import type { Options, ReadOptions } from '../../command-line/options.ts'
import { parseAppAddress } from '../app-address.ts'
import { clouds, isCloudName } from '../identity-provider/clouds.ts'
import { createGraph } from './graph.ts'
import { findAccessToken, type SignedInTenant, readSignedInTenant } from './graph-access.ts'
import { register, type Registered, type RegistrationOptions } from './register.ts'

const registerOptions = {
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
  tenant: {
    value: '<id or domain>',
    help: 'the expected tenant; the command refuses any other',
  },
  cloud: { value: '<name>', help: 'public (default), us-government or china' },
  'no-admin-consent': { help: 'do not grant admin consent; users consent at their first sign-in' },
  apply: { help: 'make the changes; without it, the command prints them' },
  print: { help: 'print the changes and do not ask whether to make them' },
} satisfies Options

/** Registers the app and the API in a tenant. Changes nothing without `--apply` or a yes at the terminal. */
export const registerCommand: Command = {
  options: registerOptions,
  purpose: `Registers the app and the API in your tenant, through Microsoft Graph. It prints the changes first, and makes
them only with --apply or after your yes at the terminal. It is safe to run again: it adds what is missing and removes
nothing. Sign in first: az login --allow-no-subscriptions

  npm run register -- --app https://weather.contoso.example`,
  notes: 'The access token comes from the environment variable GRAPH_TOKEN, or from the Azure CLI.',
  run,
}

interface RegisterOptions extends RegistrationOptions {
  graphHost: string
  tenant: string | undefined
}

async function run(options: ReadOptions, terminal: Terminal): Promise<void> {
  const { registration, faults } = registrationFrom(options)
  requireGoodOptions(faults)
  const accessToken = await findAccessToken(
    registration.graphHost,
    registration.tenant,
    process.env,
  )
  const plan = await runRegistration(registration, accessToken, true, terminal)
  if (plan.changes === 0) return terminal.say(`\nNothing to change.\n\n${next(plan, registration)}`)
  if (!options.flags.has('apply') && !(await askUser(plan, options, terminal))) {
    return terminal.say('\nNothing was changed. Add --apply to make these changes.')
  }
  terminal.say('')
  const done = await runRegistration(registration, accessToken, false, terminal)
  terminal.say(`\n${count(done.changes)} made.\n\n${next(done, registration)}`)
}

interface Outcome {
  signedIn: SignedInTenant
  registered: Registered
  changes: number
}

/** Goes through the registrations once and prints what it finds. With `dryRun` it changes nothing. */
async function runRegistration(
  registration: RegisterOptions,
  accessToken: string,
  dryRun: boolean,
  { say }: Terminal,
): Promise<Outcome> {
  let changes = 0
  const graph = createGraph({
    url: `https://${registration.graphHost}/v1.0`,
    accessToken,
    dryRun,
    // The dry run has already printed what exists.
    say: (sentence) => {
      const isChange = /^[+~]/.test(sentence)
      if (isChange) changes++
      if (isChange || dryRun) say(sentence)
    },
    pause: (milliseconds) => {
      say(`… Microsoft Graph is not ready. Retrying in ${milliseconds / 1000} s.`)
      return setTimeout(milliseconds)
    },
  })
  const signedIn = await readSignedInTenant(graph, accessToken, registration.tenant)
  if (dryRun) say(`Tenant        ${signedIn.tenant}\nSigned in as  ${signedIn.user}\n`)
  try {
    return { signedIn, registered: await register(graph, registration), changes }
  } catch (error) {
    if (!dryRun && changes > 0 && error instanceof FaultError) {
      say(`\n${count(changes)} made. Run the command again to continue.`)
    }
    throw error
  }
}

async function askUser(
  { signedIn, changes }: Outcome,
  { flags }: ReadOptions,
  { openTerminal }: Terminal,
): Promise<boolean> {
  const person = flags.has('print') ? undefined : openTerminal?.()
  if (!person) return false
  const left = new Promise<string>((resolve) => person.once('close', () => resolve('')))
  try {
    const question = `\nMake ${changes === 1 ? 'this change' : `these ${changes} changes`} in ${signedIn.tenant}? Type yes: `
    const answer = await Promise.race([person.question(question), left])
    return answer.trim().toLowerCase() === 'yes'
  } finally {
    person.close()
  }
}

function count(changes: number): string {
  return changes === 1 ? 'One change was' : `${changes} changes were`
}

/** @returns what to register, and the faults of the options */
function registrationFrom({ values, flags, faults }: ReadOptions): {
  registration: RegisterOptions
  faults: Fault[]
} {
  const origins = values['app'] ?? ['http://localhost:5173']
  const scopes = values['api'] ?? []
  const tenant = values['tenant']?.[0]
  const cloud = values['cloud']?.[0] ?? 'public'
  const graphHost = isCloudName(cloud) ? clouds[cloud].graph : ''
  const registration = {
    origins: origins.map((origin) => parseAppAddress(origin) ?? origin),
    scopes,
    adminConsent: !flags.has('no-admin-consent'),
    graphHost,
    tenant,
  }
  return {
    registration,
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

function next({ signedIn, registered }: Outcome, { scopes }: RegistrationOptions): string {
  const further = scopes.map((each) => ` --api-scope <name>=${each} --api-url <name>=https://…`)
  return `Next, with the URL of the API:
  npm run configure -- --tenant ${signedIn.tenantId} --client-id ${registered.clientId} --api-scope ${registered.scope} --api-url https://…/WeatherForecast${further.join('')}`
}
