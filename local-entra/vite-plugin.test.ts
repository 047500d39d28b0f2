import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultRegistrations } from './registrations/default-registrations.ts'
import { type RunningCommand, runCommand } from './testing/run-command.ts'

const PROJECT = fileURLToPath(new URL('../', import.meta.url))
const VITE = join(PROJECT, 'node_modules/vite/bin/vite.js')
const PLUGIN = join(PROJECT, 'local-entra/vite-plugin.ts')
const slow = { timeout: 60_000 }

let folder: string
let ports: Record<string, string>
const running: RunningCommand[] = []

/** A project inside this one, so that it finds its packages; git ignores the name. */
beforeEach(async () => {
  folder = join(PROJECT, `vite-plugin-test-${randomUUID()}.local`)
  await mkdir(folder)
  const config = `import { localStack } from ${JSON.stringify(PLUGIN)}\nexport default { plugins: [localStack()] }\n`
  await writeFile(join(folder, 'vite.config.ts'), config)
  await writeFile(join(folder, 'index.html'), '<p>App</p>')
  ports = {
    LOCAL_IDENTITY_PORT: String(await freePort()),
    LOCAL_WEATHER_API_PORT: String(await freePort()),
    LOCAL_CONTROL_PORT: String(await freePort()),
  }
})

afterEach(async () => {
  await Promise.all(running.splice(0).map((command) => command.interrupt()))
  await rm(folder, { recursive: true })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0)
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

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

async function readConfig(origin: string) {
  const response = await fetch(`${origin}/config.json`)
  return (await response.json()) as { authority: string; weatherApi: { url: string } }
}

test('vite alone starts the stack, says so, and answers /config.json', slow, async () => {
  const { command, origin } = await startVite()
  await command.says('Sample accounts')
  expect(command.output().indexOf('Identity provider')).toBeGreaterThan(
    command.output().indexOf('Local:'),
  )
  const { authority, weatherApi } = await readConfig(origin)
  expect(authority).toContain(`https://localhost:${ports['LOCAL_IDENTITY_PORT']}/`)
  const weather = await fetch(weatherApi.url, { headers: { origin } })
  expect(weather.status).toBe(401)
  expect(weather.headers.get('access-control-allow-origin')).toBe(origin)
  await command.interrupt()
  await expect(fetch(weatherApi.url)).rejects.toThrow('fetch failed')
})

test('an app below a path gets its settings there', slow, async () => {
  const { origin } = await startVite('--base=/app/')
  const { authority } = await readConfig(`${origin}/app`)
  expect(authority).toContain(`https://localhost:${ports['LOCAL_IDENTITY_PORT']}/`)
  const atRoot = await fetch(`${origin}/config.json`)
  expect(atRoot.headers.get('content-type')).not.toBe('application/json')
})

test('registrations of your own add an API to /config.json', slow, async () => {
  const registrations = defaultRegistrations()
  const [, api] = registrations.apis
  const url = 'http://localhost:7100/orders'
  if (api) api.setting = { name: 'orders', url }
  const file = join(folder, 'registrations.json')
  await writeFile(file, JSON.stringify(registrations))
  const config = join(folder, 'vite.config.ts')
  const text = await readFile(config, 'utf8')
  const options = JSON.stringify({ registrations: file })
  await writeFile(config, text.replace('localStack()', `localStack(${options})`))
  const { origin } = await startVite()
  expect(await readConfig(origin)).toMatchObject({
    apis: { orders: { url, scope: `${api?.identifierUri}/access_as_user` } },
  })
})

test('the stack survives restarts of the dev server, and nobody is in its way', slow, async () => {
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
  await command.says('public/config.json is used, so the local stack is not started.')
  expect(await readConfig(origin)).toEqual({ own: true })
  const identity = `http://localhost:${ports['LOCAL_IDENTITY_PORT']}/`
  await expect(fetch(identity)).rejects.toThrow('fetch failed')
})

test('a taken port is one sentence, and the dev server goes on', slow, async () => {
  const occupant = createServer().listen(Number(ports['LOCAL_IDENTITY_PORT']), '127.0.0.1')
  await new Promise((resolve) => occupant.once('listening', resolve))
  const { command, origin } = await startVite()
  await command.says('choose another port with LOCAL_IDENTITY_PORT.')
  expect(command.output()).not.toMatch(/\n\s+at /)
  expect((await fetch(origin)).status).toBe(200)
  occupant.close()
})

test('an app that is opened by another name says what to forward, once', slow, async () => {
  const { command, origin } = await startVite()
  const { port } = new URL(origin)
  const { LOCAL_IDENTITY_PORT: identity, LOCAL_WEATHER_API_PORT: api } = ports
  const open = (headers: Record<string, string>) => fetch(`${origin}/config.json`, { headers })
  await open({ referer: `${origin}/forecast` })
  expect(command.output()).not.toContain('was opened as')
  await open({ referer: 'https://opal-5173.tunnel.example/' })
  await open({ referer: 'https://opal-5173.tunnel.example/' })
  await command.says('The app was opened as opal-5173.tunnel.example.')
  await open({ 'x-forwarded-host': 'forwarded.tunnel.example' })
  await command.says('The app was opened as forwarded.tunnel.example.')
  expect(command.output().match(/was opened as opal/g)).toHaveLength(1)
  expect(command.output()).toContain(`forward the ports ${port}, ${identity}, ${api}`)
  const page = await (await fetch(origin)).text()
  expect(page).toContain(
    `Forward the ports ${port}, ${identity}, ${api} of the development machine`,
  )
})
