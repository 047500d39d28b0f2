import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freePorts } from '../../command-line/testing/free-ports.ts'
import { forwardedPath, parseUpstream } from './nginx-api.ts'
import { path, why, withBench, withoutNginx } from './testing/bench.ts'

const bench = withBench()

describe.skipIf(withoutNginx)(`nginx accepts the generated rules${why}`, () => {
  const upstreams = [
    'http://127.0.0.1:8080',
    'http://[::1]:8080',
    'http://localhost:8080',
    'https://localhost:8443',
    'http://weather-api:8080',
    'http://weather_api:8080',
    'https://nowhere.contoso.example',
    'HTTPS://Nowhere.Contoso.Example:8443/',
  ]
  const cases = upstreams.flatMap((upstream) =>
    ['/', '/app/'].flatMap((basePath) =>
      [undefined, '127.0.0.11', '[::1]:5353'].map((resolver) => ({ upstream, basePath, resolver })),
    ),
  )

  it.each(cases)('for $upstream, the path $basePath and the resolver $resolver', async (one) => {
    const { upstream, resolver } = one
    const text = bench.rules({ apis: [{ path, upstream }], resolver }, one.basePath)
    expect(await bench.complaints(text)).toBe('')
  })

  it('for several APIs, at paths with all allowed characters', async () => {
    const paths = [
      '/api',
      '/api/orders',
      '/api/',
      '/api?version=1',
      '/a%20b',
      '/a"b{c};$d',
      '/Wetter/Köln',
    ]
    const apis = paths.map((one, index) => ({
      path: one,
      upstream: ['http://weather-api:8080', 'https://localhost:8443'][index % 2] ?? '',
    }))
    expect(await bench.complaints(bench.rules({ apis }))).toBe('')
  })

  it('for two apps below paths with an API each, and a third app at the root, in one server', async () => {
    const texts = ['/', '/a/', '/b/'].map((basePath) =>
      bench.rules(
        { apis: [{ path: `/api${basePath}x`, upstream: 'https://api.contoso.example' }] },
        basePath,
      ),
    )
    const around = { http: 'large_client_header_buffers 4 32k;' }
    expect(await bench.complaints(texts.join('\n'), around)).toBe('')
  })

  it.each(['/srv/the weather', String.raw`/srv/"a" 'b' \c;{}#`, String.raw`C:\inetpub\new\test`])(
    'for the root %s',
    async (root) => {
      expect(await bench.complaints(bench.rules({ root }))).toBe('')
    },
  )
})

describe.skipIf(withoutNginx)(`nginx accepts the server block of the documentation${why}`, () => {
  it('with TLS and HTTP/2, and for plain HTTP', async () => {
    const readme = await readFile('deploy/README.md', 'utf8')
    const [, example = ''] = /```nginx\n([\s\S]+?)```/.exec(readme) ?? []
    const rules = join(bench.folder, 'server.conf')
    const apis = [{ path, upstream: 'https://api.contoso.example' }]
    await writeFile(rules, bench.rules({ apis }))
    const { cert, key } = await bench.issue({ name: 'weather.contoso.example' })
    await writeFile(join(bench.folder, 'fullchain.pem'), cert)
    await writeFile(join(bench.folder, 'privkey.pem'), key)
    const [port, securePort] = await freePorts(2)
    const http = example
      .replaceAll('/etc/ssl/weather', bench.folder)
      .replace(/\S+server\.conf/, rules)
      // nginx binds the ports even with -t.
      .replaceAll(/^ *listen \[.*$/gm, '')
      .replace('listen 443', `listen 127.0.0.1:${securePort}`)
      .replace('listen 80;', `listen 127.0.0.1:${port};`)
    expect(http).toContain(rules)
    expect(await bench.complaints('', { http })).toBe('')
  })
})

describe('parseUpstream', () => {
  it.each([
    ['http://127.0.0.1:8080', '127.0.0.1:8080', false],
    ['HTTP://LOCALHOST:8080/', 'localhost:8080', false],
    ['https://Api.Contoso.Example:443', 'api.contoso.example', true],
    ['https://api.contoso.example.:8443', 'api.contoso.example:8443', true],
    ['http://[::1]:8080', '[::1]:8080', false],
    ['http://weather_api', 'weather_api', true],
    ['https://wetter.köln.example', 'wetter.xn--kln-sna.example', true],
    ['http://0x7f.1:8080', '127.0.0.1:8080', false],
  ])('reads %s', (text, authorityPart, isName) => {
    expect(parseUpstream(text)).toMatchObject({ authority: authorityPart, isName })
  })

  it.each([
    '127.0.0.1:8080',
    'localhost:8080',
    'ftp://api.contoso.example',
    'http://',
    'http://a b',
    'http://api.contoso.example/path',
    'http://api.contoso.example//',
    'http://api.contoso.example?x',
    'http://api.contoso.example#x',
    'http://user:password@api.contoso.example',
    'http://@api.contoso.example',
    'http://api.contoso.example:0',
    'http://api.contoso.example:65536',
    'http://api.contoso.example:-1',
    'http://[::1',
    'http://$host',
    'http://a;b',
    'http://a{b}',
    'http://a"b',
    "http://a'b",
    'http://*.contoso.example',
    'http:\\\\api.contoso.example',
    'unix:/run/api.sock',
  ])('refuses %s', (text) => {
    expect(parseUpstream(text)).toBeUndefined()
  })
})

describe('forwardedPath', () => {
  it.each([
    ['/WeatherForecast', '/WeatherForecast'],
    ['/api/', '/api'],
    ['/api?version=1', '/api'],
    ['/a%20b', '/a b'],
    ['/a/../b', '/b'],
    ['/', ''],
    ['/?x', ''],
    ['/%zz', ''],
  ])('%s is %j', (url, expected) => {
    expect(forwardedPath(url)).toBe(expected)
  })
})
