import { beforeEach, describe, expect, it, vi } from 'vitest'
import { keepPreflight } from './keep-preflight.ts'

const orders = 'https://api.example/orders'
const noStore = { 'cache-control': 'no-store' }

let stored: Map<string, string>

beforeEach(() => {
  stored = new Map()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  })
})

/** Sends one call for each response. @returns the cache modes of all requests */
async function modesOf(
  answers: { headers?: Record<string, string>; status?: number }[],
  { url = orders, method = 'GET' } = {},
): Promise<RequestCache[]> {
  const modes: RequestCache[] = []
  for (const { headers = {}, status = 200 } of answers) {
    await keepPreflight(url, method, async (cache) => {
      modes.push(cache)
      return new Response('[]', { headers, status })
    })
  }
  return modes
}

const refuse = () => {
  throw new DOMException('no', 'SecurityError')
}

describe('a GET with an access token', () => {
  it('may use the cache, and with it a cached preflight, after the server has sent no-store', async () => {
    const answers = [{ headers: noStore }, { headers: noStore }, { headers: noStore }]
    expect(await modesOf(answers)).toEqual(['reload', 'default', 'default'])
  })

  it.each([
    '',
    'private, max-age=600',
    'no-cache',
    'max-age=600, x-no-store',
    'no-store=1',
    'private="a, no-store, b", max-age=600',
  ])('bypasses the cache after the server has sent %j', async (value) => {
    const headers = { 'cache-control': value }
    expect(await modesOf([{ headers }, { headers }])).toEqual(['reload', 'no-store'])
  })

  it.each(['no-store', 'No-Store', 'private, no-store', 'max-age=0 , no-store, no-cache'])(
    'reads %j as no-store',
    async (value) => {
      const headers = { 'cache-control': value }
      expect(await modesOf([{ headers }, { headers }])).toEqual(['reload', 'default'])
    },
  )

  it(
    'is repeated without the cache if a response lacks no-store',
    { tags: 'promise', meta: { requirement: 'RFC 9111 §4, §5.2.2.5' } },
    async () => {
      const answers = [{ headers: noStore }, {}, { headers: noStore }, { headers: noStore }]
      expect(await modesOf(answers)).toEqual([
        'reload',
        'default',
        'no-store',
        'no-store',
        'no-store',
      ])
    },
  )

  it('remembers nothing from an error, and does not take one from the cache', async () => {
    const refusal = { headers: noStore, status: 401 }
    expect(await modesOf([refusal, { status: 503 }, {}])).toEqual(['reload', 'reload', 'reload'])
    stored.clear()
    expect(await modesOf([{ headers: noStore }, { status: 403 }])).toEqual([
      'reload',
      'default',
      'no-store',
    ])
  })

  it('returns the response to the last request', async () => {
    await modesOf([{ headers: noStore }])
    const answers = [new Response('old'), new Response('new', { headers: noStore })]
    const response = await keepPreflight(orders, 'GET', async () => answers.shift() as Response)
    expect(await response.text()).toBe('new')
  })

  it('is handled separately for each URL, and the last fifty URLs are remembered', async () => {
    await modesOf([{ headers: noStore }])
    expect(await modesOf([{}], { url: `${orders}/2` })).toEqual(['reload'])
    for (let id = 0; id < 49; id++)
      await modesOf([{ headers: noStore }], { url: `${orders}?${id}` })
    expect(await modesOf([{ headers: noStore }])).toEqual(['reload'])
    expect(await modesOf([{ headers: noStore }], { url: `${orders}?48` })).toEqual(['default'])
  })

  it('bypasses the cache on the app’s own origin, which needs no preflight', async () => {
    const answers = [{ headers: noStore }, { headers: noStore }]
    expect(await modesOf(answers, { url: '/orders' })).toEqual(['no-store', 'no-store'])
    expect(stored.size).toBe(0)
  })

  it.each([
    ['missing', undefined],
    ['blocked', { getItem: refuse, setItem: refuse }],
    ['malformed', { getItem: () => '{', setItem: refuse }],
  ])('never reads the cache if session storage is %s', async (_, storage) => {
    vi.stubGlobal('sessionStorage', storage)
    const answers = [{ headers: noStore }, { headers: noStore }]
    expect(await modesOf(answers)).toEqual(['reload', 'reload'])
  })
})

it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
  'a %s is sent once, and may use a cached preflight',
  async (method) => {
    expect(await modesOf([{}, { headers: noStore }], { method })).toEqual(['default', 'default'])
  },
)
