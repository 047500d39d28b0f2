import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../../command-line/command.ts'
import { configure } from './configure.ts'

const good = [
  ['--tenant', 'contoso.example'],
  ['--client-id', '11111111-2222-3333-4444-555555555555'],
  ['--api-url', 'https://api.contoso.example/WeatherForecast'],
  ['--api-scope', 'api://weather/access_as_user'],
].flat()

let folder = ''
let out = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'configure-'))
  out = join(folder, 'dist')
  await mkdir(out)
  await writeFile(join(out, 'index.html'), '<script>1</script>')
})

afterEach(() => rm(folder, { recursive: true }))

/** Runs the command; `answers` are typed at the terminal. */
async function run(parameters: string[], answers?: string[]) {
  const said: string[] = []
  const complained: string[] = []
  const openTerminal = () => {
    const [input, output] = [new PassThrough(), new PassThrough()]
    output.on('data', () => {
      const answer = answers?.shift()
      if (answer === undefined) input.end()
      else input.write(`${answer}\n`)
    })
    return createInterface({ input, output })
  }
  const code = await runCommand(
    configure,
    { parameters, environment: {} },
    {
      say: (text) => said.push(text),
      complain: (text) => complained.push(text),
      openTerminal: answers && openTerminal,
    },
  )
  return { code, said: said.join('\n'), complained: complained.join('\n') }
}

/** The output for an API at this URL. */
async function resultFor(url: string, ...more: string[]): Promise<string> {
  return (await run([...good.with(5, url), ...more, '--out', out])).said
}

async function readConfig(): Promise<unknown> {
  return JSON.parse(await readFile(join(out, 'config.json'), 'utf8'))
}

function readHeaders(): Promise<string> {
  return readFile(join(out, 'staticwebapp.config.json'), 'utf8')
}

describe('npm run configure', () => {
  it('writes the configuration and its headers into a built app', async () => {
    const { code, said } = await run([...good, '--out', out])
    expect(code).toBe(0)
    expect(said).toContain('npm run doctor')
    expect(await readConfig()).toMatchObject({
      authority: 'https://login.microsoftonline.com/contoso.example',
    })
    const hosting = await readFile(join(out, 'staticwebapp.config.json'), 'utf8')
    expect(hosting).toContain(
      `connect-src 'self' https://login.microsoftonline.com https://api.contoso.example;`,
    )
  })

  it('warns about an API below /api, whose token Azure Static Web Apps replaces', async () => {
    const warning = 'Azure Static Web Apps replaces the Authorization header'
    for (const url of ['/api/WeatherForecast', '/API', '/api?version=1']) {
      expect(await resultFor(url)).toContain(`weatherApi.url is on the app’s host. ${warning}`)
    }
    for (const url of ['/WeatherForecast', '/apis', 'https://api.contoso.example/api']) {
      expect(await resultFor(url)).not.toContain(warning)
    }
    const nginx = ['--nginx', join(folder, 'x.conf'), '--nginx-api', 'http://127.0.0.1:8080']
    expect(await resultFor('/api', ...nginx)).not.toContain(warning)
  })

  it('writes and reports headers for the path that the app was built for', async () => {
    const script = '<script type="module" src="/app/assets/index-a1b2.js"></script>'
    await writeFile(join(out, 'index.html'), script)
    const nginx = join(folder, 'weather.conf')
    const { said } = await run([...good, '--out', out, '--nginx', nginx])
    expect(said).toContain('built for the path /app/')
    expect(said).toContain('npm run doctor -- --app https://<host>/app/')
    const hosting = await readFile(join(out, 'staticwebapp.config.json'), 'utf8')
    expect(hosting).toContain('"route": "/app/redirect.html"')
    expect(await readFile(nginx, 'utf8')).toContain('location ^~ /app/ {')
  })

  it('writes only the configuration into a folder without a built app', async () => {
    const publicFolder = join(folder, 'public')
    await mkdir(publicFolder)
    expect((await run([...good, '--out', publicFolder])).code).toBe(0)
    expect(await readdir(publicFolder)).toEqual(['config.json'])
  })

  it('changes the configuration of an app, starting from its own file', async () => {
    await run([...good, '--out', out])
    const file = join(out, 'config.json')
    expect((await run(['--from', file, '--token-storage', 'memory', '--out', out])).code).toBe(0)
    expect(await readConfig()).toMatchObject({ tokenStorage: 'memory' })
  })

  it('writes nginx rules for an API on the app’s own origin with --nginx', async () => {
    const nginx = join(folder, 'weather.conf')
    const parameters = ['--api-url', '/WeatherForecast', '--nginx-api', 'http://127.0.0.1:8080']
    const same = good.filter((word) => word !== '--api-url' && !word.startsWith('https://api'))
    const { code } = await run([...same, ...parameters, '--out', out, '--nginx', nginx])
    expect(code).toBe(0)
    const server = await readFile(nginx, 'utf8')
    expect(server).toContain(`root "${out}";`)
    expect(server).toContain('proxy_pass http://127.0.0.1:8080;')
  })

  const orders = [
    ['--api-url', 'orders=https://orders.contoso.example'],
    ['--api-scope', 'orders=api://orders/Orders.Read'],
  ].flat()

  it('adds a further API to the configuration and the headers, and keeps it in later runs', async () => {
    expect((await run([...good, ...orders, '--out', out])).code).toBe(0)
    const file = join(out, 'config.json')
    const url = 'https://orders.fabrikam.example'
    expect((await run(['--from', file, '--api-url', `orders=${url}`, '--out', out])).code).toBe(0)
    expect(await readConfig()).toMatchObject({
      weatherApi: { url: 'https://api.contoso.example/WeatherForecast' },
      apis: { orders: { url, scope: 'api://orders/Orders.Read' } },
    })
    const hosting = await readFile(join(out, 'staticwebapp.config.json'), 'utf8')
    expect(hosting).toMatch(
      /connect-src [^;]* https:\/\/api\.contoso\.example https:\/\/orders\.fabrikam\.example;/,
    )
  })

  it.each([
    ['--tenant contoso.example', 'graph.microsoft.com'],
    ['--tenant contoso.example --cloud us-government', 'graph.microsoft.us'],
    ['--tenant contoso.example --cloud china', 'microsoftgraph.chinacloudapi.cn'],
    ['--authority https://contoso.ciamlogin.com', 'graph.microsoft.com'],
  ])('adds Microsoft Graph with --graph: %s has %s', async (authority, host) => {
    const nginx = join(folder, 'weather.conf')
    const parameters = ['--graph', ...authority.split(' '), ...good.slice(2)]
    expect((await run([...parameters, '--out', out, '--nginx', nginx])).code).toBe(0)
    expect(await readConfig()).toMatchObject({
      apis: { graph: { url: `https://${host}/v1.0`, scope: `https://${host}/User.Read` } },
    })
    const policy = new RegExp(`connect-src [^;]* https://${host.replaceAll('.', '\\.')};`)
    expect(await readFile(join(out, 'staticwebapp.config.json'), 'utf8')).toMatch(policy)
    expect(await readFile(nginx, 'utf8')).toMatch(policy)
  })

  it('keeps Microsoft Graph in later runs, and lets options override --graph', async () => {
    await run([
      ...good,
      '--graph',
      '--api-url',
      'graph=https://graph.microsoft.com/beta',
      '--out',
      out,
    ])
    const file = join(out, 'config.json')
    expect((await run(['--from', file, '--token-storage', 'memory', '--out', out])).code).toBe(0)
    expect(await readConfig()).toMatchObject({
      apis: {
        graph: {
          url: 'https://graph.microsoft.com/beta',
          scope: 'https://graph.microsoft.com/User.Read',
        },
      },
    })
  })

  it('moves Microsoft Graph to another cloud with --graph, and refuses the old one without it', async () => {
    await run([...good, '--graph', '--out', out])
    const file = join(out, 'config.json')
    const move = ['--from', file, '--tenant', 'contoso.example', '--cloud', 'china', '--out', out]
    expect((await run(move)).complained).toContain(
      '✘ --api-url graph=… is Microsoft Graph in another cloud than the authority.\n  Set it to https://microsoftgraph.chinacloudapi.cn/v1.0.',
    )
    expect((await run([...move, '--graph'])).code).toBe(0)
  })

  it('forwards each API on the app’s own origin to its own server', async () => {
    const nginx = join(folder, 'weather.conf')
    const parameters = [
      ['--from', join(out, 'from.json'), '--out', out, '--nginx', nginx],
      ['--nginx-api', 'http://127.0.0.1:8080', '--nginx-api', 'orders=http://127.0.0.1:8081'],
    ].flat()
    const from = {
      authority: 'https://login.microsoftonline.com/contoso.example',
      clientId: '11111111-2222-3333-4444-555555555555',
      weatherApi: { url: '/WeatherForecast', scope: 'api://weather/access_as_user' },
      apis: { orders: { url: '/Orders', scope: 'api://orders/Orders.Read' } },
    }
    await writeFile(join(out, 'from.json'), JSON.stringify(from))
    expect((await run(parameters)).code).toBe(0)
    const server = await readFile(nginx, 'utf8')
    expect(server).toMatch(
      /location = \/WeatherForecast \{\n {2}proxy_pass http:\/\/127\.0\.0\.1:8080;/,
    )
    expect(server).toMatch(/location = \/Orders \{\n {2}proxy_pass http:\/\/127\.0\.0\.1:8081;/)
  })

  it.each([
    [['--api-url', 'orders=/a'], '--api-scope orders=… is missing.'],
    [['--api-url', 'orders=/a', '--api-url', 'orders=/b'], '--api-url is given more than once.'],
    [
      [...orders, '--nginx-api', 'orders=http://h'],
      '--nginx-api orders=… is given, but the API is not',
    ],
    [
      ['--nginx-api', 'mail=http://h'],
      '--nginx-api mail=… is given, but the configuration has no apis.mail.',
    ],
    [
      ['--api-url', 'mail=/Mail', '--api-scope', 'mail=api://m/Mail.Read'],
      '--nginx-api mail=… is missing: the API is on the app’s own origin',
    ],
  ])('refuses %j for a further API', async (parameters, fault) => {
    const nginx = ['--out', out, '--nginx', join(folder, 'weather.conf')]
    const { code, complained } = await run([...good, ...parameters, ...nginx])
    expect(code).toBe(2)
    expect(complained).toContain(`✘ ${fault}`)
  })

  const collector = 'https://reports.contoso.example/weather?key=1'

  it('sends violation reports to --report-to, and keeps that in later runs from the file', async () => {
    const nginx = join(folder, 'weather.conf')
    const rules = ['--out', out, '--nginx', nginx, '--nginx-api', 'http://127.0.0.1:8080']
    const own = good.with(5, '/WeatherForecast')
    expect((await run([...own, '--report-to', collector, ...rules])).code).toBe(0)
    const server = await readFile(nginx, 'utf8')
    expect(server).toContain(String.raw`Reporting-Endpoints "violations=\"${collector}\"" always;`)
    const headers = await readHeaders()
    expect(headers).toContain(`report-uri ${collector}; report-to violations`)
    expect(await readConfig()).toMatchObject({ reportTo: collector })
    const file = join(out, 'config.json')
    expect((await run(['--from', file, '--token-storage', 'memory', '--out', out])).code).toBe(0)
    expect(await readHeaders()).toBe(headers)
    await run(['--from', file, '--report-to', 'https://other.example/', '--out', out])
    expect(await readHeaders()).toContain('report-uri https://other.example/; report-to')
  })

  it('sends no reports without --report-to, also after a run with it', async () => {
    const written = () =>
      Promise.all(['config.json', 'index.html'].map((name) => readFile(join(out, name), 'utf8')))
    await run([...good, '--out', out])
    const without = [...(await written()), await readHeaders()]
    expect(without.join('')).not.toMatch(/report/i)
    await run([...good, '--report-to', collector, '--out', out])
    expect(await readHeaders()).toContain('report-to')
    await run([...good, '--out', out])
    expect([...(await written()), await readHeaders()]).toEqual(without)
  })

  it('keeps --report-to while it asks for other values', async () => {
    const parameters = [...good.slice(0, 6), '--report-to', collector, '--out', out]
    expect((await run(parameters, ['api://weather/access_as_user'])).code).toBe(0)
    expect(await readHeaders()).toContain(`report-uri ${collector};`)
  })

  it.each([
    ['http://reports.contoso.example', '--report-to cannot be "http://reports.contoso.example".'],
    ['https://u:p@reports.contoso.example', '--report-to cannot be '],
    ['https://reports.contoso.example/#a', '--report-to cannot be '],
    ['https://reports.contoso.example/;script-src', '--report-to cannot be '],
    ['http://localhost:9100/', '--report-to is on this machine only'],
  ])('refuses --report-to %s', async (url, fault) => {
    const { code, complained } = await run([...good, '--report-to', url, '--out', out])
    expect(code).toBe(2)
    expect(complained).toContain(`✘ ${fault}`)
    expect(await readdir(out)).toEqual(['index.html'])
  })

  it('allows a collector on this machine with --allow-loopback', async () => {
    const parameters = ['--report-to', 'http://localhost:9100/', '--allow-loopback', '--out', out]
    expect((await run([...good, ...parameters])).code).toBe(0)
  })

  it('prints the files and writes nothing with --print', async () => {
    const { said } = await run([...good, '--out', out, '--print'])
    expect(said).toContain('"clientId": "11111111-2222-3333-4444-555555555555"')
    expect(await readdir(out)).toEqual(['index.html'])
  })

  it('reports all faults at once, and writes nothing', async () => {
    const { code, complained } = await run(['--tenant', 'x', '--colour', 'red', '--out', out])
    expect(code).toBe(2)
    for (const fault of [
      '✘ --colour is not a known option.',
      '✘ --tenant cannot be "x".',
      '✘ --client-id is missing.',
      '✘ --api-url is missing.',
      '✘ --api-scope is missing.',
    ]) {
      expect(complained).toContain(fault)
    }
    expect(await readdir(out)).toEqual(['index.html'])
  })

  it('does not repeat a pasted secret', async () => {
    const { complained } = await run([...good, '--client-secret', 'hunter2', '--out', out])
    expect(complained).toContain('cannot keep a secret')
    expect(complained).not.toContain('hunter2')
  })

  it.each([
    [['--out', 'nowhere'], '--out nowhere does not exist.'],
    [['--out', 'LICENSE'], '--out LICENSE is not a folder.'],
    [['--out', '.'], '--out . contains the source of the app'],
    [['--nginx-root', '/srv'], '--nginx-root has no effect without --nginx.'],
    [['--nginx-ca', '/ca.crt'], '--nginx-ca has no effect without --nginx.'],
    [['--nginx-resolver', '::1'], '--nginx-resolver has no effect without --nginx.'],
    [
      ['--nginx', 'x.conf', '--nginx-root', 'C:/Program Files/Git/usr/share/nginx/html'],
      '--nginx-root cannot be C:/Program Files/Git/usr/share/nginx/html.\n  Git Bash rewrites',
    ],
    [['--tenant', 'other.example'], '--tenant is given more than once.'],
    [['--out'], '--out has no value.'],
    [['--print=yes'], '--print takes no value.'],
    [['dist'], 'dist is not an option.'],
    [['--from', 'nowhere.json'], '--from nowhere.json does not exist.'],
    [['--from', 'LICENSE'], '--from LICENSE is not JSON: an unknown word at line 1'],
  ])('refuses %j', async (parameters, fault) => {
    const { code, complained } = await run([...good, ...parameters])
    expect(code).toBe(2)
    expect(complained).toContain(`✘ ${fault}`)
  })

  it('requires --nginx-api for an API on the app’s own origin', async () => {
    await cp(join(out, 'index.html'), join(folder, 'index.html'))
    const from = join(folder, 'from.json')
    await writeFile(from, JSON.stringify({ weatherApi: { url: '/WeatherForecast' } }))
    const same = good.filter((word) => word !== '--api-url' && !word.startsWith('https://api'))
    const { complained } = await run([...same, '--from', from, '--out', out, '--nginx', 'x.conf'])
    expect(complained).toContain('✘ --nginx-api is missing')
  })

  it('asks for missing values, and again after an invalid answer', async () => {
    const answers = ['nonsense', '11111111-2222-3333-4444-555555555555', 'api://w/access_as_user']
    const parameters = [
      '--tenant',
      'contoso.example',
      '--api-url',
      '/WeatherForecast',
      '--out',
      out,
    ]
    const { code, complained } = await run(parameters, answers)
    expect(complained).toContain('✘ --client-id cannot be "nonsense".')
    expect(code).toBe(0)
    expect(await readConfig()).toMatchObject({
      clientId: '11111111-2222-3333-4444-555555555555',
      weatherApi: { url: '/WeatherForecast', scope: 'api://w/access_as_user' },
    })
  })

  it('accepts answers that are pasted all at once', async () => {
    const answers = ['contoso.example', ...good.filter((word) => !word.startsWith('--')).slice(1)]
    const { code } = await run(['--out', out], [[...answers, 'no'].join('\n')])
    expect(code).toBe(0)
    const config = await readConfig()
    expect(config).toMatchObject({ clientId: good[3] })
    expect(config).not.toHaveProperty('apis')
  })

  it('asks for Microsoft Graph when it asks for everything', async () => {
    const answers = [...good.filter((word) => !word.startsWith('--')), 'perhaps', 'YES']
    const { code, complained } = await run(['--out', out], answers)
    expect(complained).toBe('Answer yes or no.')
    expect(code).toBe(0)
    expect(await readConfig()).toMatchObject({
      apis: { graph: { scope: 'https://graph.microsoft.com/User.Read' } },
    })
  })

  it('asks for the missing values of a further API', async () => {
    const answers = ['weather', 'api://orders/Orders.Read']
    const parameters = [...good, '--api-url', 'orders=/Orders', '--out', out]
    const { code, complained } = await run(parameters, answers)
    expect(complained).toContain('✘ --api-scope orders=… cannot be "weather".')
    expect(code).toBe(0)
    expect(await readConfig()).toMatchObject({
      apis: { orders: { url: '/Orders', scope: 'api://orders/Orders.Read' } },
    })
  })

  it('writes nothing when the user quits before the last answer', async () => {
    const { code, complained } = await run(['--tenant', 'contoso.example', '--out', out], [])
    expect(code).toBe(1)
    expect(complained).toContain('A question was not answered.')
    expect(await readdir(out)).toEqual(['index.html'])
  })
})
