import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getJson } from './get-json.ts'

let origin = ''
let server: ReturnType<typeof serve>
let busyAsked = 0
const bearersSeen: (string | undefined)[] = []

beforeAll(async () => {
  const app = new Hono()
    .get('/rows', (c) => c.json([c.req.header('authorization') ?? 'no token']))
    .get('/refused', (c) => c.body(null, 403, { 'x-reason': 'scope' }))
    .get('/page', (c) => c.html('<html>'))
    .get('/half', (c) => c.body('[{', 200, { 'content-type': 'application/json' }))
    .get('/problem', (c) => c.body('[1]', 200, { 'content-type': 'application/problem+json' }))
    .get('/busy', (c) => (busyAsked++ === 0 ? c.body(null, 503) : c.json(['rows'])))
    .get('/large', (c) => c.json('x'.repeat(2000)))
    .get('/moved', (c) => c.redirect('/elsewhere'))
    .get('/elsewhere', (c) => (bearersSeen.push(c.req.header('authorization')), c.json(1)))
    .get('/never', () => new Promise<Response>(() => {}))
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve())
  })
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => new Promise((resolve) => void server.close(resolve)))

const unreadable = (because: string) => ({ name: 'UnreadableAnswerError', because })

describe('getJson', () => {
  it('sends the access token as a bearer and returns the body', async () => {
    expect(await getJson(`${origin}/rows`, { accessToken: 'a.b.c' })).toEqual(['Bearer a.b.c'])
    expect(await getJson(`${origin}/rows`)).toEqual(['no token'])
  })

  it('reports a refusal with its status and headers', async () => {
    await expect(getJson(`${origin}/refused`)).rejects.toMatchObject({
      name: 'HttpStatusError',
      status: 403,
    })
  })

  it('tells an answer that is not JSON from one that never came', async () => {
    await expect(getJson(`${origin}/page`)).rejects.toMatchObject(unreadable('content-type'))
    await expect(getJson(`${origin}/half`)).rejects.toMatchObject(unreadable('not-json'))
    await expect(getJson('http://127.0.0.1:1/')).rejects.toMatchObject({ name: 'NetworkError' })
  })

  it('takes every JSON content type', async () => {
    expect(await getJson(`${origin}/problem`)).toEqual([1])
  })

  it('asks a second time when the service was only busy', async () => {
    expect(await getJson(`${origin}/busy`)).toEqual(['rows'])
    expect(busyAsked).toBe(2)
  })

  it('stops reading a body that is larger than allowed', async () => {
    await expect(getJson(`${origin}/large`, { maxBytes: 1000 })).rejects.toMatchObject(
      unreadable('too-large'),
    )
  })

  it('gives up when the answer takes too long', async () => {
    await expect(getJson(`${origin}/never`, { timeout: 20 })).rejects.toMatchObject({
      name: 'TimeoutError',
      milliseconds: 20,
    })
  })

  it('rejects with the reason of the caller who aborts, before or during the request', async () => {
    const signal = AbortSignal.abort('left the page')
    await expect(getJson(`${origin}/rows`, { signal })).rejects.toBe('left the page')
    const controller = new AbortController()
    const answer = getJson(`${origin}/never`, { signal: controller.signal })
    controller.abort('left later')
    await expect(answer).rejects.toBe('left later')
  })

  it('never follows a redirect with an access token', async () => {
    await expect(getJson(`${origin}/moved`, { accessToken: 'a.b.c' })).rejects.toMatchObject({
      name: 'NetworkError',
    })
    expect(bearersSeen).toEqual([])
  })
})
