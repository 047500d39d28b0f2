import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'playwright/test'
import { freePorts } from '../../command-line/testing/free-ports.ts'

/** A running `npx vite` with its local stack, on unused ports. */
export interface DevServer {
  port: number
  /** The origins of the app, the identity provider, the weather API and the control server. */
  origins: string[]
  control: string
  /** Stops it as Ctrl-C does. */
  stop: () => Promise<void>
}

interface DevServerOptions {
  /** Options of Vite's command line. */
  args?: string[]
  environment?: NodeJS.ProcessEnv
}

/** Starts `npx vite`, and waits until it has printed its addresses. */
export async function startDevServer({
  args = [],
  environment = {},
}: DevServerOptions = {}): Promise<DevServer> {
  const ports = await freePorts(5)
  const [port = 0, identity, weatherApi, control, graph] = ports
  const command = ['node_modules/vite/bin/vite.js', '--port', String(port)]
  const vite = spawn(process.execPath, [...command, ...args], {
    env: {
      ...process.env,
      LOCAL_IDENTITY_PORT: String(identity),
      LOCAL_WEATHER_API_PORT: String(weatherApi),
      LOCAL_CONTROL_PORT: String(control),
      LOCAL_GRAPH_PORT: String(graph),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  vite.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  vite.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const stop = async () => {
    vite.kill('SIGINT')
    if (vite.exitCode === null && vite.signalCode === null) await once(vite, 'exit')
  }
  try {
    // Generous, because the machine may be busy with other work.
    await expect.poll(() => output, { timeout: 60_000 }).toContain('Accounts, no password')
  } catch (error) {
    await stop()
    throw error
  }
  return {
    port,
    origins: ports.map((each) => `http://localhost:${each}`),
    control: `http://localhost:${control}`,
    stop,
  }
}
