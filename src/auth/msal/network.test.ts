import { AuthError } from '@azure/msal-browser'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createNetworkClient } from './network.ts'

let origin = ''
let server: ReturnType<typeof serve>
const codesSeenElsewhere: unknown[] = []
let refused = 0

beforeAll(async () => {
  const app = new Hono()
    .post('/token', (c) => c.json({ token_type: 'Bearer' }))
    .post('/moved', (c) => c.redirect('/elsewhere', 307))
    .post('/elsewhere', async (c) => {
      codesSeenElsewhere.push((await c.req.parseBody())['code'])
      return c.json({ token_type: 'Bearer' })
    })
    .post('/refused', (c) => {
      refused += 1
      const date = new Date(Date.now() + 60_000).toUTCString()
      return c.json({ error: 'invalid_request' }, 400, { 'Retry-After': date })
    })
    .post('/large', (c) => c.json({ token_type: 'x'.repeat(2 * 1024 * 1024) }))
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve())
  })
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => new Promise((resolve) => void server.close(resolve)))

/** Redeems a code at a path of the server. */
function redeem(path: string) {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  return createNetworkClient(() => {}).sendPostRequestAsync(origin + path, {
    headers,
    body: 'code=secret',
  })
}

describe('a request to the token endpoint', () => {
  it('returns the JSON object of the response', async () => {
    expect(await redeem('/token')).toMatchObject({ status: 200, body: { token_type: 'Bearer' } })
  })

  it('does not follow a redirect with the code', async () => {
    vi.stubGlobal('navigator', { onLine: true })
    await expect(redeem('/moved')).rejects.toBeInstanceOf(AuthError)
    expect(codesSeenElsewhere).toEqual([])
  })

  it('is not sent before the Retry-After of the last response is over', async () => {
    const client = createNetworkClient(() => {})
    const answer = await client.sendPostRequestAsync(`${origin}/refused`)
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    expect(answer.headers).not.toHaveProperty('retry-after')
    const again = await client.sendPostRequestAsync(`${origin}/refused`).catch((error) => error)
    expect(again).toMatchObject({ errorCode: 'temporarily_unavailable' })
    expect(again.retryAfter).toBeGreaterThan(50)
    expect(again.retryAfter).toBeLessThanOrEqual(60)
    expect(refused).toBe(1)
  })

  it('fails when the response is too large', async () => {
    const failure = { errorCode: 'failed_to_parse_response' }
    await expect(redeem('/large')).rejects.toMatchObject(failure)
  })
})
