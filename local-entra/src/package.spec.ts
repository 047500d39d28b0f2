import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, type Page, test as base } from 'playwright/test'
import { makeCertificate } from '../../command-line/testing/certificates.ts'
import { freePort } from '../../command-line/testing/free-ports.ts'
import { startServer, startTunnel } from '../../command-line/testing/servers.ts'
import { localEntraFingerprints } from './fingerprints.ts'
import { type RunningCommand, runCommand } from '../../command-line/testing/run-command.ts'

// The package as npm installs it, in the example, in a folder of its own.

const root = fileURLToPath(new URL('../..', import.meta.url))
const SUNNY = 'sunny.day@weather.example'

interface Project {
  folder: string
  /** Runs a command that the packages of the project install, as `npx` does. */
  run: (command: string, args?: string[], environment?: NodeJS.ProcessEnv) => RunningCommand
}

const test = base.extend<{ project: Project }, { installed: string }>({
  installed: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures wanted from this pattern
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'local-entra-'))
      install(folder)
      await use(folder)
      rmSync(folder, { recursive: true })
    },
    { scope: 'worker', timeout: 180_000 },
  ],

  project: async ({ installed }, use) => {
    const running: RunningCommand[] = []
    const run: Project['run'] = (command, args = [], environment = {}) => {
      const script = join(installed, 'node_modules/.bin', command)
      const started = runCommand(
        [script, ...args],
        { ...strangersEnvironment(), ...environment },
        installed,
      )
      running.push(started)
      return started
    }
    await use({ folder: installed, run })
    await Promise.all(running.map((command) => command.interrupt()))
  },
})

test.describe.configure({ mode: 'default' })
test.slow()

/** Packs the workspace, and installs it into a copy of the example. */
function install(folder: string): void {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies', Record<string, string>>
  const versions = { ...dependencies, ...devDependencies }
  const packages = ['vite', '@azure/msal-browser', '@playwright/test', '@types/node']
  npm(root, 'pack', '--workspace', 'local-entra', '--pack-destination', folder)
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? ''
  cpSync(join(root, 'local-entra/example'), folder, { recursive: true })
  const wanted = packages.map((name) => `${name}@${versions[name]}`)
  npm(folder, 'install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`, ...wanted)
}

function npm(cwd: string, ...args: string[]): void {
  const env = { ...strangersEnvironment(), PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' }
  execFileSync('npm', args, { cwd, env, stdio: 'pipe' })
}

/** The environment without what npm, Playwright and this repository have set for these tests. */
function strangersEnvironment(): NodeJS.ProcessEnv {
  const ours =
    /^(?:NODE_ENV|FORCE_COLOR|PW_|PLAYWRIGHT_|TEST_|LOCAL_|npm_(?!config_(?!local_prefix)))/
  const others = Object.entries(process.env).filter(([name]) => !ours.test(name))
  return { ...Object.fromEntries(others), NO_COLOR: '1' }
}

const anyPorts = {
  LOCAL_IDENTITY_PORT: '0',
  LOCAL_WEATHER_API_PORT: '0',
  LOCAL_CONTROL_PORT: '0',
  LOCAL_GRAPH_PORT: '0',
}

/** Starts the dev server. @returns its port, and the origin of the control server */
async function startVite({ run }: Project, environment: NodeJS.ProcessEnv = {}) {
  const port = await freePort()
  const vite = run('vite', ['--port', `${port}`, '--strictPort'], { ...anyPorts, ...environment })
  await vite.says('Accounts, no password')
  return { port, control: controlOf(vite) }
}

const controlOf = (command: RunningCommand) => /Control +(\S+)/.exec(command.output())?.[1] ?? ''

/** Signs in on the sign-in page, renews with the refresh token and in a hidden frame, and signs out. */
async function useTheApp(page: Page, origin: string, control: string): Promise<void> {
  await page.goto(origin)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: SUNNY }).click()
  await page.getByRole('button', { name: 'Accept' }).click()
  await expect(page.getByRole('listitem')).toHaveCount(5)
  await expect(page.getByRole('status')).toContainText(SUNNY)

  expect(await renew(page)).toBe('refresh_token')
  await fetch(`${control}expireRefreshTokens`, { method: 'POST' })
  expect(await renew(page)).toBe('authorization_code')

  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
}

/** @returns the grant with which the app got its new access token */
async function renew(page: Page): Promise<string | null> {
  const responseAt = (path: RegExp) =>
    page.waitForResponse((response) => path.test(new URL(response.url()).pathname) && response.ok())
  const renewed = responseAt(/\/oauth2\/v2\.0\/token$/)
  const read = responseAt(/\/WeatherForecast$/)
  await page.getByRole('button', { name: 'Renew' }).click()
  await read
  return new URLSearchParams((await renewed).request().postData() ?? '').get('grant_type')
}

test('in vite dev, the example signs in, renews and signs out', async ({ page, project }) => {
  const { port, control } = await startVite(project)
  await useTheApp(page, `http://localhost:${port}`, control)
})

test('in vite dev behind one forwarded port, the example does the same', async ({
  playwright,
  launchOptions,
  project,
}) => {
  const host = 'opal-5173.tunnel.example'
  const { port, control } = await startVite(project, { LOCAL_SAME_ORIGIN: 'true' })
  const tunnel = await startTunnel(await makeCertificate({ name: host }), host, () => port)
  // The browser is on another machine: nothing listens at its localhost.
  const rules = `--host-resolver-rules=MAP ${host}:443 127.0.0.1:${tunnel.port}, MAP localhost ^NOTFOUND`
  const args = [...(launchOptions.args ?? []), rules]
  const browser = await playwright.chromium.launch({ ...launchOptions, args })
  const page = await browser.newPage({ ignoreHTTPSErrors: true })
  await useTheApp(page, `https://${host}`, control)
  await browser.close()
  await tunnel.close()
})

test('in vite dev with NODE_ENV=production, nothing starts, and the terminal says why', async ({
  project,
}) => {
  const port = await freePort()
  const vite = project.run('vite', ['--port', `${port}`], { ...anyPorts, NODE_ENV: 'production' })
  await vite.says('does not start with NODE_ENV=production.')
  await vite.says('Local:')
  expect((await fetch(`http://localhost:${port}/config.json`)).status).toBe(503)
})

for (const environment of [{}, { NODE_ENV: 'production' }]) {
  test(`vite build leaves nothing of the package in the app, with ${JSON.stringify(environment)}`, async ({
    project,
  }) => {
    const files = await build(project, environment)
    expect([...files.keys()]).toEqual(expect.arrayContaining(['index.html', 'redirect.html']))
    const text = [...files.values()].join('\n')
    expect(localEntraFingerprints.filter((trace) => text.includes(trace))).toEqual([])
  })
}

/** Builds the example. @returns the content of each file, by its path */
async function build({ folder, run }: Project, environment: NodeJS.ProcessEnv = {}) {
  const vite = run('vite', ['build'], environment)
  expect(await vite.ended, vite.output()).toBe(0)
  const output = join(folder, 'dist')
  const entries = readdirSync(output, { recursive: true, withFileTypes: true })
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path.slice(output.length + 1), readFileSync(path, 'utf8')]),
  )
}

test('the command prints the config.json of the built example', async ({ page, project }) => {
  const files = await build(project)
  const server = await startServer((request, response) => {
    const path = request.url?.split('?')[0]?.slice(1) ?? ''
    const body = files.get(path === '' ? 'index.html' : path)
    const type = /\.(?:html|js|json)$/.exec(path || '.html')?.[0] ?? ''
    const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' }
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': types[type] ?? 'application/json',
    })
    response.end(body)
  })
  const origin = `http://localhost:${server.port}`
  const command = project.run('local-entra', ['--app-origin', origin], anyPorts)
  await command.says('Ctrl-C ends it.')
  const [, config = ''] = /^(\{\n[^]*?\n\})$/m.exec(command.output()) ?? []
  files.set('config.json', config)
  await useTheApp(page, origin, controlOf(command))
  await server.close()
})

test('playwright test passes in the example with two workers and one Playwright', async ({
  launchOptions,
  project,
}) => {
  const origin = `http://localhost:${await freePort()}`
  const webServer = { command: `npx vite --port ${new URL(origin).port} --strictPort`, url: origin }
  const use = { baseURL: origin, launchOptions }
  // Generous, because the machine may be busy with other work.
  const own = JSON.stringify({ use, webServer, expect: { timeout: 30_000 }, timeout: 90_000 })
  const config = `import config from './playwright.config'
export default { ...config, ...${own} }`
  writeFileSync(join(project.folder, 'free-port.config.ts'), config)
  const options = ['--config', 'free-port.config.ts', '--fully-parallel', '--repeat-each', '2']
  const command = project.run('playwright', ['test', ...options, '--workers', '2'], anyPorts)
  expect(await command.ended, command.output()).toBe(0)
  expect(command.output()).toContain('2 passed')
  expect(command.output()).toContain('2 workers')
  const folders = readdirSync(join(project.folder, 'node_modules'), { recursive: true }) as string[]
  expect(folders.filter((path) => /(?:^|node_modules\/)playwright$/.test(path))).toEqual([
    'playwright',
  ])
})

for (const [moduleResolution, module] of [
  ['nodenext', 'nodenext'],
  ['bundler', 'esnext'],
] as const) {
  test(`the types are complete with moduleResolution ${moduleResolution}`, async ({ project }) => {
    const { folder } = project
    writeFileSync(join(folder, 'types.ts'), TYPES)
    const files = ['types.ts', 'app.spec.ts', 'playwright.config.ts']
    const options = {
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      target: 'es2023',
      types: ['node'],
    }
    const compilerOptions = { ...options, module, moduleResolution }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    const command = runCommand([compiler, '-p', folder], process.env)
    await command.ended
    expect(command.output()).toBe('')
  })
}

const TYPES = `import { test as base } from '@playwright/test'
import { clientSettings, type Control, type LocalEntra, startLocalEntra } from 'local-entra'
import { withEntra } from 'local-entra/playwright'
import { localEntra } from 'local-entra/vite'
import { defineConfig } from 'vite'

export default defineConfig({ plugins: [localEntra({ appName: 'Shop', sameOrigin: true })] })

const test = withEntra(base.extend<{ colour: string }>({ colour: 'green' }))
test.use({ localEntraOptions: { identityPort: 0 }, viewport: null })
test('types', async ({ page, entra, colour, localEntra: stack }) => {
  await entra.signInAs(page, colour)
  const control: Control = stack.control
  const undo: () => void = control.fault({ endpoint: 'token', status: 503, times: 1 })
  undo()
  // @ts-expect-error -- there is no such endpoint
  entra.fault({ endpoint: 'nowhere' })
  // @ts-expect-error -- a page is not any
  page.nothing()
})

export async function start(): Promise<string> {
  const stack: LocalEntra = await startLocalEntra({ appOrigins: ['http://localhost:3000'] })
  return clientSettings(stack).msalBrowser?.auth.clientId ?? ''
}
`
