import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AccessTokenRequest } from '../auth/access-token.ts'
import { AuthenticationError } from '../auth/errors.ts'
import { createEvents, type SessionEvent } from '../auth/session-events.ts'
import { parseConfig } from '../config/parse-config.ts'
import { createApi, describeApi } from './api.ts'

const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}'
const challenge = `Bearer error="insufficient_claims", claims="${btoa(claims)}"`

/** Responses to the next requests; 200 once there are none. */
let answers: { status: number; headers?: Record<string, string> }[] = []
let requests: { method: string; path: string; authorization: string | undefined; body: string }[]
let server: ReturnType<typeof serve>
let url = ''

beforeAll(async () => {
  const app = new Hono().all('*', async (c) => {
    const { method, path } = c.req
    const body = await c.req.text()
    requests.push({ method, path, authorization: c.req.header('authorization'), body })
    const answer = answers.shift()
    return answer ? new Response(null, answer) : c.json({ orders: [1, 2] })
  })
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve())
  })
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
})

afterAll(() => new Promise((resolve) => void server.close(resolve)))

beforeEach(() => {
  vi.stubGlobal('location', new URL('https://app.example/forecast#now'))
  answers = []
  requests = []
})

const identity = (body: unknown) => body
const ordersIn = (body: unknown) => (body as { orders: number[] }).orders
// What the router passes to the loader of /orders.
const navigation = new Request('https://app.example/orders')

/** An API, a session whose tokens are numbered, and the token requests in that order. */
function startApi() {
  const asked: AccessTokenRequest[] = []
  const events = createEvents<SessionEvent>()
  const session = {
    events,
    getAccessToken: (request: AccessTokenRequest) =>
      Promise.resolve(`token-${asked.push(request)}`),
  }
  const config = parseConfig({
    authority: 'https://login.microsoftonline.com/contoso.example',
    clientId: '11111111-2222-3333-4444-555555555555',
    weatherApi: { url: '/WeatherForecast', scope: 'api://weather/access_as_user' },
    apis: { orders: { url, scope: 'api://orders/Orders.Read' } },
  })
  const api = createApi(session, describeApi(config, 'apis.orders', 'order service'))
  return { api, asked, events, session }
}

const bearers = () => requests.map(({ authorization }) => authorization)

describe('a call to a protected API', () => {
  it('sends an access token for the scope of that API, and returns the parsed response', async () => {
    const { api, asked } = startApi()
    expect(await api.request('/orders', ordersIn, { navigation })).toEqual([1, 2])
    expect(asked).toMatchObject([{ scopes: ['api://orders/Orders.Read'], returnTo: '/orders' }])
    expect(requests).toMatchObject([{ path: '/v1/orders', authorization: 'Bearer token-1' }])
  })

  it('is retried once with a new token after a 401', async () => {
    const { api, asked } = startApi()
    answers = [{ status: 401 }]
    await api.request('', identity, { navigation })
    expect(bearers()).toEqual(['Bearer token-1', 'Bearer token-2'])
    expect(asked[1]).toMatchObject({ forceRefresh: true })
    answers = [{ status: 401 }, { status: 401 }]
    await expect(api.request('', identity, { navigation })).rejects.toMatchObject({ status: 401 })
    expect(requests).toHaveLength(4)
  })

  it('is retried with a token that has the claims of a challenge', async () => {
    const { api, asked } = startApi()
    answers = [{ status: 401, headers: { 'WWW-Authenticate': challenge } }]
    await api.request('', identity, { navigation })
    expect(asked[1]).toMatchObject({ claims })
    expect(asked[1]?.forceRefresh).toBeUndefined()
  })

  it('gets a new token if the last response to the same call was a 403', async () => {
    const { api, asked } = startApi()
    answers = [{ status: 403 }]
    await expect(api.request('', identity, { navigation })).rejects.toMatchObject({ status: 403 })
    await api.request('/orders', identity, { navigation })
    await api.request('', identity, { navigation })
    await api.request('', identity, { navigation })
    expect(asked.map(({ forceRefresh }) => forceRefresh)).toEqual([false, false, true, false])
  })

  it('gets a new token if the last response to a call with the same role was a 403', async () => {
    const { api, asked } = startApi()
    const call = { navigation, method: 'DELETE', role: 'Orders.Approver' } as const
    answers = [{ status: 403 }]
    await expect(api.request('/orders/1', identity, call)).rejects.toMatchObject({ status: 403 })
    await api.request('/orders', identity, { navigation })
    await api.request('/orders/2', identity, call)
    await api.request('/orders/1', identity, call)
    expect(asked.map(({ forceRefresh }) => forceRefresh)).toEqual([false, false, true, false])
  })

  it.each([
    ['/', '//evil.example/x'],
    ['https://api.example/v1?v=1', '/orders'],
  ])('to an API at %s cannot be sent to %s', async (base, path) => {
    const { session } = startApi()
    const api = createApi(session, { title: 'x', key: 'apis.x', url: base, scopes: [] })
    await expect(api.request(path, identity, { navigation })).rejects.toThrow('no path')
  })

  it('fails with an error that names the API and the claims that a sign-in must request', async () => {
    const { api } = startApi()
    const refusal = { status: 401, headers: { 'WWW-Authenticate': challenge } }
    answers = [refusal, refusal]
    await expect(api.request('', identity, { navigation })).rejects.toMatchObject({
      name: 'ApiError',
      api: {
        title: 'order service',
        key: 'apis.orders',
        scopes: ['api://orders/Orders.Read'],
        url,
      },
      cause: { name: 'HttpStatusError' },
      claims,
      tokenSize: 'token-2'.length,
    })
  })

  it('fails with the role that it requires, for the explanation of a 403', async () => {
    answers = [{ status: 403 }]
    const call = startApi().api.request('', identity, { navigation, role: 'Orders.Approver' })
    await expect(call).rejects.toMatchObject({ role: 'Orders.Approver', status: 403 })
  })

  it('for data that the page can do without does not leave the page', async () => {
    const { api, asked } = startApi()
    await api.request('', identity, { navigation, isOptional: true })
    expect(asked[0]?.returnTo).toBeUndefined()
  })

  it('for a file returns its bytes, with the same tokens and errors', async () => {
    const { api } = startApi()
    answers = [{ status: 401 }]
    const file = await api.requestFile('/orders/1/scan', { navigation })
    expect(await file.text()).toBe('{"orders":[1,2]}')
    expect(bearers()).toEqual(['Bearer token-1', 'Bearer token-2'])
    answers = [{ status: 404 }]
    const missing = api.requestFile('/orders/2/scan', { navigation })
    await expect(missing).rejects.toMatchObject({ name: 'ApiError', status: 404 })
  })

  it('returns after a sign-in to the page of its loader, or else to the current page', async () => {
    const { api, asked } = startApi()
    await api.request('', identity, { navigation })
    await api.request('', identity)
    expect(asked.map(({ returnTo }) => returnTo)).toEqual(['/orders', '/forecast#now'])
  })

  it('is aborted when the user leaves the page', async () => {
    const left = new Request(navigation, { signal: AbortSignal.abort('left') })
    await expect(startApi().api.request('', identity, { navigation: left })).rejects.toBe('left')
  })

  it('is retried when the service is busy', async () => {
    answers = [{ status: 503 }]
    await startApi().api.request('', identity, { navigation })
    expect(requests).toHaveLength(2)
  })

  it.each(['https://evil.example/', '@evil.example', '.evil.example', 'orders', '/../other'])(
    'cannot be sent out of the API to %j',
    async (path) => {
      await expect(startApi().api.request(path, identity, { navigation })).rejects.toThrow(
        'no path',
      )
    },
  )

  it('emits an event for each attempt', async () => {
    const { api, events } = startApi()
    const seen: unknown[] = []
    events.listen((event) => seen.push(event))
    answers = [{ status: 401 }]
    await api.request('/orders', identity, { navigation })
    expect(seen).toMatchObject([
      { kind: 'api-request', method: 'GET', url: `${url}/orders`, accessToken: 'token-1' },
      { kind: 'api-request', accessToken: 'token-2' },
    ])
  })

  it('fails with the missing key when the API is not configured', () => {
    const config = parseConfig({
      authority: 'https://login.microsoftonline.com/contoso.example',
      clientId: '11111111-2222-3333-4444-555555555555',
      weatherApi: { url: '/WeatherForecast', scope: 'api://weather/access_as_user' },
    })
    expect(() => describeApi(config, 'apis.mail', 'mail')).toThrow('apis.mail is missing')
  })
})

describe('a write', () => {
  const write = { method: 'POST', body: { amount: 2 }, navigation } as const

  it('sends its body as JSON', async () => {
    await startApi().api.request('/orders', identity, write)
    expect(requests).toMatchObject([{ method: 'POST', body: '{"amount":2}' }])
  })

  it('is retried once with a new token after a 401 or a claims challenge', async () => {
    for (const headers of [undefined, { 'WWW-Authenticate': challenge }]) {
      requests = []
      answers = [{ status: 401, ...(headers && { headers }) }]
      expect(await startApi().api.request('/orders', identity, write)).toEqual({ orders: [1, 2] })
      expect(requests.map(({ body }) => body)).toEqual(['{"amount":2}', '{"amount":2}'])
    }
  })

  it.each([429, 500, 503])('is not retried after a %i', async (status) => {
    answers = [{ status }]
    const call = startApi().api.request('/orders', identity, write)
    await expect(call).rejects.toMatchObject({ status })
    expect(requests).toHaveLength(1)
  })

  it('does not leave the page when the user has to sign in, so that no data is lost', async () => {
    const { api, session, asked } = startApi()
    const needsUser = new AuthenticationError('consent_required', '', { needsPerson: true })
    const { getAccessToken } = session
    session.getAccessToken = async (request) => {
      await getAccessToken(request)
      throw needsUser
    }
    await expect(api.request('/orders', identity, write)).rejects.toBe(needsUser)
    expect(asked[0]?.returnTo).toBeUndefined()
    expect(requests).toEqual([])
  })
})
