import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runCommand } from './testing/run-command.ts'

const JITI = fileURLToPath(new URL('../node_modules/jiti/lib/jiti-cli.mjs', import.meta.url))
const CLI = fileURLToPath(new URL('cli.ts', import.meta.url))
const anyPorts = {
  LOCAL_IDENTITY_PORT: '0',
  LOCAL_WEATHER_API_PORT: '0',
  LOCAL_CONTROL_PORT: '0',
}

function run(args: string[], environment: NodeJS.ProcessEnv = anyPorts) {
  const { NODE_ENV: _, VITEST: __, ...inherited } = process.env
  return runCommand([JITI, CLI, ...args], { ...inherited, ...environment })
}

const slow = { timeout: 60_000 }

test('--help says what can be set', slow, async () => {
  const command = run(['--help'])
  expect(await command.ended).toBe(0)
  for (const text of ['--app-origin', '--registrations', 'LOCAL_IDENTITY_PORT', '5180']) {
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
    const [, discovery = ''] = /reads discovery:\n(\S+)\n/.exec(output) ?? []
    expect((await fetch(discovery)).status).toBe(200)
    const [, control = ''] = /Control +(\S+)\n/.exec(output) ?? []
    expect((await fetch(control)).status).toBe(200)
    await command.interrupt()
    await expect(fetch(discovery)).rejects.toThrow('fetch failed')
  },
)

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
  [anyPorts, '--app-origin shop is no origin.', ['--app-origin', 'shop']],
  [anyPorts, 'none.json is not there.', ['--registrations', 'none.json']],
  [{ LOCAL_IDENTITY_PORT: 'many' }, 'LOCAL_IDENTITY_PORT is "many", which is no port.'],
  [{ ...anyPorts, NODE_ENV: 'production' }, 'does not start with NODE_ENV=production'],
])('with %j it says why it does not start', slow, async (environment, words, args = []) => {
  const command = run(args, environment)
  expect(await command.ended).toBeGreaterThan(0)
  expect(command.output()).toContain(words)
  expect(command.output()).not.toMatch(/\n\s+at /)
})
