import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin, ViteDevServer } from 'vite'
import { describeStack } from './describe-stack.ts'
import { describeForwarding, elsewhereNotice, pageHostOf } from './opened-elsewhere.ts'
import { startLocalStack, type LocalStack } from './local-stack.ts'
import { readRegistrationsFile } from './registrations/read-registrations-file.ts'
import { isLoopbackHost } from './server/loopback-server.ts'
import { readPortSettings } from './settings.ts'

export interface LocalStackPluginOptions {
  /** A file with tenants, apps, APIs and people of your own; its format is in registrations/README.md. */
  registrations?: string
}

/**
 * Gives `vite dev` an identity provider and a weather API, and answers `/config.json` with the
 * settings to use them. With a `public/config.json` of your own it stays out of the way.
 */
export function localStack({ registrations }: LocalStackPluginOptions = {}): Plugin {
  let release = nothingToRelease
  let running: LocalStack | undefined
  return {
    name: 'local-stack',
    apply: (_, { command, isPreview }) =>
      command === 'serve' && !isPreview && !process.env['VITEST'],
    async configureServer(server) {
      if (existsSync(join(server.config.publicDir, 'config.json'))) {
        printAfterUrls(server, () => [
          'public/config.json is used, so the local stack is not started.',
        ])
        return
      }
      const stack = await startForPerson(server, registrations)
      if (!stack) {
        server.middlewares.use(`${server.config.base}config.json`, (_, response) => {
          response.writeHead(503).end('The local stack did not start; the terminal says why.')
        })
        return
      }
      release = () => releaseStack(stack)
      running = stack
      serveConfig(server, stack)
      printAfterUrls(server, () => describeStack(stack))
    },
    transformIndexHtml(html, { server }) {
      return running && server ? [elsewhereNotice(portsOf(server, running))] : html
    },
    // Called once for each environment of the dev server.
    async closeBundle() {
      const once = release
      release = nothingToRelease
      await once()
    },
  }
}

const nothingToRelease = () => Promise.resolve()

/** Starts the stack, or says in one sentence why not: the dev server can do without it. */
async function startForPerson(
  server: ViteDevServer,
  registrations: string | undefined,
): Promise<LocalStack | undefined> {
  try {
    return await acquireStack(newestCode(server), registrations)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    server.config.logger.error(`The local stack did not start. ${message}`)
    return undefined
  }
}

// These come before Vite takes the base path off an address.
function serveConfig(server: ViteDevServer, stack: LocalStack): void {
  const warned = new Set<string>()
  server.middlewares.use(`${server.config.base}config.json`, (request, response) => {
    addOwnOrigins(server, stack, request.headers.host)
    const host = pageHostOf(request.headers)
    if (!isLoopbackHost(host) && !warned.has(host)) {
      warned.add(host)
      server.config.logger.warn(describeForwarding(host, portsOf(server, stack)))
    }
    response.setHeader('Content-Type', 'application/json')
    response.setHeader('Cache-Control', 'no-store')
    response.end(JSON.stringify(stack.appConfig))
  })
}

/** Vite takes another port when its own is taken, so its origin is known only now. */
function addOwnOrigins(server: ViteDevServer, stack: LocalStack, host: string | undefined): void {
  if (host !== undefined && isLoopbackHost(host)) {
    const scheme = server.config.server.https ? 'https' : 'http'
    stack.control.addAppOrigin(`${scheme}://${host}${server.config.base}`)
  }
}

/** The ports that a browser on another machine needs, that of the dev server first. */
function portsOf({ config, httpServer }: ViteDevServer, stack: LocalStack): number[] {
  const address = httpServer?.address()
  const own = typeof address === 'object' && address ? address.port : config.server.port
  const { identity, weatherApi } = stack
  return [
    own,
    ...[identity.origin, weatherApi.origin].map((origin) => Number(new URL(origin).port)),
  ]
}

function printAfterUrls(server: ViteDevServer, lines: () => string[]): void {
  const printUrls = server.printUrls.bind(server)
  server.printUrls = () => {
    printUrls()
    server.config.logger.info(['', ...lines(), ''].map((line) => `  ${line}`.trimEnd()).join('\n'))
  }
}

/** When the stack's own code was last changed: a restart because of that wants the new code. */
function newestCode({ config }: ViteDevServer): number {
  const files = config.configFileDependencies.filter((file) => file.includes('/local-entra/'))
  return Math.max(0, ...files.map((file) => statSync(file).mtimeMs))
}

interface SharedStack {
  settings: string
  stack: Promise<LocalStack>
  users: number
}

// A dev server that restarts starts its successor before it closes. This module is then loaded
// anew, so what both of them use is kept where both can see it.
const SHARED = Symbol.for('entra-weather-spa.local-stack')
const shared = globalThis as { [SHARED]?: SharedStack | undefined }

async function acquireStack(code: number, file: string | undefined): Promise<LocalStack> {
  const options = {
    ...readPortSettings(process.env),
    ...(file !== undefined && { registrations: await readRegistrationsFile(file) }),
  }
  const settings = JSON.stringify({ ...options, code })
  const running = shared[SHARED]
  if (running && running.settings !== settings) {
    shared[SHARED] = undefined
    await (await running.stack).close()
  }
  shared[SHARED] ??= { settings, stack: startLocalStack(options), users: 0 }
  const entry = shared[SHARED]
  entry.users += 1
  try {
    return await entry.stack
  } catch (error) {
    shared[SHARED] = undefined
    throw error
  }
}

async function releaseStack(stack: LocalStack): Promise<void> {
  const entry = shared[SHARED]
  if (!entry || (await entry.stack) !== stack) return
  entry.users -= 1
  if (entry.users > 0) return
  shared[SHARED] = undefined
  await stack.close()
}
