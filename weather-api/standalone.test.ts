import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audience, type AuthorityDouble, startAuthorityDouble } from './testing/authority-double.ts'
import { jiti, type StandaloneProcess, startStandalone } from './testing/start-standalone.ts'

const app = 'https://weather.contoso.example'
const started: StandaloneProcess[] = []
let authority: AuthorityDouble

beforeAll(async () => {
  authority = await startAuthorityDouble()
})

afterAll(async () => {
  await Promise.all(started.map((api) => api.stop()))
  authority.close()
})

async function start(settings: Record<string, string> = {}): Promise<StandaloneProcess> {
  const api = await startStandalone({
    WEATHER_API_AUTHORITY: authority.authority,
    WEATHER_API_AUDIENCE: audience,
    WEATHER_API_ORIGINS: `https://other.contoso.example, ${app}`,
    ...settings,
  })
  started.push(api)
  return api
}

async function startReady(settings: Record<string, string> = {}): Promise<StandaloneProcess> {
  const api = await start(settings)
  await api.logged('ready')
  return api
}

function ask(
  { origin }: StandaloneProcess,
  token?: string,
  path = '/WeatherForecast',
): Promise<Response> {
  const headers = { Origin: app, ...(token !== undefined && { Authorization: `Bearer ${token}` }) }
  return fetch(origin + path, { headers })
}

describe('npm run weather-api, for clients', () => {
  let api: StandaloneProcess

  beforeAll(async () => {
    api = await startReady()
  })

  it('returns the forecast for a valid token, readable by the configured origins', async () => {
    const response = await ask(api, await authority.sign())
    expect(response.status).toBe(200)
    expect(await response.json()).toHaveLength(5)
    expect(response.headers.get('access-control-allow-origin')).toBe(app)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it.each([
    ['no token', undefined, 401],
    ['a token for another API', { aud: 'another' }, 401],
    ['an expired token', { exp: 1_700_000_000 }, 401],
    ['a token without the scope', { scp: 'access_as_user_of_something_else' }, 403],
  ])('refuses %s', async (_, claims, status) => {
    const token = claims && (await authority.sign(claims))
    expect((await ask(api, token)).status).toBe(status)
  })

  it.each(['https://evil.example', 'null', `${app}.evil.example`])(
    'lets no app of %s read a response',
    { tags: 'promise', meta: { requirement: 'Fetch §3.3; ASVS 3.4.2, 3.5.1, 3.5.2' } },
    async (origin) => {
      const answer = await fetch(`${api.origin}/WeatherForecast`, { headers: { Origin: origin } })
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    },
  )
})

describe('npm run weather-api, as a process', () => {
  it('requires the configured scope', async () => {
    const api = await startReady({ WEATHER_API_SCOPE: 'Forecast.Read' })
    expect((await ask(api, await authority.sign())).status).toBe(403)
    expect((await ask(api, await authority.sign({ scp: 'Forecast.Read' }))).status).toBe(200)
  })

  it('logs in one line why it cannot reach the authority', async () => {
    const api = await start({ WEATHER_API_AUTHORITY: 'http://127.0.0.1:1/tenant' })
    const { reason } = await api.logged('not ready')
    expect(reason).toMatch(/openid-configuration has a port that browsers block \(bad port\)\. Use/)
    expect(reason).not.toMatch(/✘|\n/)
  })

  it('is healthy at once, and ready when the authority has responded', async () => {
    authority.setDown(true)
    const api = await start()
    await api.logged('not ready')
    expect((await ask(api, undefined, '/health')).status).toBe(200)
    expect((await ask(api, undefined, '/ready')).status).toBe(503)
    expect((await ask(api, await authority.sign())).status).toBe(503)
    authority.setDown(false)
    await api.logged('ready')
    expect((await ask(api, undefined, '/ready')).status).toBe(200)
  })

  // Windows has no SIGTERM: the process is terminated at once.
  it.skipIf(process.platform === 'win32')(
    'finishes the current requests on SIGTERM, and exits with 0',
    async () => {
      const api = await startReady()
      const { asked, release } = authority.holdKeys()
      const answer = ask(api, await authority.sign())
      await asked
      api.process.kill('SIGTERM')
      await api.logged('stopping')
      release()
      expect((await answer).status).toBe(200)
      expect(await api.exited).toBe(0)
      await expect(fetch(`${api.origin}/health`)).rejects.toThrow('fetch failed')
    },
  )

  it('logs one JSON object per request, without personal data or tokens', async () => {
    const api = await startReady()
    const token = await authority.sign()
    await ask(api, token, '/WeatherForecast?name=Ada')
    await ask(api, 'made.up.token', '/people/Ada')
    await ask(api, token, '/WeatherForecast/2030-01-31')
    const entry = await api.logged('request')
    expect(entry).toMatchObject({
      level: 'info',
      method: 'GET',
      path: '/WeatherForecast',
      status: 200,
    })
    api.process.kill('SIGTERM')
    await api.exited
    const requests = api.log.filter(({ message }) => message === 'request')
    expect(requests.map(({ path }) => path)).toEqual([
      '/WeatherForecast',
      'other',
      '/WeatherForecast/{date}',
    ])
    const text = JSON.stringify(api.log)
    for (const secret of [token, 'made.up.token', 'Ada', '127.0.0.1:', 'tenant-']) {
      expect(text.replaceAll(authority.issuer, '')).not.toContain(secret)
    }
  })

  it('keeps running when the reader of its log is gone', async () => {
    const api = await startReady()
    api.process.stdout?.destroy()
    for (let time = 0; time < 3; time += 1) {
      expect((await ask(api, await authority.sign())).status).toBe(200)
    }
  })

  it('reports every invalid setting and does not start', async () => {
    const child = spawn(
      process.execPath,
      [...jiti, 'weather-api/cli.ts', '--origins', 'weather/', '--port', 'x'],
      { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, WEATHER_API_SCOPE: 'a b' } },
    )
    const words: string[] = []
    child.stderr.on('data', (chunk: Buffer) => words.push(chunk.toString()))
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect(code).toBe(2)
    for (const option of ['--authority', '--audience', '--scope', '--origins', '--port']) {
      expect(words.join('')).toContain(option)
    }
  })
})
