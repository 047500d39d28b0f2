import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runCommand } from '../../command-line/command.ts'
import { configure } from './configure.ts'

const path = '/WeatherForecast'
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'configure-nginx-'))
  await mkdir(join(folder, 'dist'))
  await writeFile(join(folder, 'dist/index.html'), '<script>1</script>')
})

afterEach(() => rm(folder, { recursive: true }))

/** Configures an API on the app's own origin, behind nginx. */
async function configureAt(url: string, ...more: string[]) {
  const said: string[] = []
  const complained: string[] = []
  const nginx = join(folder, 'weather.conf')
  const parameters = [
    ['--tenant', 'contoso.example', '--client-id', '11111111-2222-3333-4444-555555555555'],
    ['--api-url', url, '--api-scope', 'api://weather/access_as_user'],
    ['--out', join(folder, 'dist'), '--nginx', nginx, ...more],
  ]
  const code = await runCommand(
    configure,
    { parameters: parameters.flat(), environment: {} },
    { say: (text) => said.push(text), complain: (text) => complained.push(text) },
  )
  const rules = await readFile(nginx, 'utf8').catch(() => '')
  return { code, rules, said: said.join('\n'), complained: complained.join('\n') }
}

it('configure normalises the URL of an API behind nginx', async () => {
  const api = ['--nginx-api', 'HTTPS://Api.Contoso.Example:443/']
  const { rules } = await configureAt(path, ...api)
  expect(rules).toContain('set $api https://api.contoso.example;')
  expect(rules).toContain('proxy_ssl_name api.contoso.example;')
  const ipv6 = await configureAt(path, '--nginx-api', 'http://[::1]:8080')
  expect(ipv6.rules).toContain('proxy_pass http://[::1]:8080;')
})

it('configure writes the trusted authorities and the DNS server of nginx, and reports what nginx needs', async () => {
  const api = ['--nginx-api', 'https://api.contoso.example']
  const usual = await configureAt(path, ...api)
  const authorities = '/etc/ssl/certs/ca-certificates.crt'
  expect(usual.rules).toContain(`proxy_ssl_trusted_certificate "${authorities}";`)
  expect(usual.said).toContain(`nginx trusts the certificate authorities in ${authorities}`)
  expect(usual.said).toContain('nginx resolves api.contoso.example by DNS')
  const own = ['--nginx-ca', '/etc/pki/tls/ca bundle.crt', '--nginx-resolver', '10.0.0.2']
  const { rules, said } = await configureAt(path, ...api, ...own)
  expect(rules).toContain('proxy_ssl_trusted_certificate "/etc/pki/tls/ca bundle.crt";')
  expect(rules).toContain('resolver 10.0.0.2 valid=10s;')
  expect(said).not.toContain('by DNS')
  const near = await configureAt(path, '--nginx-api', 'http://127.0.0.1:8080')
  expect(near.rules).not.toMatch(/resolver|proxy_ssl/)
  expect(near.said).not.toMatch(/DNS|authorities/)
})

it.each([
  [['--nginx-api', 'http://h/path'], '--nginx-api must be scheme, host and port only.'],
  [['--nginx-api', 'https://u:hunter2@h'], '--nginx-api must be scheme, host and port only.'],
  [['--nginx-api', 'http://h:0'], '--nginx-api must be scheme, host and port only.'],
  [['--nginx-api', 'http://$host'], '--nginx-api must be scheme, host and port only.'],
  [['--nginx-root', '/srv/$app'], '--nginx-root cannot be "/srv/$app": nginx reads $ as a'],
  [['--nginx-root', '/srv/a\nb'], String.raw`--nginx-root cannot be "/srv/a\nb": nginx`],
  [['--nginx-ca', '/etc/$ca.crt'], '--nginx-ca contains a $ or a line break.'],
  [['--nginx-resolver', 'dns.example'], '--nginx-resolver must be the IP address'],
  [['--nginx-resolver', '10.0.0.2; x'], '--nginx-resolver must be the IP address'],
  [['--nginx-resolver', '::1'], '--nginx-resolver must be the IP address'],
])('configure refuses %j, and repeats no password', async (parameters, fault) => {
  const api = parameters[0] === '--nginx-api' ? [] : ['--nginx-api', 'http://127.0.0.1:8080']
  const { code, complained } = await configureAt(path, ...api, ...parameters)
  expect(code).toBe(2)
  expect(complained).toContain(`✘ ${fault}`)
  expect(complained).not.toContain('hunter2')
})

it('configure refuses to forward the root path to an API', async () => {
  const api = ['--nginx-api', 'http://127.0.0.1:8080']
  const { complained } = await configureAt('/', ...api)
  expect(complained).toContain('✘ --api-url cannot be the root')
})

it.each([
  ['/srv/the weather', 'root "/srv/the weather";'],
  ['/srv/the "weather"', String.raw`root "/srv/the \"weather\"";`],
  [String.raw`C:\new\weather`, 'root "C:/new/weather";'],
])('configure quotes the root %s for nginx', async (root, line) => {
  const { rules } = await configureAt(path, '--nginx-api', 'http://127.0.0.1', '--nginx-root', root)
  expect(rules).toContain(line)
})
