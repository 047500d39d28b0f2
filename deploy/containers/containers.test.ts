import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../../command-line/command.ts'
import { configure } from '../configure/configure.ts'
import { findNginx } from '../hosts/testing/find-nginx.ts'
import { startNginx } from '../hosts/testing/nginx-host.ts'

// Needs no Docker: these tests run the commands of the Dockerfile in a folder.
const program = findNginx() ?? ''
const why = program === '' ? ' (skipped: no nginx on this machine)' : ''
const dockerfile = await readFile('deploy/containers/app.Dockerfile', 'utf8')

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weather-container-'))
  for (const name of ['dist', 'html']) {
    await mkdir(join(folder, name))
    await writeFile(join(folder, name, 'index.html'), '<script>1</script>')
  }
  await writeFile(
    join(folder, 'production.json'),
    JSON.stringify({
      authority: 'https://login.microsoftonline.com/contoso.example',
      clientId: '11111111-2222-3333-4444-555555555555',
      weatherApi: { url: 'https://api.contoso.example', scope: 'api://weather/access_as_user' },
    }),
  )
})

afterEach(() => rm(folder, { recursive: true }))

/** Runs the `configure` commands from the top of the Dockerfile in the folder of the test. */
async function runCommands(...more: string[]): Promise<void> {
  const commands = dockerfile.matchAll(/^# +npm run configure -- (.+)$/gm)
  const places = /^(?:production\.json|dist.*|deployment.*)$/
  for (const [, text = ''] of commands) {
    const words = text
      .replace('/usr/share/nginx/html', join(folder, 'html'))
      .split(' ')
      .map((word) => (places.test(word) ? join(folder, word) : word))
    const faults: string[] = []
    const complain = (fault: string) => faults.push(fault)
    const input = { parameters: [...words, ...more], environment: {} }
    await runCommand(configure, input, { say: () => undefined, complain })
    expect(faults).toEqual([])
  }
}

/** Starts nginx as in the container, with the folder mounted as at the top of the Dockerfile. */
async function startContainer() {
  const [, mounted = '', place = ''] = /--volume \.\/(\S+?):(\S+?):ro/.exec(dockerfile) ?? []
  const inside = (text: string) => text.replaceAll(place, join(folder, mounted))
  const [, target = '', link = ''] = /ln -s (\S+) dist\/(\S+)/.exec(dockerfile) ?? []
  await symlink(inside(target), join(folder, 'html', link))
  const text = inside(await readFile('deploy/containers/nginx.conf', 'utf8'))
  const start = text.indexOf('server {')
  const http = text.slice(0, start).replace('/tmp/', `${folder}/`)
  const server = text.slice(text.indexOf('{', start) + 1, text.lastIndexOf('}'))
  return startNginx(program, server.replace(/listen .*;|server_name .*;/g, ''), { http })
}

async function clientIdOf(origin: string): Promise<unknown> {
  const response = await fetch(`${origin}/config.json`)
  expect(response.status).toBe(200)
  return ((await response.json()) as { clientId: unknown }).clientId
}

describe.skipIf(program === '')(`the container${why}`, () => {
  it('serves the current configuration of the mounted folder, and never half of it', async () => {
    await mkdir(join(folder, 'deployment'))
    await runCommands()
    const nginx = await startContainer()
    const [first, second] = ['1', '2'].map(
      (digit) => `${digit.repeat(8)}-2222-3333-4444-555555555555`,
    )
    expect(await clientIdOf(nginx.origin)).toBe(first)
    const seen = new Set<unknown>()
    const readOften = async () => {
      for (let count = 0; count < 200; count += 1) seen.add(await clientIdOf(nginx.origin))
    }
    const reading = readOften()
    for (const id of [second, first, second, first, second]) {
      await runCommands('--client-id', id ?? '')
    }
    await reading
    expect([...seen].filter((id) => id !== first && id !== second)).toEqual([])
    expect(await clientIdOf(nginx.origin)).toBe(second)
    await nginx.close()
  })

  it('mounts a folder, not its files, because `configure` replaces the files', () => {
    const mounts = Array.from(dockerfile.matchAll(/--volume (\S+?):/g), ([, source]) => source)
    expect(mounts).toEqual(['./deployment'])
  })

  it.each(['10.0.0.2', '10.0.0.2 [fd00::2]'])(
    'uses the DNS servers of the container: %s',
    async (servers) => {
      const template = await readFile('deploy/containers/resolver.conf.template', 'utf8')
      const text = template.replace('${NGINX_LOCAL_RESOLVERS}', servers)
      await writeFile(join(folder, 'resolver.conf'), text)
      await mkdir(join(folder, 'deployment'))
      await runCommands()
      const nginx = await startContainer()
      expect((await fetch(`${nginx.origin}/health`)).status).toBe(200)
      await nginx.close()
    },
  )
})

it('the Dockerfile copies only files that exist', () => {
  const sources = Array.from(
    dockerfile.matchAll(/^COPY (deploy\S+) /gm),
    ([, source = '']) => source,
  )
  expect(sources.length).toBeGreaterThan(1)
  expect(spawnSync('ls', sources).status).toBe(0)
})
