import { execFile } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { describeFaults, describeOptions, readOptions } from '../command-line.ts'
import { createGraph, GraphError } from './graph.ts'
import { registerOptions, wishOf } from './options.ts'
import { register, type Registered } from './register.ts'

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
  console.info(describeNext(registered))
  return 0
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

function describeNext({ tenantId, clientId, scope }: Registered): string {
  return `Next, with the address of the API:
  npm run configure -- --tenant ${tenantId} --client-id ${clientId} --api-scope ${scope} --api-url https://…/WeatherForecast`
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof GraphError)) throw error
  console.error(`✘ ${error.message}`)
  process.exitCode = 1
}
