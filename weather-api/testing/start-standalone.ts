import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'

/** One line of the log. */
export interface LogEntry {
  message: string
  [detail: string]: unknown
}

/** The weather API in its own process. */
export interface StandaloneProcess {
  origin: string
  log: LogEntry[]
  process: ChildProcess
  /** Waits for a line of the log, which may already be written. */
  logged: (message: string) => Promise<LogEntry>
  /** Resolves to the exit code when the log is complete. */
  exited: Promise<number | null>
  stop: () => Promise<void>
}

/** Arguments of Node that run TypeScript. Not `.bin/jiti`, which Windows cannot start without a shell. */
export const jiti = ['node_modules/jiti/lib/jiti-cli.mjs']
const entryPoint = 'weather-api/cli.ts'

/**
 * Starts the weather API as `npm run weather-api` does, on any free port.
 * @param settings its environment, e.g. `WEATHER_API_AUTHORITY`
 * @param folder of the project; this one by default
 * @param loader arguments that make Node run TypeScript; none for a Node with type stripping
 */
export async function startStandalone(
  settings: Record<string, string>,
  folder = '.',
  loader = jiti.map((file) => resolve(file)),
): Promise<StandaloneProcess> {
  const child = spawn(process.execPath, [...loader, entryPoint], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', PORT: '0', ...settings },
  })
  const log: LogEntry[] = []
  const exited = new Promise<number | null>((ended) => child.once('close', ended))
  const logged = readLog(child, log, exited)
  const { port } = await logged('listening')
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    log,
    process: child,
    logged,
    exited,
    stop: async () => {
      child.kill('SIGTERM')
      await exited
    },
  }
}

function readLog(child: ChildProcess, log: LogEntry[], exited: Promise<unknown>) {
  const waiting = new Set<() => void>()
  createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
    log.push(JSON.parse(line) as LogEntry)
    for (const look of waiting) look()
  })
  return (message: string) =>
    new Promise<LogEntry>((found, failed) => {
      const look = () => {
        const entry = log.find((each) => each.message === message)
        if (!entry) return
        waiting.delete(look)
        found(entry)
      }
      waiting.add(look)
      look()
      void exited.then(() => failed(new Error(`The API exited before it logged "${message}".`)))
    })
}
