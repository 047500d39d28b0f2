import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { makeCertificate } from '../../command-line/testing/certificates.ts'
import { fetchTrusting } from './server/trust.ts'
import { runCommand } from '../../command-line/testing/run-command.ts'

const JITI = fileURLToPath(new URL('../../node_modules/jiti/lib/jiti-cli.mjs', import.meta.url))
const CLI = fileURLToPath(new URL('cli.ts', import.meta.url))
const anyPorts = {
  LOCAL_IDENTITY_PORT: '0',
  LOCAL_WEATHER_API_PORT: '0',
  LOCAL_CONTROL_PORT: '0',
  LOCAL_GRAPH_PORT: '0',
}

function run(args: string[], environment: NodeJS.ProcessEnv = anyPorts) {
  const { NODE_ENV: _, VITEST: __, ...inherited } = process.env
  return runCommand([JITI, CLI, ...args], { ...inherited, ...environment })
}

const slow = { timeout: 180_000 }

test('--help says what can be set', slow, async () => {
  const command = run(['--help'])
  expect(await command.ended).toBe(0)
  for (const text of [
    '--app-origin',
    '--registrations',
    '--identity-port',
    'LOCAL_IDENTITY_PORT',
    '5180',
    '--graph-port',
    'LOCAL_GRAPH_PORT',
    '--open',
    '--https',
  ]) {
    expect(command.output()).toContain(text)
  }
})

test(
  'it tells addresses, people and settings, and Ctrl-C ends it and its ports',
  slow,
  async () => {
    const command = run([
      '--app-origin',
      'http://localhost:3000',
      '--app-origin',
      'http://localhost:3001/app/',
    ])
    await command.says('Ctrl-C ends it.')
    const output = command.output()
    expect(output).toContain('sunny.day@weather.example')
    expect(output).toMatch(/Apps from +http:\/\/localhost:3000 http:\/\/localhost:3001\/app\/\n/)
    expect(output).not.toMatch(/warning|unsupported/i)
    const [, discovery = ''] = /discovery +(\S+)\n/.exec(output) ?? []
    expect((await fetch(discovery)).status).toBe(200)
    const [, control = ''] = /Control +(\S+)\n/.exec(output) ?? []
    expect((await fetch(control)).status).toBe(200)
    const [, json = ''] = /(\{\n[^]*?\n\})\n/.exec(output) ?? []
    const [, graph = ''] = /Microsoft Graph +(\S+)\n/.exec(output) ?? []
    expect(JSON.parse(json)).toMatchObject({
      apis: { graph: { url: graph, scope: 'https://graph.microsoft.com/User.Read' } },
      authorityMetadata: { issuer: discovery.replace('/.well-known/openid-configuration', '') },
    })
    for (const client of ['@azure/msal-browser', '@azure/msal-node', 'Microsoft.Identity.Web'])
      expect(output).toContain(client)
    await command.interrupt()
    await expect(fetch(discovery)).rejects.toThrow('fetch failed')
  },
)

test('--https prints what Node has to trust, and keeps it for the next run', slow, async () => {
  const home = await mkdtemp(join(tmpdir(), 'home-'))
  const start = async () => {
    const command = run(['--https'], { ...anyPorts, HOME: home, USERPROFILE: home })
    await command.says('Ctrl-C ends it.')
    return command
  }
  const first = await start()
  const [, discovery = ''] = /discovery +(https:\S+)\n/.exec(first.output()) ?? []
  const [, file = ''] = /Node +NODE_EXTRA_CA_CERTS=(\S+)\n/.exec(first.output()) ?? []
  const fetchWith = (certificates: string) =>
    runCommand(
      [
        '-e',
        `fetch('${discovery}').then((r) => console.log(r.status), (e) => console.log(e.cause.code))`,
      ],
      { ...process.env, NODE_EXTRA_CA_CERTS: certificates },
    )
  await fetchWith(file).says('200')
  await fetchWith('').says('DEPTH_ZERO_SELF_SIGNED_CERT')
  expect(first.output()).not.toContain('RequireHttpsMetadata')
  const certificate = await readFile(file, 'utf8')
  await first.interrupt()
  const second = await start()
  expect(second.output()).toContain(`NODE_EXTRA_CA_CERTS=${file}\n`)
  expect(await readFile(file, 'utf8')).toBe(certificate)
  await second.interrupt()
  await rm(home, { recursive: true })
})

test('--cert and --key give a certificate, which implies https', slow, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'certificate-'))
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const certificate = await makeCertificate({ name: 'localhost' })
  await writeFile(cert, certificate.cert)
  await writeFile(key, certificate.key)
  const command = run(['--cert', cert, '--key', key])
  await command.says('Ctrl-C ends it.')
  expect(command.output()).toContain(`Certificate        ${cert}, valid until `)
  const [, discovery = ''] = /discovery +(https:\S+)\n/.exec(command.output()) ?? []
  expect((await fetchTrusting(certificate)(discovery)).status).toBe(200)
  await command.interrupt()
  await rm(folder, { recursive: true })
})

test(
  'registrations come from a file, and faults in it are named without a stack',
  slow,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'registrations-'))
    const file = join(folder, 'registrations.json')
    await writeFile(file, JSON.stringify({ tenants: [{ id: 'x' }] }))
    const command = run(['--registrations', file])
    expect(await command.ended).toBe(1)
    for (const text of [
      'tenants.0.id must be a GUID',
      'tenants.0.domain is missing',
      'apps is missing',
    ]) {
      expect(command.output()).toContain(text)
    }
    expect(command.output()).not.toMatch(/\n\s+at /)
    await rm(folder, { recursive: true })
  },
)

test.each<[NodeJS.ProcessEnv, string, string[]?]>([
  [anyPorts, '--port is not a known option.', ['--port']],
  [anyPorts, '--app-origin shop is not an origin.', ['--app-origin', 'shop']],
  [anyPorts, '--cert needs --key.', ['--cert', 'cert.pem']],
  [anyPorts, '--key needs --cert.', ['--https', '--key', 'key.pem']],
  [anyPorts, 'none.pem does not exist.', ['--cert', 'none.pem', '--key', 'none.pem']],
  [
    anyPorts,
    'package.json is not a certificate in PEM.',
    ['--cert', 'package.json', '--key', 'package.json'],
  ],
  [
    anyPorts,
    '--cert takes the path of a file, not its text.',
    ['--cert=-----BEGIN CERTIFICATE-----\nMIIB', '--key', 'key.pem'],
  ],
  [anyPorts, 'none.json does not exist.', ['--registrations', 'none.json']],
  [anyPorts, '--app-origin ftp://shop.example is not', ['--app-origin', 'ftp://shop.example']],
  [anyPorts, '--control-port is "70000", which is not a port.', ['--control-port', '70000']],
  [anyPorts, '--weather-api-url is "shop", which is not a URL.', ['--weather-api-url', 'shop']],
  [{ ...anyPorts, LOCAL_WEATHER_API_URL: 'localhost:1' }, 'LOCAL_WEATHER_API_URL is "localhost:1"'],
  [{ LOCAL_IDENTITY_PORT: 'many' }, 'LOCAL_IDENTITY_PORT is "many", which is not a port.'],
  [{ ...anyPorts, NODE_ENV: 'production' }, 'does not start with NODE_ENV=production'],
])('with %j it says why it does not start', slow, async (environment, words, args = []) => {
  const command = run(args, environment)
  expect(await command.ended).toBeGreaterThan(0)
  expect(command.output()).toContain(words)
  expect(command.output()).not.toMatch(/\n\s+at /)
})

const isLinux = process.platform === 'linux'

test.skipIf(!isLinux)('--open opens the start page, or says its address', slow, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'opener-'))
  const without = run(['--open'], { ...anyPorts, PATH: folder })
  await without.says(/No browser was found. Open http:\/\/localhost:\d+\/ yourself./)
  await without.interrupt()
  const opened = join(folder, 'opened')
  await writeFile(join(folder, 'xdg-open'), `#!/bin/sh\necho "$1" > ${opened}\n`, { mode: 0o755 })
  const command = run(['--open'], { ...anyPorts, PATH: folder })
  await command.says('Ctrl-C ends it.')
  const [, start] = /Identity provider +(\S+)/.exec(command.output()) ?? []
  await expect.poll(() => readFile(opened, 'utf8').catch(() => '')).toBe(`${start}\n`)
  await command.interrupt()
  await rm(folder, { recursive: true })
})
