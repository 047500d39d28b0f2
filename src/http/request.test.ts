import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requestFile, requestJson } from './request.ts'

let origin = ''
let server: ReturnType<typeof serve>
let busyAsked = 0
let ordersAsked = 0
const bearersSeen: (string | undefined)[] = []

beforeAll(async () => {
  const app = new Hono()
    .get('/rows', (c) => c.json([c.req.header('authorization') ?? 'no token']))
    .get('/refused', (c) => c.body(null, 403, { 'x-reason': 'scope' }))
    .get('/page', (c) => c.html('<html>'))
    .get('/half', (c) => c.body('[{', 200, { 'content-type': 'application/json' }))
    .get('/problem', (c) => c.body('[1]', 200, { 'content-type': 'application/problem+json' }))
    .get('/busy', (c) => (busyAsked++ === 0 ? c.body(null, 503) : c.json(['rows'])))
    .get('/photo', (c) =>
      c.body(new Uint8Array([0xff, 0xd8, 0]), 200, { 'content-type': 'image/jpeg' }),
    )
    .get('/large', (c) => c.json('x'.repeat(2000)))
    .get('/moved', (c) => c.redirect('/elsewhere', Number(c.req.query('status') ?? 302) as 302))
    .get('/bom', (c) => c.body('\ufeff[1]', 200, { 'content-type': 'application/json' }))
    .get('/unchanged', (c) => c.body(null, 304))
    .get('/elsewhere', (c) => (bearersSeen.push(c.req.header('authorization')), c.json(1)))
    .on(['POST', 'PUT', 'DELETE'], '/orders', async (c) => {
      ordersAsked += 1
      return ordersAsked === 1
        ? c.body(null, 503)
        : c.json([c.req.header('content-type'), await c.req.text()])
    })
    .delete('/gone', (c) => c.body(null, 204))
    .post('/accepted', (c) => c.body('', 202, { 'content-type': 'application/json' }))
    .get('/empty', (c) => c.body('', 200, { 'content-type': 'application/json' }))
    .get('/never', () => new Promise<Response>(() => {}))
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve())
  })
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => new Promise((resolve) => void server.close(resolve)))

const unreadable = (reason: string) => ({ name: 'UnreadableResponseError', reason })

describe('a request for JSON', () => {
  it('sends the access token as a bearer token, and returns the body', async () => {
    expect(await requestJson(`${origin}/rows`, { accessToken: 'a.b.c' })).toEqual(['Bearer a.b.c'])
    expect(await requestJson(`${origin}/rows`)).toEqual(['no token'])
  })

  it('fails with status and headers if the status is not 2xx', async () => {
    await expect(requestJson(`${origin}/refused`)).rejects.toMatchObject({
      name: 'HttpStatusError',
      status: 403,
    })
  })

  it('distinguishes a response that is not JSON from no response', async () => {
    await expect(requestJson(`${origin}/page`)).rejects.toMatchObject(unreadable('content-type'))
    await expect(requestJson(`${origin}/half`)).rejects.toMatchObject(unreadable('not-json'))
    await expect(requestJson('http://127.0.0.1:1/')).rejects.toMatchObject({ name: 'NetworkError' })
  })

  it('ignores a byte order mark', async () => {
    expect(await requestJson(`${origin}/bom`)).toEqual([1])
  })

  it('reports an empty response', async () => {
    const problem = { ...unreadable('not-json'), problem: 'it is empty' }
    await expect(requestJson(`${origin}/empty`)).rejects.toMatchObject(problem)
    const unchanged = { name: 'HttpStatusError', status: 304 }
    await expect(requestJson(`${origin}/unchanged`)).rejects.toMatchObject(unchanged)
  })

  it('accepts every JSON content type', async () => {
    expect(await requestJson(`${origin}/problem`)).toEqual([1])
  })

  it('is retried when the service is busy', async () => {
    expect(await requestJson(`${origin}/busy`)).toEqual(['rows'])
    expect(busyAsked).toBe(2)
  })

  it(
    'stops reading a body that exceeds the size limit',
    { tags: 'promise', meta: { requirement: 'ASVS 3.2.2' } },
    async () => {
      await expect(requestJson(`${origin}/large`, { maxBytes: 1000 })).rejects.toMatchObject(
        unreadable('too-large'),
      )
    },
  )

  it('fails when the time limit is over', async () => {
    await expect(requestJson(`${origin}/never`, { timeout: 20 })).rejects.toMatchObject({
      name: 'TimeoutError',
      milliseconds: 20,
    })
  })

  it('rejects with the reason of the abort signal, before and during the request', async () => {
    const signal = AbortSignal.abort('left the page')
    await expect(requestJson(`${origin}/rows`, { signal })).rejects.toBe('left the page')
    const controller = new AbortController()
    const answer = requestJson(`${origin}/never`, { signal: controller.signal })
    controller.abort('left later')
    await expect(answer).rejects.toBe('left later')
  })

  it(
    'never follows a redirect with an access token',
    { tags: 'promise', meta: { requirement: 'RFC 6750 §5.3; ASVS 10.1.1' } },
    async () => {
      for (const status of [301, 302, 303, 307, 308]) {
        const url = `${origin}/moved?status=${status}`
        const request = requestJson(url, { accessToken: 'a.b.c' })
        await expect(request).rejects.toMatchObject(unreadable('redirect'))
      }
      expect(bearersSeen).toEqual([])
      expect(await requestJson(`${origin}/moved`)).toBe(1)
    },
  )

  it('sends a body as JSON', async () => {
    ordersAsked = 1
    const options = { method: 'POST', body: { amount: 2 } } as const
    expect(await requestJson(`${origin}/orders`, options)).toEqual([
      'application/json',
      '{"amount":2}',
    ])
  })

  it('returns undefined for a response to a write without content, with any status', async () => {
    expect(await requestJson(`${origin}/gone`, { method: 'DELETE' })).toBeUndefined()
    expect(await requestJson(`${origin}/accepted`, { method: 'POST' })).toBeUndefined()
    await expect(requestJson(`${origin}/empty`)).rejects.toMatchObject(unreadable('not-json'))
  })

  it.each(['PUT', 'DELETE'] as const)('retries a %s, which is idempotent', async (method) => {
    ordersAsked = 0
    await requestJson(`${origin}/orders`, { method })
    expect(ordersAsked).toBe(2)
  })

  it('does not retry a POST', async () => {
    ordersAsked = 0
    const request = requestJson(`${origin}/orders`, { method: 'POST', body: {} })
    await expect(request).rejects.toMatchObject({ name: 'HttpStatusError', status: 503 })
    expect(ordersAsked).toBe(1)
  })

  it('passes each attempt and its response to the observer', async () => {
    busyAsked = 0
    const statuses: (number | undefined)[] = []
    await requestJson(`${origin}/busy`, {
      observe: (answer) => void answer.then((seen) => statuses.push(seen?.status)),
    })
    expect(statuses).toEqual([503, 200])
  })
})

describe('a request for a file', () => {
  it('returns its bytes and its content type', async () => {
    const photo = await requestFile(`${origin}/photo`)
    expect([...(await photo.bytes())]).toEqual([0xff, 0xd8, 0])
    expect(photo.type).toBe('image/jpeg')
  })

  it('fails as a request for JSON does, and stops at the size limit', async () => {
    await expect(requestFile(`${origin}/refused`)).rejects.toMatchObject({ status: 403 })
    const moved = requestFile(`${origin}/moved`, { accessToken: 'a.b.c' })
    await expect(moved).rejects.toMatchObject(unreadable('redirect'))
    const large = requestFile(`${origin}/large`, { maxBytes: 100 })
    await expect(large).rejects.toMatchObject(unreadable('too-large'))
  })
})
