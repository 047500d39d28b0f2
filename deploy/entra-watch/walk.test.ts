import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { runCommand } from '../../command-line/command.ts'
import { freePort } from '../../command-line/testing/free-ports.ts'
import { shapeOfParameters, shapeOfResponse } from './shape.js'
import { browserName, compareWalks, type Step, stepSchema } from './transcript.ts'
import { verifyTenantCommand } from './verify-tenant.ts'
import { Refused } from './walk.js'
import { walkLocally } from './walk-locally.ts'
import { startWalkServer, type WalkServer } from './walk-server.ts'

const settings = {
  clientId: '11111111-2222-3333-4444-555555555555',
  scope: 'api://weather/access_as_user',
  otherScope: 'https://graph.microsoft.com/User.Read',
  apiUrl: 'https://weather.contoso.example/WeatherForecast',
  redirectUri: 'http://localhost:5173/',
  endpoints: {
    issuer: 'https://login.contoso.example/t/v2.0',
    authorization_endpoint: 'https://login.contoso.example/t/oauth2/v2.0/authorize',
    token_endpoint: 'https://login.contoso.example/t/oauth2/v2.0/token',
    end_session_endpoint: 'https://login.contoso.example/t/oauth2/v2.0/logout',
  },
}

describe('the walk with local Entra', () => {
  it('has each step with its outcome', async () => {
    const steps = await walkLocally(settings)
    const outcomes = steps.map(({ step, facts }) => [
      step,
      [facts['status'], facts['error'], facts['error_codes']].filter(Boolean).join(' '),
    ])
    expect(outcomes).toEqual([
      ['authorization response', ''],
      ['code with a wrong verifier', '400 invalid_grant 501481'],
      ['code', '200'],
      ['code that was used before', '400 invalid_grant 54005'],
      ['renewal', '200'],
      ['renewal with a refresh token that was used before', '200'],
      ['scope that the API does not have', '400 invalid_client 650053'],
      ['malformed scope', '400 invalid_scope 70011'],
      ['scopes of two APIs', '400 invalid_request 28000'],
      ['refresh token that is none', '400 invalid_grant 70000'],
      ['grant type that does not exist', '400 unsupported_grant_type 70003'],
      ['API with the token', '200'],
      ['API without a token', '401'],
      ['silent authorization response', ''],
      ['sign-out response', ''],
      ['renewal after the sign-out', '200'],
      ['authorization response without a session', 'login_required'],
    ])
  })

  it('leaves out the API and the second API if there is none', async () => {
    const { apiUrl: _apiUrl, otherScope: _otherScope, ...less } = settings
    const steps = (await walkLocally(less)).map(({ step }) => step)
    expect(steps).not.toContain('API with the token')
    expect(steps).not.toContain('scopes of two APIs')
  })

  it('is the same each time', async () => {
    expect(compareWalks(await walkLocally(settings), await walkLocally(settings))).toEqual([])
  })

  it('reads a response only as a browser would, if CORS allows the origin', async () => {
    const send = fetch
    vi.stubGlobal('fetch', async (...parameters: Parameters<typeof fetch>) => {
      const { status, headers, body } = await send(...parameters)
      const others = [...headers].filter(([name]) => name !== 'access-control-allow-origin')
      return new Response(body, { status, headers: others })
    })
    await expect(walkLocally(settings)).rejects.toThrow(Refused)
  })

  it('records no value of a request, a response or a token', async () => {
    const values = new Set<string>()
    const send = fetch
    vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
      const asked = new Request(input, init)
      for (const [, value] of new URL(asked.url).searchParams) values.add(value)
      for (const [, value] of new URLSearchParams(await asked.clone().text())) values.add(value)
      for (const [, value] of asked.headers) values.add(value)
      const response = await send(asked, init?.redirect ? { redirect: init.redirect } : {})
      const location = response.headers.get('location') ?? ''
      for (const [, value] of new URLSearchParams(location.split(/[?#]/).at(-1))) values.add(value)
      collect(
        await response
          .clone()
          .json()
          .catch(() => ({})),
        values,
      )
      return response
    })
    const transcript = JSON.stringify(await walkLocally(settings))
    const known = /^(?:Bearer|[a-z_]+|JWT|R?S256|\d{1,6}|[12]\.0)$/
    const secrets = [...values].filter((value) => value.length > 3 && !known.test(value))
    // Tokens and codes, claims, states, nonces, verifiers, ids, the user name, the scope.
    expect(secrets.length).toBeGreaterThan(100)
    expect(secrets).toContain('sunny.day@weather.example')
    expect(secrets.filter((value) => transcript.includes(value))).toEqual([])
  })
})

/** Every value in a response, in its tokens and in its client info. */
function collect(value: unknown, into: Set<string>): void {
  if (typeof value === 'object' && value !== null) {
    for (const each of Object.values(value)) collect(each, into)
    return
  }
  const text = String(value)
  into.add(text)
  for (const part of text.split('.')) {
    try {
      collect(JSON.parse(Buffer.from(part, 'base64url').toString()), into)
    } catch {
      // Not a part of a token.
    }
  }
}

const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url')

const shapeOfState = (state: string) =>
  shapeOfParameters(new URLSearchParams({ state }), { state: 'a' })

describe('the shape of a response', () => {
  const canary = 'canary'
  const secret = fc.oneof(
    fc.constant(canary),
    fc.string({ maxLength: 60 }).map((text) => `${canary}${text}`),
    fc.string({ maxLength: 60 }).map((text) => `${text} ${canary}`),
    fc
      .constantFrom('AADSTS50058: ', 'https://login/error?code=', '2026-01-01 ')
      .map((text) => text + canary),
  )
  const value = fc.oneof(secret, fc.integer(), fc.array(secret), fc.dictionary(fc.string(), secret))
  const name = fc.oneof(
    fc.constantFrom(
      ...'error error_codes error_description error_uri scope expires_in ver token_type'.split(' '),
      ...'suberror name aud alg timestamp refresh_token typ constructor'.split(' '),
    ),
    fc.string().map((text) => `${canary}@${text}`),
  )
  const members = fc.dictionary(name, value)
  const headers = fc.record({ 'cache-control': secret, 'x-user': secret, pragma: secret })
  const jwt = (payload: object) => {
    return `${part({ kid: canary, [`${canary}1`]: 1 })}.${part(payload)}.${canary}`
  }

  it('contains no value, for any response', () => {
    fc.assert(
      fc.property(members, members, headers, (body, payload, sent) => {
        const response = {
          status: 200,
          headers: new Headers(Object.entries(sent).map(([key, text]) => [key, plainText(text)])),
          body: { ...body, access_token: jwt(payload), id_token: jwt(payload) },
        }
        const facts = shapeOfResponse(response, { state: canary })
        expect(JSON.stringify(facts)).not.toContain(canary)
        expect(() => v.parse(stepSchema, { step: 'code', facts })).not.toThrow()
      }),
    )
  })

  it('names a member that is new, and only counts the new claims, whose names a tenant can choose', () => {
    const body = { refresh_in: 1800, new_member: 'x', id4: 1, id_token: jwt({ contoso_rank: 1 }) }
    const facts = shapeOfResponse({ status: 200, headers: new Headers(), body }, {})
    expect(facts).toMatchObject({
      refresh_in: '30 minutes',
      new_member: 'a text',
      'other members': '1',
      'id_token has other claims': '1',
    })
    expect(JSON.stringify(facts)).not.toContain('contoso')
  })

  it('says whether a value came back as it was sent', () => {
    expect([shapeOfState('a'), shapeOfState('b')]).toEqual([
      { state: 'as sent' },
      { state: 'not as sent' },
    ])
  })

  it('says that there was none', () => {
    expect(shapeOfResponse(undefined, {})).toEqual({
      status: 'no response: blocked, or no connection',
    })
  })
})

const plainText = (text: string) => text.replaceAll(/[^ -~]/g, '').trim()

const accepts = (text: string) =>
  v.safeParse(stepSchema, { step: 'code', facts: { name: text } }).success &&
  v.safeParse(stepSchema, { step: 'code', facts: { [text]: 'a text' } }).success

describe('a step that the command gets', () => {
  it.each([
    'sunny.day@weather.example',
    '10ca1000-57ac-4000-a000-00000000000a',
    'eyJhbGciOiJSUzI1NiIsImtpZCI6Ii1LSTNROW5OUjdiUm9meG1lWm9YcWJIWkdldyJ9',
    'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk0123456789',
    '{"oid":1}',
    'x '.repeat(50),
    'line\nbreak',
  ])('is refused if it has %j', (text) => {
    expect(accepts(text)).toBe(false)
  })

  it('is accepted as shape.js writes it', async () => {
    const steps = await walkLocally(settings)
    expect(steps.filter((step) => !v.safeParse(stepSchema, step).success)).toEqual([])
  })
})

const walk = (facts: Record<string, string>): Step[] => [{ step: 'renewal', facts }]

describe('the comparison of two walks', () => {
  it.each([
    [
      walk({ error: 'a' }),
      walk({ error: 'b' }),
      'In "renewal", `error` is: a. In local Entra it is: b.',
    ],
    [
      walk({ refresh_in: '30 minutes' }),
      walk({}),
      'In "renewal", `refresh_in` is new: 30 minutes.',
    ],
    [walk({ constructor: 'x' }), walk({}), 'In "renewal", `constructor` is new: x.'],
    [walk({}), walk({ scope: 'x' }), 'In "renewal", `scope` is missing. In local Entra it is: x.'],
    [[], walk({}), 'The step "renewal" is missing.'],
    [walk({}), [], 'The step "renewal" is missing in local Entra.'],
  ])('names each difference, %#', (theirs, ours, sentence) => {
    expect(compareWalks(theirs, ours)).toEqual([sentence])
  })

  it('ignores how many optional claims there are', () => {
    expect(compareWalks(walk({ 'id_token has other claims': '2' }), walk({}))).toEqual([])
  })
})

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox 145'],
  [
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    'Chrome 142',
  ],
  [
    'Mozilla/5.0 AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15',
    'Safari 26',
  ],
  ['Sunny’s browser', 'another browser'],
])('the transcript names the browser and nothing else of its User-Agent: %s', (text, browser) => {
  expect(browserName(text)).toBe(browser)
})

const manyFacts = Array.from({ length: 2000 }, (_, index) => [`fact ${index}`, 'a text'])

describe('the page of the command', () => {
  let port = 0
  let server: WalkServer
  beforeEach(async () => {
    port = await freePort()
    server = await startWalkServer(port, settings)
  })
  afterEach(() => server.close())

  /** With any headers: `fetch` sets Host itself. */
  function ask(path: string, headers: Record<string, string> = {}, body?: unknown) {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const length = { 'content-length': String(Buffer.byteLength(text ?? '')) }
    return new Promise<{ status: number; policy: string }>((resolve, reject) => {
      const outgoing = request(
        {
          host: 'localhost',
          port,
          path,
          method: body === undefined ? 'GET' : 'POST',
          headers: { host: `localhost:${port}`, ...(body !== undefined && length), ...headers },
        },
        (response) => {
          response.resume()
          const policy = String(response.headers['content-security-policy'])
          resolve({ status: response.statusCode ?? 0, policy })
        },
      )
      outgoing.once('error', reject).end(text)
    })
  }
  const own = () => ({ origin: `http://localhost:${port}` })
  const step = { step: 'renewal', facts: { status: '200' } }

  it('may reach the token endpoint and the API alone', async () => {
    const { status, policy } = await ask('/')
    expect(status).toBe(200)
    expect(policy).toContain(
      "default-src 'none'; script-src 'self'; connect-src 'self' https://login.contoso.example https://weather.contoso.example;",
    )
  })

  it('hands over the steps since the last start', async () => {
    const browser = 'Firefox/145.0'
    await ask('/step', own(), step)
    await ask('/start', own(), { browser })
    expect(await ask('/step', own(), step)).toMatchObject({ status: 204 })
    await ask('/done', own(), {})
    expect(await server.done).toEqual({ browser: 'Firefox 145', steps: [step] })
  })

  it.each([
    ['another name of this machine', '/settings', { host: 'rebound.example' }, undefined, 403],
    ['another origin', '/step', { origin: 'https://evil.example' }, step, 403],
    ['no origin', '/step', {}, step, 403],
    ['another file', '/../package.json', {}, undefined, 404],
  ] as const)('refuses %s', async (_, path, headers, body, status) => {
    expect(await ask(path, headers, body)).toMatchObject({ status })
  })

  it.each([
    ['a step with an address of a person', { ...step, facts: { name: 'a@b.example' } }],
    ['a step with more', { ...step, token: 'x' }],
    ['what is not JSON', '{'],
    ['a long body', { ...step, facts: Object.fromEntries(manyFacts) }],
  ])('refuses %s', async (_, body) => {
    expect(await ask('/step', own(), body)).toMatchObject({ status: 400 })
    await ask('/done', own(), {})
    expect((await server.done).steps).toEqual([])
  })
})

async function run(...parameters: string[]) {
  const output: string[] = []
  const push = (text: string) => void output.push(text)
  const terminal = { say: push, complain: push }
  const code = await runCommand(verifyTenantCommand, { parameters, environment: {} }, terminal)
  return { code, output: output.join('\n') }
}

describe('npm run verify:tenant', () => {
  it.each([
    [[], 'The configuration is missing.'],
    [['--config', 'config.json', '--port', '99999'], '--port is no port.'],
    [['--tenant', 'x'], '--tenant is not a known option.'],
  ])('exits with 2 for %j', async (parameters, words) => {
    const { code, output } = await run(...parameters)
    expect(output).toContain(words)
    expect(code).toBe(2)
  })

  it('exits with 1 when the port is in use, and says which', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'verify-tenant-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const config = join(folder, 'config.json')
    const { clientId, scope, apiUrl: url } = settings
    const authority = 'https://login.microsoftonline.com/contoso.example'
    await writeFile(config, JSON.stringify({ authority, clientId, weatherApi: { url, scope } }))
    const port = await freePort()
    const server = await startWalkServer(port, settings)
    onTestFinished(() => server.close())
    const { code, output } = await run('--config', config, '--port', String(port))
    expect(output).toContain(`Port ${port} is in use.`)
    expect(output).toContain('No transcript was written.')
    expect(code).toBe(1)
  })
})
