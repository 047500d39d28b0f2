import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type ClientHttp2Session, connect } from 'node:http2'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeCertificate } from '../../command-line/testing/certificates.ts'
import { freePort } from '../../command-line/testing/free-ports.ts'
import type { AppConfig } from './app-config.ts'
import { defaultRegistrations } from './registrations/default-registrations.ts'
import { fetchTrusting } from './server/trust.ts'
import { type RunningCommand, runCommand } from '../../command-line/testing/run-command.ts'

const PROJECT = fileURLToPath(new URL('../../', import.meta.url))
const VITE = join(PROJECT, 'node_modules/vite/bin/vite.js')
const PLUGIN = join(PROJECT, 'local-entra/src/vite.ts')
const slow = { timeout: 180_000 }

let folder: string
let ports: Record<string, string>
const running: RunningCommand[] = []

/** A project inside this one, so that it finds its packages; git ignores the name. */
beforeEach(async () => {
  folder = join(PROJECT, `vite-plugin-test-${randomUUID()}.local`)
  await mkdir(folder)
  const config = `import { localEntra } from ${JSON.stringify(PLUGIN)}\nexport default { plugins: [localEntra()] }\n`
  await writeFile(join(folder, 'vite.config.ts'), config)
  await writeFile(join(folder, 'index.html'), '<p>App</p>')
  ports = {
    LOCAL_IDENTITY_PORT: String(await freePort()),
    LOCAL_WEATHER_API_PORT: String(await freePort()),
    LOCAL_CONTROL_PORT: String(await freePort()),
    LOCAL_GRAPH_PORT: String(await freePort()),
  }
})

afterEach(async () => {
  await Promise.all(running.splice(0).map((command) => command.interrupt()))
  await rm(folder, { recursive: true })
})

async function startVite(...args: string[]) {
  const { NODE_ENV: _, VITEST: __, ...inherited } = process.env
  const port = await freePort()
  const command = runCommand([VITE, folder, '--port', String(port), '--strictPort', ...args], {
    ...inherited,
    ...ports,
    NO_COLOR: '1',
  })
  running.push(command)
  await command.says('Local:')
  return { command, origin: `http://localhost:${port}` }
}

async function readConfig(origin: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${origin}/config.json`, { headers })
  return (await response.json()) as AppConfig
}

test('vite alone starts the stack, says so, and answers /config.json', slow, async () => {
  const { command, origin } = await startVite()
  await command.says('Accounts, no password')
  expect(command.output().indexOf('Identity provider')).toBeGreaterThan(
    command.output().indexOf('Local:'),
  )
  const { authority, weatherApi, apis } = await readConfig(origin)
  expect(authority).toContain(`https://localhost:${ports['LOCAL_IDENTITY_PORT']}/`)
  expect(apis.graph.url).toBe(`http://localhost:${ports['LOCAL_GRAPH_PORT']}/v1.0`)
  for (const url of [weatherApi.url, `${apis.graph.url}/me/photo/$value`]) {
    const response = await fetch(url, { headers: { origin } })
    expect(response.status).toBe(401)
    expect(response.headers.get('access-control-allow-origin')).toBe(origin)
  }
  await command.interrupt()
  await expect(fetch(weatherApi.url)).rejects.toThrow('fetch failed')
})

test('an API of your own is in /config.json in place of the weather API', slow, async () => {
  ports['LOCAL_WEATHER_API_URL'] = 'http://localhost:5236/WeatherForecast'
  const { command, origin } = await startVite()
  await command.says('Weather API        http://localhost:5236/WeatherForecast')
  const { weatherApi } = await readConfig(origin)
  expect(weatherApi.url).toBe('http://localhost:5236/WeatherForecast')
})

test('with https the plugin serves it, and prints what to trust', slow, async () => {
  const home = join(folder, 'home')
  const config = `import { localEntra } from ${JSON.stringify(PLUGIN)}\nexport default { plugins: [localEntra({ https: true })] }\n`
  await writeFile(join(folder, 'vite.config.ts'), config)
  Object.assign(ports, { HOME: home, USERPROFILE: home })
  const { command, origin } = await startVite()
  const file = join(home, '.local-entra/localhost.pem')
  await command.says(`NODE_EXTRA_CA_CERTS=${file}`)
  const { authority, weatherApi } = await readConfig(origin)
  const send = fetchTrusting({ cert: await readFile(file, 'utf8') })
  expect((await send(`${authority}/v2.0/.well-known/openid-configuration`)).status).toBe(200)
  expect((await send(weatherApi.url)).status).toBe(401)
})

test('an app below a path gets its settings there', slow, async () => {
  const { origin } = await startVite('--base=/app/')
  const { authority } = await readConfig(`${origin}/app`)
  expect(authority).toContain(`https://localhost:${ports['LOCAL_IDENTITY_PORT']}/`)
  const atRoot = await fetch(`${origin}/config.json`)
  expect(atRoot.headers.get('content-type')).not.toBe('application/json')
})

test(
  'registrations with samples add an API to /config.json, and keep the name of the app',
  slow,
  async () => {
    const scope = { value: 'Orders.Read', consentText: 'Read your orders' }
    const clientId = randomUUID()
    const url = 'http://localhost:7100/orders'
    const orders = { clientId, name: 'Orders', identifierUri: 'api://orders', scopes: [scope] }
    const file = join(folder, 'registrations.json')
    const api = { ...orders, setting: { name: 'orders', url } }
    await writeFile(file, JSON.stringify({ samples: true, apis: [api] }))
    const config = join(folder, 'vite.config.ts')
    const text = await readFile(config, 'utf8')
    const options = JSON.stringify({ registrations: file, appName: 'Order desk' })
    await writeFile(config, text.replace('localEntra()', `localEntra(${options})`))
    const { origin } = await startVite()
    const { weatherApi, apis, authorityMetadata, clientId: client_id } = await readConfig(origin)
    const [sample] = defaultRegistrations().apis
    expect(weatherApi.scope).toBe(`${sample?.identifierUri}/access_as_user`)
    expect(apis).toHaveProperty('orders', { url, scope: 'api://orders/Orders.Read' })
    const fields = new URLSearchParams({
      client_id,
      redirect_uri: `${origin}/`,
      response_type: 'code',
      scope: 'openid',
      code_challenge: 'c'.repeat(43),
      code_challenge_method: 'S256',
    })
    const endpoint = authorityMetadata.authorization_endpoint
    const started = await fetch(`${endpoint}?${fields}`, { redirect: 'manual' })
    const cookie = started.headers
      .getSetCookie()
      .map((each) => each.replace(/;.*/, ''))
      .join('; ')
    const signIn = await fetch(new URL(started.headers.get('location') ?? '', endpoint), {
      headers: { cookie },
    })
    expect(await signIn.text()).toContain('Order desk')
  },
)

test('the stack survives restarts of the dev server, without a port in use', slow, async () => {
  const { command, origin } = await startVite()
  const { weatherApi } = await readConfig(origin)
  for (let count = 1; count <= 3; count++) {
    await utimes(join(folder, 'vite.config.ts'), new Date(), new Date())
    await command.says(new RegExp(`(server restarted[^]*){${count}}`))
    expect((await fetch(weatherApi.url)).status).toBe(401)
    expect((await readConfig(origin)).weatherApi).toEqual(weatherApi)
  }
  expect(command.output()).not.toMatch(/already in use|EADDRINUSE|Error/)
})

test('with a public/config.json of its own the project needs no stack', slow, async () => {
  await mkdir(join(folder, 'public'))
  await writeFile(join(folder, 'public', 'config.json'), '{"own":true}')
  const { command, origin } = await startVite()
  await command.says('public/config.json is used, so local-entra is not started.')
  expect(await readConfig(origin)).toEqual({ own: true })
  const identity = `http://localhost:${ports['LOCAL_IDENTITY_PORT']}/`
  await expect(fetch(identity)).rejects.toThrow('fetch failed')
})

test(
  'in one origin, the settings are below the address of the page, and the terminal warns',
  slow,
  async () => {
    ports['LOCAL_SAME_ORIGIN'] = 'true'
    const { command, origin } = await startVite()
    await command.says('Everyone who can open this server can sign in')
    const tunnel = { 'x-forwarded-host': 'opal.tunnel.example', 'x-forwarded-proto': 'https' }
    const config = await readConfig(origin, tunnel)
    const tenant = '10ca1000-57ac-4000-a000-00000000000a'
    expect(config).toMatchObject({
      authority: `https://opal.tunnel.example/${tenant}`,
      weatherApi: { url: 'https://opal.tunnel.example/WeatherForecast' },
      apis: { graph: { url: 'https://opal.tunnel.example/v1.0' } },
      authorityMetadata: {
        issuer: `http://localhost:${ports['LOCAL_IDENTITY_PORT']}/${tenant}/v2.0`,
        token_endpoint: `https://opal.tunnel.example/${tenant}/oauth2/v2.0/token`,
      },
    })
    const keys = await fetch(`${origin}/${tenant}/discovery/v2.0/keys`)
    expect(keys.status).toBe(200)
    expect((await fetch(`${origin}/weatherforecast`)).status).toBe(401)
    expect((await fetch(`${origin}/v1.0/me/photo/$value`)).status).toBe(401)
    // A page of the app that only looks like an endpoint.
    expect(await (await fetch(`${origin}/common/orders`)).text()).toContain('<p>App</p>')
    expect(await (await fetch(`${origin}/WeatherForecasts`)).text()).toContain('<p>App</p>')
  },
)

test('an app on https, where requests have no Host header, is registered', slow, async () => {
  const certificate = JSON.stringify(await makeCertificate({ name: 'localhost' }))
  const config = join(folder, 'vite.config.ts')
  const text = await readFile(config, 'utf8')
  await writeFile(config, text.replace('plugins:', `server: { https: ${certificate} }, plugins:`))
  const { origin } = await startVite()
  const secure = origin.replace('http:', 'https:')
  const session = connect(secure, { rejectUnauthorized: false })
  const { authorityMetadata, clientId } = JSON.parse(await readOver(session, '/config.json')) as {
    authorityMetadata: { authorization_endpoint: string }
    clientId: string
  }
  session.close()
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: 'openid',
    prompt: 'none',
    redirect_uri: `${secure}/`,
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  })
  const url = `${authorityMetadata.authorization_endpoint}?${query.toString()}`
  const response = await fetch(url, { redirect: 'manual' })
  expect(response.headers.get('location')).toContain(`${secure}/?error=login_required`)
})

async function readOver(session: ClientHttp2Session, path: string): Promise<string> {
  return textOf(session.request({ ':path': path }))
}

test(
  'a dev server that restarts with the same plugin ends the stack when it closes',
  slow,
  async () => {
    const script = join(folder, 'restart.ts')
    await writeFile(
      script,
      `import { createServer } from 'vite'
import { localEntra } from ${JSON.stringify(PLUGIN)}
const root = ${JSON.stringify(folder)}
const server = await createServer({ root, configFile: false, plugins: [localEntra()], server: { port: 0 } })
await server.listen()
await server.restart()
await server.close()
console.log('closed')
`,
    )
    const { NODE_ENV: _, VITEST: __, ...inherited } = process.env
    const jiti = join(PROJECT, 'node_modules/jiti/lib/jiti-cli.mjs')
    const command = runCommand([jiti, script], { ...inherited, ...ports })
    running.push(command)
    await command.says('closed')
    const identity = `http://localhost:${ports['LOCAL_IDENTITY_PORT']}/`
    await expect(fetch(identity)).rejects.toThrow('fetch failed')
  },
)

test('a wrong LOCAL_SAME_ORIGIN is one sentence', slow, async () => {
  ports['LOCAL_SAME_ORIGIN'] = 'yes'
  const { command, origin } = await startVite()
  await command.says('LOCAL_SAME_ORIGIN is "yes". Set it to true or false.')
  expect((await fetch(`${origin}/config.json`)).status).toBe(503)
})

test('an option that the plugin does not have is named in the terminal', slow, async () => {
  const config = `import { localEntra } from ${JSON.stringify(PLUGIN)}\nexport default { plugins: [localEntra({ registration: 'entra.json' })] }\n`
  await writeFile(join(folder, 'vite.config.ts'), config)
  const { command, origin } = await startVite()
  await command.says('the object has the unknown key registration')
  expect((await fetch(`${origin}/config.json`)).status).toBe(503)
})

test('a taken port is one sentence, and the dev server goes on', slow, async () => {
  const occupant = createServer().listen(Number(ports['LOCAL_IDENTITY_PORT']), '127.0.0.1')
  await new Promise((resolve) => occupant.once('listening', resolve))
  const { command, origin } = await startVite()
  await command.says('choose another port with LOCAL_IDENTITY_PORT')
  expect(command.output()).not.toMatch(/\n\s+at /)
  expect((await fetch(origin)).status).toBe(200)
  occupant.close()
})

test('an app that is opened by another name says what to forward, once', slow, async () => {
  const { command, origin } = await startVite()
  const { port } = new URL(origin)
  const needed = [
    port,
    ...['IDENTITY', 'WEATHER_API', 'GRAPH'].map((name) => ports[`LOCAL_${name}_PORT`]),
  ].join(', ')
  const open = (headers: Record<string, string>) => fetch(`${origin}/config.json`, { headers })
  const fromPage = { 'sec-fetch-site': 'same-origin' }
  await open({ ...fromPage, referer: `${origin}/forecast` })
  expect(command.output()).not.toContain('was opened as')
  await open({ ...fromPage, referer: 'https://opal-5173.tunnel.example/' })
  await open({ ...fromPage, referer: 'https://opal-5173.tunnel.example/' })
  await command.says('The app was opened as opal-5173.tunnel.example')
  await open({ 'x-forwarded-host': 'forwarded.tunnel.example' })
  await command.says('The app was opened as forwarded.tunnel.example')
  expect(command.output().match(/was opened as opal/g)).toHaveLength(1)
  expect(command.output()).toContain('Start with LOCAL_SAME_ORIGIN=true.')
  expect(command.output()).toContain(`Forward the ports ${needed}`)
  const page = await (await fetch(origin)).text()
  expect(page).toContain(`with LOCAL_SAME_ORIGIN=true, or forward its ports ${needed} `)
})
