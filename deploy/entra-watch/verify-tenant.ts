import { writeFile } from 'node:fs/promises'
import { type Command, requireGoodOptions, type Terminal } from '../../command-line/command.ts'
import type { ReadOptions } from '../../command-line/options.ts'
import { parseUrl } from '../../command-line/parse-url.ts'
import { apisOf, type Config, endpointsOf } from '../../src/config/config.ts'
import { graphEntryFor, isGraphScope } from '../identity-provider/microsoft-graph.ts'
import { configurationOptions, readConfiguration } from './subject.ts'
import { compareWalks, type Transcript } from './transcript.ts'
import type { Settings } from './walk.js'
import { walkLocally } from './walk-locally.ts'
import { startWalkServer } from './walk-server.ts'

/** Signs in to a tenant in the user's own browser, and compares each response with that of local Entra. */
export const verifyTenantCommand: Command = {
  options: {
    config: configurationOptions.config,
    app: { value: '<address>', help: 'address of a deployed app, to take its configuration' },
    port: { value: '<port>', help: 'port of the page; default 5173, as registered' },
    out: { value: '<file>', help: 'the transcript; default entra-transcript.json' },
  },
  purpose: `Walks through sign-in, renewal, refusals and sign-out at a tenant, in your own browser, and compares each response with
that of local Entra. It writes a transcript without codes, tokens, names and ids.

  npm run verify:tenant -- --config dist/config.json`,
  notes: `The app registration needs the SPA redirect URI http://localhost:5173/, which this command adds:

  npm run register -- --app http://localhost:5173

Exit codes: 0 without a difference, 1 with at least one or when the walk fails, 2 for wrong options.

It has not been run against Microsoft Entra itself yet: docs/entra-watch.md asks for your transcript.`,
  afterFailure: 'No transcript was written.',
  run,
}

async function run(options: ReadOptions, { say }: Terminal): Promise<number> {
  const port = Number(options.values['port']?.[0] ?? 5173)
  const { config, app } = options.values
  requireGoodOptions([
    ...options.faults,
    ...(port > 0 && port < 65_536 && Number.isInteger(port) ? [] : [badPort]),
    ...(config || app ? [] : [noConfiguration]),
  ])
  const settings = settingsFor(await readConfiguration(options), port)
  const server = await startWalkServer(port, settings)
  say(`Open http://localhost:${port}/ in your browser, and select Start. Ctrl-C ends the command.`)
  try {
    const { browser, steps } = await server.done
    const differences = compareWalks(steps, await walkLocally(settings))
    const day = new Date().toISOString().slice(0, 10)
    const file = options.values['out']?.[0] ?? 'entra-transcript.json'
    await writeTranscript(file, { day, browser, steps, differences })
    say([...differences, summary(differences.length, file)].join('\n'))
    return differences.length === 0 ? 0 : 1
  } finally {
    server.close()
  }
}

function settingsFor(config: Config, port: number): Settings {
  const [api] = apisOf(config)
  const { scope = '', url = '' } = api ?? {}
  const isAbsolute = parseUrl(url) !== undefined
  return {
    clientId: config.clientId,
    scope,
    ...(!isGraphScope(scope) && { otherScope: graphEntryFor(config.authority).scope }),
    ...(isAbsolute && { apiUrl: url }),
    redirectUri: `http://localhost:${port}/`,
    endpoints: endpointsOf(config),
  }
}

function writeTranscript(file: string, transcript: Transcript): Promise<void> {
  return writeFile(file, `${JSON.stringify(transcript, undefined, 2)}\n`)
}

function summary(count: number, file: string): string {
  const found = count === 1 ? '1 difference' : `${count === 0 ? 'No' : count} differences`
  return `${found} to local Entra. The transcript is in ${file}: please send it, as docs/entra-watch.md says.`
}

const badPort = { key: '--port', problem: 'is no port.', fix: 'Write a number from 1 to 65535.' }
const noConfiguration = {
  key: 'The configuration',
  problem: 'is missing.',
  fix: 'Add --config <file>, or --app <address> of a deployed app.',
}
