import { spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeCertificate } from '../../command-line/testing/certificates.ts'
import {
  startProxy,
  startTlsFront,
  type TestProxy,
  type TestServer,
} from '../../command-line/testing/servers.ts'
import { findProgram } from './graph-access.ts'
import { goodToken, type GraphDouble, startGraphDouble } from './graph-double.ts'
import { userReadId } from './graph-double-tenant.ts'
import { registrationNames } from './names.ts'

let double: GraphDouble
let folder = ''
let front: TestServer
let proxy: TestProxy

// Microsoft Graph under its real host name, behind a company's proxy, with a certificate of the company's authority.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'register '))
  const certificate = await makeCertificate({ name: 'graph.microsoft.com' })
  await writeFile(join(folder, 'company.pem'), certificate.cert)
  front = await startTlsFront(certificate, () => double.url)
  proxy = await startProxy({ 'graph.microsoft.com': front.port })
})
afterAll(async () => {
  await proxy.close()
  await front.close()
  await rm(folder, { recursive: true })
})
beforeEach(async () => void (double = await startGraphDouble()))
afterEach(() => double.close())

const cleanEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_|_proxy$/i.test(name)),
)

/** Runs a command line as typed. */
async function type(words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const [program = '', ...parameters] = words
  const child = spawn(program, parameters, {
    env: {
      ...cleanEnvironment,
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      NODE_EXTRA_CA_CERTS: join(folder, 'company.pem'),
      GRAPH_TOKEN: goodToken,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, said }
}

/** An access token with these claims. */
function tokenOf(claims: object): string {
  const parts = [{ alg: 'RS256' }, claims].map((part) => JSON.stringify(part))
  return [...parts, 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.')
}

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const cli = [process.execPath, 'node_modules/jiti/lib/jiti-cli.mjs', 'deploy/registrations/cli.ts']

describe('npm run register', () => {
  it.each([
    ['without options', cli],
    ['with --print', [npm, 'run', 'register', '--', '--print']],
    ['with --print for npm', [npm, 'run', 'register', '--print']],
    ['with --apply for npm', [npm, 'run', 'register', '--apply']],
    [
      'with --app and --apply for npm',
      [npm, 'run', 'register', '--app', 'https://a.example', '--apply'],
    ],
    ['with both --print and --apply', [...cli, '--apply', '--print']],
    ['with -- twice', [...cli, '--', '--print']],
    ['with the dash of a word processor', [...cli, '–print', '--apply']],
    ['with --apply for another tenant', [...cli, '--apply', '--tenant', 'fabrikam.example']],
  ])('changes nothing %s', async (_, words) => {
    await type(words)
    expect(double.changes).toEqual([])
  })

  it('prints the tenant, the user, the changes, and how to make them', async () => {
    const { api, app } = registrationNames
    const { code, said } = await type(cli)
    expect(code).toBe(0)
    expect(said).toContain('Tenant        Contoso (contoso.example, tenant-of-the-double)')
    expect(said).toContain('Signed in as  raine.grant@weather.example')
    expect(said).toContain(`+ Create the app registration "${api.displayName}"`)
    expect(said).toContain(
      `"${app.displayName}" may use openid profile offline_access of "Microsoft Graph"`,
    )
    expect(said).toContain('Nothing was changed. Add --apply to make these changes.')
    expect(said.indexOf('Tenant ')).toBeLessThan(said.indexOf('+ Create'))
    expect(proxy.asked[0]).toBe('CONNECT graph.microsoft.com:443')
  })

  it('makes the changes with --apply, and has nothing to change in the next run', async () => {
    const first = await type([
      npm,
      'run',
      'register',
      '--',
      '--apply',
      '--tenant',
      'contoso.example',
    ])
    expect(first.said).toMatch(/\n7 changes were made\./)
    expect(double.changes).toHaveLength(7)
    expect(first.said).toMatch(/configure -- --tenant tenant-of-the-double --client-id [\w-]{36} /)
    const second = await type([...cli, '--apply'])
    expect(second.said).toContain('Nothing to change.')
    expect(double.changes).toHaveLength(7)
  })

  it('adds the permissions for the further APIs of a configuration, and names the next command', async () => {
    const file = join(folder, 'config.json')
    const graph = {
      url: 'https://graph.microsoft.com/v1.0',
      scope: 'https://graph.microsoft.com/User.Read',
    }
    const config = {
      authority: 'https://login.microsoftonline.com/contoso.example',
      clientId: '11111111-2222-3333-4444-555555555555',
      weatherApi: { url: '/WeatherForecast', scope: 'api://weather/access_as_user' },
      apis: { graph },
    }
    await writeFile(file, JSON.stringify(config))
    const { said } = await type([...cli, '--from', file])
    expect(said).toContain(userReadId)
    expect(said).toContain('= No admin consent for User.Read of "Microsoft Graph"')
    const done = await type([...cli, '--from', file, '--apply'])
    expect(done.said).toContain(`configure -- --from ${file} --tenant tenant-of-the-double`)
  })

  it('adds the permission of Microsoft Graph with --graph, and says how to assign the role', async () => {
    const { said } = await type([...cli, '--graph', '--apply'])
    expect(said).toContain(userReadId)
    expect(said).toMatch(/configure -- .* --api-url https:\/\/…\/WeatherForecast --graph\n/)
    const { api, app } = registrationNames
    expect(said).toContain(
      `To assign the app role Forecast.Editor: Enterprise applications, in "${app.displayName}" and in "${api.displayName}" → Users and groups`,
    )
  })

  it.each([
    ['{ "weatherApi": 1 }', /✘ --from .*config\.json: authority is missing\./],
    ['{', /✘ --from .*config\.json is not JSON/],
  ])('refuses the configuration %s', async (text, fault) => {
    const file = join(folder, 'config.json')
    await writeFile(file, text)
    const { code, said } = await type([...cli, '--from', file, '--apply'])
    expect(said).toMatch(fault)
    expect(code).toBe(2)
    expect(double.changes).toEqual([])
  })

  it('names the tenant and the user when it refuses another tenant', async () => {
    const { code, said } = await type([...cli, '--tenant', 'fabrikam.example', '--apply'])
    expect(code).toBe(1)
    expect(said).toContain('Contoso (contoso.example, tenant-of-the-double) as raine.grant@')
    expect(said).toContain('az login --allow-no-subscriptions --tenant fabrikam.example')
  })

  it('takes the tenant from the token if the user may not read the tenant', async () => {
    double.faults.hidesTenant = true
    const tid = '5c1f0e52-0000-4000-8000-0d5f6a7b8c9d'
    double.token = tokenOf({ tid })
    const { said } = await type(cli, { GRAPH_TOKEN: double.token })
    expect(said).toContain(`Tenant        a tenant without a name (${tid})`)
    const other = await type([...cli, '--apply', '--tenant', 'contoso.example'], {
      GRAPH_TOKEN: double.token,
    })
    expect(other.said).toContain(', not to contoso.example')
    expect(double.changes).toEqual([])
  })

  it('says when the token belongs to an application', async () => {
    double.user = undefined
    expect((await type(cli)).said).toContain('Signed in as  an application')
  })

  it('says when it waits for Microsoft Graph', async () => {
    double.faults.throttled = 1
    double.faults.retryAfter = '1'
    const { said } = await type([...cli, '--apply'])
    expect(said).toContain('… Microsoft Graph is not ready. Retrying in 1 s.')
  })

  it('says how many changes were made when it fails halfway', async () => {
    double.faults.refusesGrants = true
    const { code, said } = await type([...cli, '--apply'])
    expect(code).toBe(1)
    expect(said).toContain('5 changes were made. Run the command again')
    expect(said).toContain('add --no-admin-consent')
  })

  it.each([
    [
      'a proxy that is down',
      { HTTPS_PROXY: 'http://127.0.0.1:9' },
      /the proxy 127\.0\.0\.1:9 refused the connection/,
    ],
    [
      'an authority that is not trusted',
      { NODE_EXTRA_CA_CERTS: '' },
      /\(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
    ],
    ['a token that has expired', { GRAPH_TOKEN: 'old' }, /get a new GRAPH_TOKEN/],
    [
      'a token whose claims say that it has expired',
      { GRAPH_TOKEN: tokenOf({ exp: 1_700_000_000 }) },
      /GRAPH_TOKEN expired at 2023-11-14T22:13:20\.000Z\.\n.*az account get-access-token/,
    ],
    [
      'a token for another API',
      { GRAPH_TOKEN: tokenOf({ aud: 'api://orders' }) },
      /GRAPH_TOKEN is for api:\/\/orders, not for Microsoft Graph\./,
    ],
    ['a token in quotes', { GRAPH_TOKEN: '"good token"' }, /GRAPH_TOKEN is not an access token/],
  ])('prints a message without a stack trace for %s', async (_, environment, words) => {
    const { code, said } = await type(cli, environment)
    expect(said).toMatch(words)
    expect(said).not.toMatch(/\n\s+at |good token/)
    expect(code).toBe(1)
  })
})

/** Runs the command with a shell script as `az`. */
async function runWith(script: string, ...options: string[]) {
  const bin = join(folder, 'bin of az')
  await mkdir(bin, { recursive: true })
  const file = join(bin, 'az')
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
  return type([...cli, ...options], { GRAPH_TOKEN: '', PATH: `${bin}:${process.env['PATH']}` })
}

describe.skipIf(process.platform === 'win32')('the Azure CLI', () => {
  it('provides the token for the tenant of --tenant', async () => {
    const { said } = await runWith(
      `case "$*" in *"--tenant contoso.example"*) echo ${goodToken};; *) exit 1;; esac`,
      '--tenant',
      'contoso.example',
    )
    expect(said).toContain('Signed in as  raine.grant@weather.example')
  })

  it('is quoted when it fails', async () => {
    const { code, said } = await runWith(
      `echo "WARNING: beta" >&2; echo "ERROR: AADSTS50076: you must use multi-factor authentication." >&2; echo "az login --tenant t --scope s/.default" >&2; exit 1`,
    )
    expect(code).toBe(1)
    expect(said).toContain('AADSTS50076: you must use multi-factor authentication.')
    expect(said).toContain('az login --tenant t --scope s/.default')
    expect(said).not.toMatch(/WARNING|is not installed/)
  })

  it.each([
    ['a notice', `echo "A new version is available."; echo ${goodToken}`],
    ['colours', `printf '\\033[32m${goodToken}\\033[0m\\n'`],
    ['a warning', `echo "WARNING: beta" >&2; echo ${goodToken}`],
  ])('may print %s besides the token', async (_, script) => {
    expect((await runWith(script)).said).toContain('Signed in as  raine.grant@weather.example')
  })

  it.each([
    ['nothing', 'true', /az returned no access token and no reason \(exit code 0\)\./],
    ['HTML', 'echo "<p>Sign in</p>"', /az returned no access token and no reason/],
    ['only an exit code', 'exit 3', /az returned no access token and no reason \(exit code 3\)\./],
    [
      'a coloured error',
      `printf '\\033[31mERROR: AADSTS1: x\\033[0m\\n' >&2; exit 1`,
      /no access token:\n {2}AADSTS1: x\n/,
    ],
  ])('may print %s instead of a token', async (_, script, words) => {
    const { code, said } = await runWith(script)
    expect(said).toMatch(words)
    expect(said).not.toMatch(/\n\s+at |<p>/)
    expect(code).toBe(1)
  })

  it('is not found in a folder or a file without execute permission', async () => {
    const bin = await mkdtemp(join(folder, 'bin '))
    await mkdir(join(bin, 'folder', 'az'), { recursive: true })
    await mkdir(join(bin, 'file'))
    await writeFile(join(bin, 'file', 'az'), '', { mode: 0o644 })
    const { said } = await type(cli, { GRAPH_TOKEN: '', PATH: `${bin}/folder:${bin}/file` })
    expect(said).toContain('az is not installed.')
  })

  it('is reported as not installed when it is missing', async () => {
    const { said } = await type(cli, { GRAPH_TOKEN: '', PATH: folder })
    expect(said).toContain('az is not installed.')
  })
})

describe('findProgram', () => {
  it('finds az.cmd on Windows, in a folder with spaces', () => {
    const wbin = 'C:\\Program Files\\Microsoft SDKs\\Azure\\CLI2\\wbin'
    const environment = { Path: `C:\\Windows;${wbin}`, PATHEXT: '.COM;.EXE;.BAT;.CMD' }
    const exists = (path: string) => path === `${wbin}\\az.cmd`
    expect(findProgram('az', environment, 'win32', exists)).toBe(`${wbin}\\az.cmd`)
    expect(findProgram('az', environment, 'win32', () => false)).toBeUndefined()
  })
})
