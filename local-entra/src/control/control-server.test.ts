import { request } from 'node:http'
import { expect, test } from 'vitest'
import {
  authorizationRequest,
  answerOf,
  getTokens,
  readWeather,
  SUNNY,
} from '../testing/protocol-client.ts'
import { createHttpBrowser } from '../testing/http-browser.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'
import { COMMANDS } from './commands.ts'

const local = withLocalEntra({ controlPort: 0 })

async function post(command: string, body: unknown = {}, headers: Record<string, string> = {}) {
  const response = await fetch(`${local.stack.controlOrigin}/${command}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

test('HTTP has every command that there is in process, except signInAs', async () => {
  const inProcess = Object.keys(local.stack.control).filter((name) => name !== 'signInAs')
  expect(Object.keys(COMMANDS).toSorted()).toEqual(inProcess.toSorted())
  const list = await fetch(`${local.stack.controlOrigin}/`)
  expect(await list.json()).toEqual({ commands: Object.keys(COMMANDS) })
})

test('a fault is added and undone', async () => {
  const { body } = await post('fault', { endpoint: 'weather', status: 500 })
  expect((await readWeather(local.stack, 'any')).status).toBe(500)
  expect((await post('undo', { id: body['undo'] })).status).toBe(200)
  expect((await readWeather(local.stack, 'any')).status).toBe(401)
})

test('the exchanges can be read, with tokens as their SHA-256', async () => {
  const { tokens, sent } = await getTokens(local.stack)
  await readWeather(local.stack, tokens['access_token'])
  const text = await (await fetch(`${local.stack.controlOrigin}/exchanges`)).text()
  for (const secret of [
    tokens['access_token'],
    tokens['refresh_token'],
    tokens['id_token'],
    sent.verifier,
  ]) {
    expect(text).not.toContain(secret)
  }
  expect(text).toContain('"endpoint":"weather"')
})

test('a session cookie signs a browser in without the form', async () => {
  const { body } = await post('sessionCookie', { userNames: [SUNNY] })
  const browser = createHttpBrowser(local.stack.identity.origin)
  await browser.addCookies([body['result'] as { name: string; value: string }])
  const visit = await browser.open(authorizationRequest(local.stack, { prompt: 'none' }).url)
  expect(answerOf(visit).has('code')).toBe(true)
})

test('a server can be paused and resumed', async () => {
  await post('pause', { server: 'weather-api' })
  await expect(readWeather(local.stack, 'any')).rejects.toThrow('fetch failed')
  await post('resume', { server: 'weather-api' })
  expect((await readWeather(local.stack, 'any')).status).toBe(401)
})

const faulty: [string, unknown, string[]][] = [
  [
    'limitRate',
    { requests: 'many', per: 1 },
    [
      'requests is "many", but must be a number',
      'seconds is missing',
      'the body has the unknown key per (known keys: requests, seconds)',
    ],
  ],
  [
    'fault',
    { endpoint: 'nowhere', status: 999, drop: 1, foo: 1 },
    [
      'endpoint is "nowhere", but must be ("authorize" | "token" |',
      'status is 999, but must be <=599',
      'drop is 1, but must be true or false',
      'the body has the unknown key foo (known keys: endpoint, times, ',
    ],
  ],
  ['fault', { endpoint: 'token' }, ['the body has no effect: add latency,']],
  ['fault', { endpoint: 'token', aadsts: 1 }, ['aadsts is 1, but must be (', '| 54005 |']],
  [
    'fault',
    { endpoint: 'token', status: 500, headers: { 'no name': 'x' } },
    ['Header name must be a valid HTTP token ["no name"]'],
  ],
  ['fault', { tamper: 'wrong' }, ['tamper is "wrong", but must be (', '| "wrong issuer" |']],
  ['fault', 'text', ['the body is "text", but must be an object with the keys ']],
  ['setSwitch', { name: 'x', value: 1 }, ['name is "x", but must be (', 'value is 1, but must be']],
  ['setAccessTokenLifetime', { seconds: -5 }, ['seconds is -5, but must be >=1']],
  ['sessionCookie', { userNames: [] }, ['userNames must not be empty']],
  ['sessionCookie', { userNames: ['ada'] }, ['there is no account ada']],
  ['revoke', { userName: 'ada' }, ['there is no account ada']],
  ['withdrawConsent', { scope: 'User.Reed' }, ['no API exposes all of the scopes User.Reed']],
  ['setForecast', { forecast: [], userName: 'ada' }, ['there is no account ada']],
  ['setForecastHeaders', { headers: { 'no name': 'x' } }, ['no name']],
  [
    'addChallenges',
    { before: 'NTLM', after: [''] },
    ['before is "NTLM"', 'after.0 must not be empty'],
  ],
  [
    'changeAccount',
    { userName: SUNNY, flags: { claims: { name: '', upn: 'x' } } },
    ['flags.claims.name must not be empty', 'flags.claims has the unknown key upn (known keys: '],
  ],
  [
    'changeAccount',
    { userName: SUNNY, flags: { groups: ['x'], roles: { y: [] } } },
    ['flags.groups.0 must be a GUID', 'flags.roles.y must be the client id of an app or an API'],
  ],
  [
    'changeAccount',
    { userName: SUNNY, flags: { groups: ['10ca1000-57ac-4000-e000-0000000000ff'] } },
    ['there is no group 10ca1000-57ac-4000-e000-0000000000ff'],
  ],
  ['addAppOrigin', { origin: 'http://a.example/b' }, ['origin must be an origin, such as']],
  ['addAppOrigin', { origin: 'http://a.example/b/?c' }, ['origin must be an origin, such as']],
]

test.each(faulty)('%s reports every fault of %j', async (command, input, faults) => {
  const { status, body } = await post(command, input)
  expect(status).toBe(400)
  for (const fault of faults) expect(body['fault']).toContain(fault)
})

test('a request that no command accepts gets an explanation and changes nothing', async () => {
  expect((await post('changeAccount', { userName: 'ada', flags: {} })).body).toEqual({
    fault: 'there is no account ada',
  })
  expect((await post('undo', { id: 'none' })).status).toBe(404)
  const unknown = await post('falt')
  expect(unknown.status).toBe(404)
  expect(unknown.body['fault']).toMatch(/^there is no POST \/falt; .*POST \/undo, \/fault, /)
  const text = { method: 'POST', body: '{' }
  const garbage = await fetch(`${local.stack.controlOrigin}/revoke`, text)
  expect(await garbage.json()).toEqual({ fault: 'the body is not JSON' })
})

test('a command without arguments needs no body', async () => {
  const url = `${local.stack.controlOrigin}/requireMfa`
  expect(await (await fetch(url, { method: 'POST' })).json()).toHaveProperty('undo')
})

const harmless: [string, unknown][] = [
  ['faults', {}],
  ['exchanges', {}],
  ['clearExchanges', {}],
  ['revoke', {}],
  ['withdrawConsent', { userName: SUNNY }],
  ['withdrawConsent', { userName: SUNNY, scope: 'User.Read' }],
  ['declineConsent', { times: 2 }],
  ['requireMfa', {}],
  ['changeAccount', { userName: SUNNY, flags: { disabled: true } }],
  ['changeAccount', { userName: SUNNY, flags: { claims: { preferred_username: null } } }],
  ['expireAccessTokens', {}],
  ['expireRefreshTokens', {}],
  ['setAccessTokenLifetime', { seconds: 60 }],
  ['plantCanary', { text: 'tweet' }],
  ['moveClock', { seconds: 60 }],
  ['rotateKeys', {}],
  ['replaceKeys', {}],
  ['setForecast', { forecast: [] }],
  ['setForecast', { forecast: [], userName: SUNNY }],
  ['setForecastHeaders', { headers: { 'Cache-Control': 'private, max-age=600' } }],
  ['requireStepUp', {}],
  ['demandClaims', {}],
  ['addChallenges', { before: ['Negotiate', 'NTLM'], separately: true }],
  ['limitRate', { requests: 1, seconds: 1 }],
  ['setSwitch', { name: 'refreshIn', value: true }],
  ['addAppOrigin', { origin: 'http://localhost:4321' }],
  ['addAppOrigin', { origin: 'http://localhost:4321/app/' }],
  ['reset', {}],
]

test.each(harmless)('%s takes its arguments by name', async (command, input) => {
  expect((await post(command, input)).status).toBe(200)
})

test('a web page cannot control local-entra', async () => {
  const page = await post('reset', {}, { origin: 'http://localhost:5173' })
  expect(page).toEqual({
    status: 403,
    body: { fault: 'web pages may not control local-entra' },
  })
  const rebound = await new Promise<number | undefined>((resolve) => {
    const url = `${local.stack.controlOrigin}/exchanges`
    request(url, { headers: { host: 'evil.example' } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    }).end()
  })
  expect(rebound).toBe(403)
})
