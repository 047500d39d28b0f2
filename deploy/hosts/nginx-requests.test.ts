import { describe, expect, it } from 'vitest'
import { ask, askHttp2, bearer, name, path, why, withBench, withoutNginx } from './testing/bench.ts'

const bench = withBench()

const secure = async () => ({ tls: await bench.issue({ name: 'localhost' }) })
const tokenOf = (size: number) => `Bearer ${'a'.repeat(size)}`

describe.skipIf(withoutNginx)(`a request through nginx${why}`, () => {
  it.each([
    '/WeatherForecast',
    '/WeatherForecast?',
    '/WeatherForecast?a=%2F%20+&b=//%C3%BC&c=$host&d=../x',
    '/WeatherForecast/',
    '/WeatherForecast/a%2Fb/%24/%25/a;b=1',
    '/WeatherForecast//a/./b',
  ])('keeps the URL %s unchanged', async (address) => {
    const api = await bench.startApi()
    const certificate = await bench.issue({ name: 'localhost' })
    const near = await bench.startApi({ name: 'localhost', certificate })
    for (const upstream of [`https://${name}:${api.port}`, `https://localhost:${near.port}`]) {
      const origin = await bench.forwardTo(upstream)
      expect((await ask(origin + address)).status).toBe(200)
    }
    expect([...api.arrivals, ...near.arrivals].map(({ url }) => url)).toEqual([address, address])
  })

  it.each(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'])(
    'keeps the method %s, its body and its headers',
    async (method) => {
      const api = await bench.startApi()
      const origin = await bench.forwardTo(`https://${name}:${api.port}`)
      const body = ['GET', 'HEAD', 'OPTIONS'].includes(method) ? '' : '{"a":"ü"}'
      const headers = {
        'Accept-Language': 'de',
        'If-None-Match': '"1"',
        Origin: 'https://a.example',
      }
      expect((await ask(origin + path, { method, body, headers })).status).toBe(200)
      expect(api.arrivals).toMatchObject([
        {
          method,
          body,
          headers: { 'accept-language': 'de', 'if-none-match': '"1"', origin: 'https://a.example' },
        },
      ])
    },
  )

  it('loses its cookies, and the headers that only a proxy may set', async () => {
    const api = await bench.startApi()
    const origin = await bench.forwardTo(`https://${name}:${api.port}`)
    const made = {
      Cookie: 'session=of-another-app',
      Forwarded: 'for=10.0.0.1;host=evil.example',
      Proxy: 'http://evil.example',
      'Proxy-Authorization': 'Basic eDp5',
      'X-Forwarded-For': '10.0.0.1',
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Port': '66666',
      'X-Forwarded-Prefix': '/evil',
      'X-Forwarded-Proto': 'evil',
      'X-Forwarded-Server': 'evil.example',
      'X-Real-IP': '10.0.0.1',
      TE: 'trailers',
      Upgrade: 'websocket',
      Connection: 'close, upgrade, x-custom',
    }
    await ask(origin + path, { headers: made })
    const [{ headers } = { headers: {} }] = api.arrivals
    expect(JSON.stringify(headers)).not.toMatch(
      /evil|66666|10\.0\.0\.1|of-another-app|eDp5|websocket/,
    )
    expect(headers).toMatchObject({
      authorization: bearer,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'localhost',
      'x-forwarded-proto': 'http',
      'x-real-ip': '127.0.0.1',
    })
  })

  it('returns the response of the API, including errors and redirects', async () => {
    const api = await bench.startApi({}, (request, response) => {
      const status = Number(/\d+$/.exec(request.url ?? '')?.[0])
      response.writeHead(status, {
        'Content-Type': 'application/json',
        'WWW-Authenticate': 'Bearer error="invalid_token"',
        'Retry-After': '7',
        Location: 'https://login.contoso.example/a?b',
        'Cache-Control': 'no-store',
      })
      response.end(`{"status":${status}}`)
    })
    const origin = await bench.forwardTo(`https://${name}:${api.port}`)
    for (const status of [200, 301, 307, 400, 401, 403, 404, 405, 413, 429, 431, 500, 502, 503]) {
      const answer = await ask(`${origin}${path}/${status}`)
      expect([answer.status, answer.body]).toEqual([status, `{"status":${status}}`])
      expect(answer.headers).toMatchObject({
        'www-authenticate': 'Bearer error="invalid_token"',
        'retry-after': '7',
        location: 'https://login.contoso.example/a?b',
        'cache-control': 'no-store',
      })
      expect(answer.headers).not.toHaveProperty('x-of-the-app')
    }
  })

  it('returns no cookies for the app’s origin, and no file that the API selects', async () => {
    const api = await bench.startApi({}, (_, response) => {
      response.setHeader('Set-Cookie', ['ARRAffinity=1; Path=/', 'b=2'])
      response.setHeader('X-Accel-Redirect', '/index.html')
      response.end('[]')
    })
    const origin = await bench.forwardTo(`https://${name}:${api.port}`)
    const answer = await ask(origin + path)
    expect(answer.body).toBe('[]')
    expect(answer.headers).not.toHaveProperty('set-cookie')
  })

  it.each([
    'proxy_cache_path FOLDER/cache keys_zone=all:1m; proxy_cache all; proxy_cache_valid any 10m;',
    'proxy_store on; proxy_redirect / /elsewhere; proxy_intercept_errors on;',
  ])('bypasses the caches and error pages of the surrounding configuration: %s', async (http) => {
    const api = await bench.startApi({}, (request, response) => {
      response.setHeader('Cache-Control', 'public, max-age=600')
      response.writeHead(request.url === path ? 200 : 404, { Location: '/x' })
      response.end(request.headers.authorization)
    })
    const around = { http: http.replace('FOLDER', bench.folder) }
    const origin = await bench.forwardTo(`https://${name}:${api.port}`, around)
    for (const address of [path, `${path}/gone`]) {
      for (const authorization of ['Bearer one', 'Bearer two']) {
        const answer = await ask(origin + address, { headers: { authorization } })
        expect([answer.body, answer.headers.location]).toEqual([authorization, '/x'])
      }
    }
  })
})

describe.skipIf(withoutNginx)(`over HTTP/2, nginx${why}`, () => {
  it('serves the app, and 404 for missing files, as over HTTP/1.1', async () => {
    const origin = await bench.serve(bench.rules({}), await secure())
    const page = await askHttp2(origin, '/forecast?days=5')
    expect([page.status, page.headers['x-of-the-app']]).toEqual([200, 'yes'])
    expect(page.body).toContain('The app')
    const missing = await askHttp2(origin, '/assets/gone.js')
    expect([missing.status, missing.headers['cache-control']]).toEqual([404, 'no-store'])
  })

  it('forwards to the API, with https as X-Forwarded-Proto', async () => {
    const api = await bench.startApi()
    const apis = [{ path, upstream: `https://${name}:${api.port}` }]
    const origin = await bench.serve(bench.rules({ apis }), await secure())
    const address = `${path}/a%2Fb?c=%20`
    const answer = await askHttp2(origin, address, { authorization: bearer, cookie: 'a=b' })
    expect([answer.status, answer.body]).toEqual([200, '[]'])
    expect(api.arrivals).toMatchObject([
      {
        url: address,
        headers: {
          authorization: bearer,
          'x-forwarded-proto': 'https',
          'x-forwarded-host': 'localhost',
        },
      },
    ])
    expect(api.arrivals[0]?.headers).not.toHaveProperty('cookie')
  })
})

describe.skipIf(withoutNginx)(`an access token with many groups, through nginx${why}`, () => {
  const sizes = [2, 9, 12, 20, 31].map((kilobytes) => kilobytes * 1000)

  it.each(sizes)('arrives complete with %i bytes, over HTTP/1.1 and HTTP/2', async (size) => {
    const api = await bench.startApi()
    const apis = [{ path, upstream: `https://${name}:${api.port}` }]
    const plain = await bench.serve(bench.rules({ apis }))
    const tls = await bench.issue({ name: 'localhost' })
    const overTls = await bench.serve(bench.rules({ apis }), { tls })
    const authorization = tokenOf(size)
    expect((await ask(plain + path, { headers: { authorization } })).status).toBe(200)
    expect((await askHttp2(overTls, path, { authorization })).status).toBe(200)
    expect(api.arrivals.map(({ headers }) => headers.authorization)).toEqual([
      authorization,
      authorization,
    ])
  })

  it('arrives for an app below a path, with the directive that the rules ask for', async () => {
    const api = await bench.startApi()
    const apis = [{ path, upstream: `https://${name}:${api.port}` }]
    const text = bench.rules({ apis }, '/app/')
    const [, http = ''] = /# For access tokens .*: (large_.*)/.exec(text) ?? []
    const origin = await bench.serve(text, { http })
    const headers = { authorization: tokenOf(20_000) }
    expect((await ask(origin + path, { headers })).status).toBe(200)
  })
})
