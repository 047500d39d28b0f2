import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'vite'
import { requireGoodOptions, runProcess, type Terminal } from '../../command-line/command.ts'
import { FaultError } from '../../command-line/fault.ts'
import type { Options, ReadOptions } from '../../command-line/options.ts'

// `npm run dev:aspnetcore`: what `npm run dev` starts, with this API in place of the weather API of local-entra.

const project = import.meta.dirname

/** @throws {FaultError} without a .NET SDK 10 or newer */
function requireSdk(): void {
  const { stdout } = spawnSync('dotnet', ['--list-sdks'], { encoding: 'utf8' })
  const versions = (stdout ?? '').split('\n').map((line) => Number.parseInt(line, 10))
  if (versions.some((version) => version >= 10)) return
  const fix = 'Install it from https://dotnet.microsoft.com/download, or run `npm run dev`.'
  throw new FaultError([{ key: 'The .NET SDK 10', problem: 'was not found.', fix }])
}

/**
 * Starts the API, and prints what it prints.
 * @param port of the app
 * @returns its process, and its origin when it listens
 */
function startApi(port: number): { api: ChildProcess; origin: Promise<string> } {
  const api = spawn('dotnet', ['run', '--project', project], {
    env: { ...process.env, Cors__Origins__0: `http://localhost:${port}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  const origin = new Promise<string>((resolve) => {
    api.stdout.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk)
      output += chunk.toString()
      const [, address] = /Now listening on: (\S+)/.exec(output) ?? []
      if (address !== undefined) resolve(address)
    })
  })
  return { api, origin }
}

/** Starts the app and the identity provider. @returns what stops them */
async function startApp(port: number, apiOrigin: string): Promise<() => Promise<void>> {
  process.env['LOCAL_WEATHER_API_URL'] = `${apiOrigin}/WeatherForecast`
  const vite = await createServer({ server: { port } })
  await vite.listen()
  vite.printUrls()
  return () => vite.close()
}

const options = {
  port: { value: '<port>', help: 'port of the app; default 5173' },
} satisfies Options

async function run({ values, faults }: ReadOptions, { say, complain }: Terminal): Promise<number> {
  requireGoodOptions(faults)
  requireSdk()
  const port = Number(values['port']?.[0] ?? 5173)
  say('Building the API. The first time, NuGet fetches its packages.')
  const interrupted = new Promise<'interrupted'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => resolve('interrupted'))
  })
  const { api, origin } = startApi(port)
  const ended = once(api, 'exit').then(() => 'ended' as const)
  try {
    const apiOrigin = await Promise.race([origin, ended, interrupted])
    if (apiOrigin === 'interrupted') return 0
    if (apiOrigin === 'ended') throw new FaultError([notStarted])
    const stopApp = await startApp(port, apiOrigin)
    const reason = await Promise.race([interrupted, ended])
    await stopApp()
    if (reason === 'interrupted') return 0
    complain('The ASP.NET Core API has ended, so everything stops.')
    return 1
  } finally {
    api.kill()
    await ended
  }
}

const notStarted = {
  key: 'The ASP.NET Core API',
  problem: 'did not start.',
  fix: 'The lines above say why.',
}

await runProcess({
  options,
  purpose: `Starts the app, the local identity provider and the ASP.NET Core API of this folder. Ctrl-C stops all.

  npm run dev:aspnetcore`,
  run,
})
