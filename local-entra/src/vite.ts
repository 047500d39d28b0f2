import type { IncomingHttpHeaders } from 'node:http'
import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { HtmlTagDescriptor, Plugin, ViteDevServer } from 'vite'
import { describeStack } from './describe-stack.ts'
import type { LocalEntra } from './local-entra.ts'
import type { LocalEntraOptions } from './options.ts'
import { isLoopbackHost } from './server/loopback-server.ts'
import { isOwnPage, pageOriginOf } from './server/page-origin.ts'
import { describeTrust } from './server/trust.ts'
import { readPortSettings, readSameOrigin, readWeatherApiUrl, SAME_ORIGIN } from './settings.ts'
import type { AppConfig } from './app-config.ts'

export interface LocalEntraPluginOptions {
  /** A file with tenants, apps, APIs and accounts of your own, relative to Vite's root; registrations.md explains it. */
  registrations?: string
  /** The name of the app on the pages of the identity provider. Registrations without `samples` have it in the file. */
  appName?: string
  /**
   * Whether the identity provider and the APIs answer below the address of the dev server, which is enough for a browser
   * that reaches no other port. By default `LOCAL_SAME_ORIGIN`, or `true` in GitHub Codespaces.
   */
  sameOrigin?: boolean
  /** Serves the identity provider and the APIs on https; see `LocalEntraOptions`. */
  https?: LocalEntraOptions['https']
}

/**
 * Gives `vite dev` an identity provider, a weather API and a small Microsoft Graph, and answers `/config.json` with the settings to use them. With a
 * `public/config.json` it does nothing. In a build it does nothing.
 */
export function localEntra(options: LocalEntraPluginOptions = {}): Plugin {
  // A restart starts the next server before it closes this one, perhaps with this same plugin.
  const running = new Map<object, Running>()
  return {
    name: 'local-entra',
    apply: (_, { command, isPreview }) =>
      command === 'serve' && !isPreview && !process.env['VITEST'],
    async configureServer(server) {
      const { publicDir } = server.config
      if (publicDir !== '' && existsSync(join(publicDir, 'config.json'))) {
        printAfterUrls(server, () => ['public/config.json is used, so local-entra is not started.'])
        return
      }
      const started = await startOrExplain(server, options)
      if (started) {
        running.set(server.config, started)
        serve(server, started)
      } else answerThatItFailed(server)
    },
    transformIndexHtml(html, { server }) {
      const here = server && running.get(server.config)
      if (!here || here.sameOrigin) return html
      return [elsewhereNotice(portsOf(server, here.stack))]
    },
    // Called once for each environment of the dev server.
    async closeBundle() {
      const config = this.environment.getTopLevelConfig()
      const ending = running.get(config)
      running.delete(config)
      if (ending) await releaseStack(ending.stack)
    },
  }
}

interface Running {
  stack: LocalEntra
  sameOrigin: boolean
}

/** Starts the stack. If that fails, logs one sentence: the dev server works without it. */
async function startOrExplain(
  server: ViteDevServer,
  options: LocalEntraPluginOptions,
): Promise<Running | undefined> {
  try {
    // Imported here, so that a build does not load it.
    const { requirePluginOptions } = await import('./options.ts')
    requirePluginOptions(options)
    const sameOrigin = options.sameOrigin ?? readSameOrigin(process.env)
    return { stack: await acquireStack(server, options), sameOrigin }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    server.config.logger.error(`local-entra did not start. ${message}`)
    return undefined
  }
}

function answerThatItFailed(server: ViteDevServer): void {
  server.middlewares.use(`${server.config.base}config.json`, (_, response) => {
    response.writeHead(503).end('local-entra did not start; the terminal says why.')
  })
}

function serve(server: ViteDevServer, { stack, sameOrigin }: Running): void {
  // Both come before Vite removes the base path from a URL.
  serveConfig(server, (headers) =>
    sameOrigin ? mountedConfigFor(server, stack, headers) : configFor(server, stack, headers),
  )
  if (sameOrigin) server.middlewares.use(stack.middleware)
  printAfterUrls(server, () => [
    ...describeStack(stack),
    ...describeTrust(stack.certificate),
    ...(sameOrigin ? ['', ...describeMount] : []),
  ])
}

const describeMount = [
  'The identity provider, the weather API and Microsoft Graph also answer below the address of this server.',
  'Everyone who can open this server can sign in as any sample account.',
]

function serveConfig(
  server: ViteDevServer,
  configOf: (headers: IncomingHttpHeaders) => AppConfig,
): void {
  server.middlewares.use(`${server.config.base}config.json`, ({ headers: sent }, response) => {
    // HTTP/2, which Vite serves with https, has `:authority` in place of `Host` (RFC 9113 §8.3.1).
    const headers = { ...sent, host: sent.host ?? String(sent[':authority'] ?? '') }
    response.setHeader('Content-Type', 'application/json')
    response.setHeader('Cache-Control', 'no-store')
    response.end(JSON.stringify(configOf(headers)))
  })
}

const warned = new WeakMap<LocalEntra, Set<string>>()

/** The separate addresses of the stack, with a warning if the page was opened at an address that cannot reach them. */
function configFor(server: ViteDevServer, stack: LocalEntra, headers: IncomingHttpHeaders) {
  const { host } = headers
  // Vite takes another port when its own is taken, so its origin is known only now.
  if (isLoopbackHost(host)) addAppOrigin(server, stack, `${schemeOf(server)}://${host}`)
  const page = new URL(pageOriginOf(headers, schemeOf(server))).host
  const hosts = warned.get(stack) ?? new Set()
  warned.set(stack, hosts)
  if (!isLoopbackHost(page) && !hosts.has(page)) {
    hosts.add(page)
    server.config.logger.warn(describeForwarding(page, portsOf(server, stack)))
  }
  return stack.appConfig
}

/** The addresses below the one at which the page was opened. */
function mountedConfigFor(server: ViteDevServer, stack: LocalEntra, headers: IncomingHttpHeaders) {
  const origin = pageOriginOf(headers, schemeOf(server))
  if (isOwnPage(headers)) addAppOrigin(server, stack, origin)
  return stack.configAt(origin)
}

function addAppOrigin(server: ViteDevServer, stack: LocalEntra, origin: string): void {
  stack.control.addAppOrigin(`${origin}${server.config.base}`)
}

const schemeOf = ({ config }: ViteDevServer) => (config.server.https ? 'https' : 'http')

/** The ports that a browser on another machine needs: that of the dev server first, and not that of the control. */
function portsOf({ config, httpServer }: ViteDevServer, stack: LocalEntra): number[] {
  const address = httpServer?.address()
  const own = typeof address === 'object' && address ? address.port : config.server.port
  const { identity, weatherApi, graph } = stack
  return [own, ...[identity, weatherApi, graph].map(({ origin }) => Number(new URL(origin).port))]
}

function printAfterUrls(server: ViteDevServer, lines: () => string[]): void {
  const printUrls = server.printUrls.bind(server)
  server.printUrls = () => {
    printUrls()
    server.config.logger.info(['', ...lines(), ''].map((line) => `  ${line}`.trimEnd()).join('\n'))
  }
}

/** When the stack's own code last changed: a restart because of that needs the new code. */
function newestCode({ config }: ViteDevServer): number {
  const files = config.configFileDependencies.filter((file) => file.includes('/local-entra/src/'))
  return Math.max(0, ...files.map((file) => statSync(file).mtimeMs))
}

interface SharedStack {
  settings: string
  stack: Promise<LocalEntra>
  users: number
}

// A dev server that restarts starts its successor before it closes, and loads this module again. What both use is kept where
// both can see it.
const SHARED = Symbol.for('local-entra.vite')
const shared = globalThis as { [SHARED]?: SharedStack | undefined }

async function acquireStack(
  server: ViteDevServer,
  { registrations: file, appName, https = false }: LocalEntraPluginOptions,
): Promise<LocalEntra> {
  // Imported here, so that a build does not load the servers.
  const { startLocalEntra, defaultRegistrations, readRegistrationsFile } =
    await import('./index.ts')
  const options = {
    ...readPortSettings(process.env),
    weatherApiUrl: readWeatherApiUrl(process.env),
    https,
    registrations:
      file === undefined
        ? defaultRegistrations(appName)
        : await readRegistrationsFile(resolve(server.config.root, file), appName),
  }
  const settings = JSON.stringify({ ...options, code: newestCode(server) })
  const running = shared[SHARED]
  if (running && running.settings !== settings) {
    shared[SHARED] = undefined
    await (await running.stack).close()
  }
  shared[SHARED] ??= { settings, stack: startLocalEntra(options), users: 0 }
  const entry = shared[SHARED]
  entry.users += 1
  try {
    return await entry.stack
  } catch (error) {
    shared[SHARED] = undefined
    throw error
  }
}

async function releaseStack(stack: LocalEntra): Promise<void> {
  const entry = shared[SHARED]
  if (!entry || (await entry.stack) !== stack) return
  entry.users -= 1
  if (entry.users > 0) return
  shared[SHARED] = undefined
  await stack.close()
}

// The identity provider and the API listen on loopback, and the app knows them as localhost. For a browser on another machine,
// or behind a tunnel, localhost is its own machine, where nothing listens.

/**
 * What to do about it, for the terminal.
 * @param host by which the app was opened
 * @param ports of the app, the identity provider, the API and Graph
 */
function describeForwarding(host: string, ports: readonly number[]): string {
  const forwards = ports.map((port) => `-L ${port}:localhost:${port}`).join(' ')
  return `  The app was opened as ${host}, where sign-in does not work. Do one of these:
  - Start with ${SAME_ORIGIN}=true. Everything is then below the address of the app, and one forwarded port is enough.
  - Forward the ports ${ports.join(', ')} to the same ports of the browser's machine, and open http://localhost:${ports[0]}.
    VS Code does that when it is connected to this machine; with SSH: ssh ${forwards} <this machine>`
}

/**
 * The same for the page itself.
 * @param ports of the app, the identity provider, the API and Graph
 */
function elsewhereNotice(ports: readonly number[]): HtmlTagDescriptor {
  const text = `Sign-in does not work at this address. Start the development server with ${SAME_ORIGIN}=true, or forward its ports ${ports.join(', ')} and open http://localhost:${ports[0]}.`
  return {
    tag: 'script',
    injectTo: 'body-prepend',
    children: `if (!/^(localhost|127\\.0\\.0\\.1|\\[::1\\])$/.test(location.hostname)) {
  const notice = document.createElement('p')
  notice.role = 'alert'
  notice.textContent = ${JSON.stringify(text)}
  notice.style.cssText = 'margin: 0; padding: 0.75rem 1rem; background: #8a1c1c; color: #fff'
  document.body.prepend(notice)
}`,
  }
}
