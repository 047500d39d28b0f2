import { setTimeout } from 'node:timers/promises'
import { type Command, requireGoodOptions, type Terminal } from '../../command-line/command.ts'
import { FaultError } from '../../command-line/fault.ts'
import type { ReadOptions } from '../../command-line/options.ts'
import { describeAssignment } from './app-roles.ts'
import { createGraph } from './graph.ts'
import { findAccessToken, type SignedInTenant, readSignedInTenant } from './graph-access.ts'
import { registrationNames } from './names.ts'
import { register, type Registered } from './register.ts'
import { registerOptions, registrationFrom, type RegisterOptions } from './register-options.ts'

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

async function run(options: ReadOptions, terminal: Terminal): Promise<void> {
  const { registration, faults } = await registrationFrom(options)
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

function next(
  { signedIn, registered }: Outcome,
  { further, withGraph, file, cloud }: RegisterOptions,
): string {
  const parameters = [
    ...(file === undefined ? [] : [`--from ${file}`]),
    `--tenant ${signedIn.tenantId}`,
    ...(cloud === 'public' ? [] : [`--cloud ${cloud}`]),
    `--client-id ${registered.clientId}`,
    `--api-scope ${registered.scope}`,
    '--api-url https://…/WeatherForecast',
    ...further.map((scope) => `--api-scope <name>=${scope} --api-url <name>=https://…`),
    ...(withGraph ? ['--graph'] : []),
  ]
  const { api, app } = registrationNames
  return `Next, with the URL of the API:
  npm run configure -- ${parameters.join(' ')}

${describeAssignment([app.displayName, api.displayName])}`
}
