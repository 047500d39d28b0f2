import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { describeExchanges } from '../control/exchange-log.ts'
import { askGraph, type GraphInit } from '../testing/graph-client.ts'
import { APP_ORIGIN, getTokens, SUNNY } from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const local = withLocalEntra({
  registrations: {
    tenants: [
      { id: '10ca1000-57ac-4000-a000-00000000000a', domain: 'weather.example', name: 'Weather' },
    ],
    apps: [
      {
        clientId: '10ca1000-57ac-4000-b000-000000000001',
        name: 'App',
        tenantId: '10ca1000-57ac-4000-a000-00000000000a',
      },
    ],
    apis: [
      {
        clientId: '10ca1000-57ac-4000-c000-000000000001',
        name: 'API',
        identifierUri: 'api://weather',
        scopes: [{ value: 'read', consentText: 'Read' }],
      },
    ],
    accounts: [
      {
        userName: SUNNY,
        name: 'Sunny',
        tenantId: '10ca1000-57ac-4000-a000-00000000000a',
        oid: '10ca1000-57ac-4000-d000-000000000001',
        administrator: true,
        profile: { department: 'Forecasts', mail: null, id: 'not this one' },
      },
    ],
  },
})

async function tokenOf(scope = 'User.Read'): Promise<string> {
  const { tokens } = await getTokens(local.stack, SUNNY, { scope })
  return String(tokens['access_token'])
}

test('registrations without Microsoft Graph have it too, and the profile of an account wins over its names', async () => {
  const { body } = await askGraph(local.stack, await tokenOf(), '/me')
  expect(body).toMatchObject({
    displayName: 'Sunny',
    givenName: 'Sunny',
    surname: null,
    mail: null,
    id: '10ca1000-57ac-4000-d000-000000000001',
  })
  expect(body).not.toHaveProperty('department')
  const selected = await askGraph(local.stack, await tokenOf(), '/me?$select=department')
  expect(selected.body['department']).toBe('Forecasts')
})

test.each([
  ['/me?$filter=x', 'The local Microsoft Graph has no $filter.'],
  ['/me/memberOf?$top=0', "Invalid page size specified: '0'."],
  ['/me/memberOf?$top=0x10', "Invalid page size specified: '0x10'."],
  ['/me/memberOf?$skiptoken=x', 'The $skiptoken is invalid.'],
  ['/users/%ff', "The segment '%ff' is not encoded correctly."],
])('%s is refused with a message', async (path, message) => {
  const { status, body } = await askGraph(local.stack, await tokenOf(), path)
  expect([status, body['error']]).toMatchObject([400, { code: 'BadRequest', message }])
})

test.each(['', '[', '"text"', '{}', '{"securityEnabledOnly":"yes"}'])(
  'getMemberObjects refuses the body %j',
  async (text) => {
    const init = { method: 'POST', body: text }
    const { status } = await askGraph(local.stack, await tokenOf(), '/me/getMemberObjects', init)
    expect(status).toBe(400)
  },
)

test.each(['with', 'without'])('a body of more than 56 KB is 413, %s a length', async (length) => {
  const text = JSON.stringify({ securityEnabledOnly: true }).padEnd(56 * 1024 + 1)
  const body = length === 'with' ? text : new Blob([text]).stream()
  const init = { method: 'POST', body, duplex: 'half' } as GraphInit
  const token = await tokenOf()
  const answer = await askGraph(local.stack, token, '/me/getMemberObjects', init)
  expect([answer.status, answer.body['error']]).toMatchObject([
    413,
    { code: 'RequestEntityTooLarge', message: 'The request body is too large.' },
  ])
  expect((await askGraph(local.stack, token, '/me')).status).toBe(200)
})

test.each(['constructor', '__proto__'])('/me/%s is no segment', async (name) => {
  const { status, body } = await askGraph(local.stack, await tokenOf(), `/me/${name}`)
  expect([status, body['error']]).toMatchObject([
    400,
    { message: `Resource not found for the segment '${name}'.` },
  ])
})

test('$select ignores empty names, and takes each other name for a property', async () => {
  const token = await tokenOf()
  const select = async (names: string) =>
    (await askGraph(local.stack, token, `/me?$select=${names}`)).body
  expect(await select('')).toHaveProperty('displayName')
  const { '@odata.context': _, ...resource } = await select('constructor,,id')
  expect(resource).toEqual({ constructor: null, id: '10ca1000-57ac-4000-d000-000000000001' })
})

test('HEAD is answered as GET, and a 405 names the methods in Allow', async () => {
  const headers = { authorization: `Bearer ${await tokenOf()}` }
  const send = (method: string, path: string) =>
    fetch(`${local.stack.graph.url}${path}`, { method, headers })
  const head = await send('HEAD', '/me')
  expect([head.status, await head.text()]).toEqual([200, ''])
  expect((await send('PATCH', '/me')).headers.get('allow')).toBe('GET, HEAD')
  const posted = await send('GET', '/me/getMemberObjects')
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'POST'])
})

// Anyone can make a token, because the keys are public.
test('only pages of registered apps can read what Graph answers', async () => {
  const token = await tokenOf()
  const allowed = async (origin: string, method: string, path = '/me') => {
    const headers = {
      origin,
      ...(method === 'OPTIONS'
        ? { 'access-control-request-headers': 'authorization' }
        : { authorization: `Bearer ${token}` }),
    }
    const response = await fetch(`${local.stack.graph.url}${path}`, { method, headers })
    expect(response.headers.get('vary')).toBe('Origin')
    return response.headers.get('access-control-allow-origin')
  }
  for (const method of ['OPTIONS', 'GET']) {
    expect(await allowed(APP_ORIGIN, method)).toBe(APP_ORIGIN)
    expect(await allowed(APP_ORIGIN, method, '/me/photo/$value')).toBe(APP_ORIGIN)
    expect(await allowed('https://elsewhere.example', method)).toBeNull()
  }
  local.stack.control.fault({ endpoint: 'graph', status: 429, times: 1 })
  expect(await allowed('https://elsewhere.example', 'GET')).toBeNull()
})

test('paths match in any case, below /beta, and with the short name of a type', async () => {
  const token = await tokenOf()
  const { origin } = local.stack.graph
  expect((await askGraph(local.stack, token, `${origin}/V1.0/ME`)).status).toBe(200)
  const beta = await askGraph(
    local.stack,
    token,
    `${origin}/beta/me/transitiveMemberOf/graph.group`,
  )
  expect(beta.body['@odata.context']).toBe(`${origin}/beta/$metadata#groups`)
})

test('the UserInfo endpoint needs the scope openid', async () => {
  const { stack } = local
  const endpoint = `${stack.graph.origin}/oidc/userinfo`
  expect((await askGraph(stack, await tokenOf(), endpoint)).status).toBe(403)
  expect((await askGraph(stack, await tokenOf('openid'), endpoint)).status).toBe(200)
  const method = 'DELETE'
  expect((await askGraph(stack, await tokenOf('openid'), endpoint, { method })).status).toBe(405)
})

test('a fault makes Graph answer 429 with Retry-After, once', async () => {
  const token = await tokenOf()
  local.stack.control.fault({
    endpoint: 'graph',
    status: 429,
    headers: { 'retry-after': '2' },
    body: { error: { code: 'TooManyRequests', message: 'Slow down' } },
    times: 1,
  })
  const init = { headers: { origin: APP_ORIGIN } }
  const { status, headers } = await askGraph(local.stack, token, '/me', init)
  expect([status, headers.get('retry-after')]).toEqual([429, '2'])
  expect(headers.get('access-control-allow-origin')).toBe(APP_ORIGIN)
  expect((await askGraph(local.stack, token, '/me')).status).toBe(200)
  const exchanges = local.stack.control.exchanges({ server: 'graph' })
  expect(describeExchanges(exchanges)).toContain('→ 429 TooManyRequests: Slow down')
  expect(exchanges).toMatchObject([
    { endpoint: 'graph', method: 'GET', url: '/v1.0/me', status: 429 },
    { endpoint: 'graph', status: 200, responseBody: { displayName: 'Sunny' } },
  ])
})

test('Graph refuses tokens that were made to expire, and can be paused', async () => {
  const token = await tokenOf()
  const { control } = local.stack
  const undo = control.expireAccessTokens()
  expect((await askGraph(local.stack, token, '/me')).status).toBe(401)
  undo()
  await control.pause('graph')
  await expect(askGraph(local.stack, token, '/me')).rejects.toThrow('fetch failed')
  await control.resume('graph')
  expect((await askGraph(local.stack, token, '/me')).status).toBe(200)
})

test('mounted in another server, Graph answers below its address, and links lead there', async () => {
  const { stack } = local
  stack.control.changeAccount(SUNNY, { groups: [] })
  const server = createServer((request, response) =>
    stack.middleware(request, response, () => response.writeHead(404).end()),
  ).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const token = await tokenOf('openid profile User.Read')
  try {
    const { body } = await askGraph(stack, token, `${origin}/v1.0/me`)
    expect(body['@odata.context']).toBe(`${origin}/v1.0/$metadata#users/$entity`)
    const userinfo = await askGraph(stack, token, `${origin}/oidc/userinfo`)
    expect(userinfo.body['picture']).toBe(`${origin}/v1.0/me/photo/$value`)
    expect((await fetch(`${origin}/v1.0/other`)).status).toBe(404)
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
})
