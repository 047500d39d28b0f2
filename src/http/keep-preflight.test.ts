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

/** Asks the address once for each answer. @returns the cache modes of all requests */
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
  it('uses the cache, and so a kept preflight, once the server has said that nothing is stored', async () => {
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
  ])('goes around the cache when the server says %j', async (value) => {
    const headers = { 'cache-control': value }
    expect(await modesOf([{ headers }, { headers }])).toEqual(['reload', 'no-store'])
  })

  it.each(['no-store', 'No-Store', 'private, no-store', 'max-age=0 , no-store, no-cache'])(
    'takes %j for no-store',
    async (value) => {
      const headers = { 'cache-control': value }
      expect(await modesOf([{ headers }, { headers }])).toEqual(['reload', 'default'])
    },
  )

  it('does not take an answer without no-store from the cache: it asks once more, and trusts the address no longer', async () => {
    const answers = [{ headers: noStore }, {}, { headers: noStore }, { headers: noStore }]
    expect(await modesOf(answers)).toEqual([
      'reload',
      'default',
      'no-store',
      'no-store',
      'no-store',
    ])
  })

  it('does not take an error from the cache either, and learns nothing from one', async () => {
    const refusal = { headers: noStore, status: 401 }
    expect(await modesOf([refusal, { status: 503 }, {}])).toEqual(['reload', 'reload', 'reload'])
    stored.clear()
    expect(await modesOf([{ headers: noStore }, { status: 403 }])).toEqual([
      'reload',
      'default',
      'no-store',
    ])
  })

  it('gives the answer that it asked for last', async () => {
    await modesOf([{ headers: noStore }])
    const answers = [new Response('old'), new Response('new', { headers: noStore })]
    const response = await keepPreflight(orders, 'GET', async () => answers.shift() as Response)
    expect(await response.text()).toBe('new')
  })

  it('knows one address from another, and remembers the last fifty', async () => {
    await modesOf([{ headers: noStore }])
    expect(await modesOf([{}], { url: `${orders}/2` })).toEqual(['reload'])
    for (let id = 0; id < 49; id++)
      await modesOf([{ headers: noStore }], { url: `${orders}?${id}` })
    expect(await modesOf([{ headers: noStore }])).toEqual(['reload'])
    expect(await modesOf([{ headers: noStore }], { url: `${orders}?48` })).toEqual(['default'])
  })

  it('has no preflight on the own origin, and goes around the cache', async () => {
    const answers = [{ headers: noStore }, { headers: noStore }]
    expect(await modesOf(answers, { url: '/orders' })).toEqual(['no-store', 'no-store'])
    expect(stored.size).toBe(0)
  })

  it.each([
    ['missing', undefined],
    ['blocked', { getItem: refuse, setItem: refuse }],
    ['of another make', { getItem: () => '{', setItem: refuse }],
  ])('asks the server each time where the session storage is %s', async (_, storage) => {
    vi.stubGlobal('sessionStorage', storage)
    const answers = [{ headers: noStore }, { headers: noStore }]
    expect(await modesOf(answers)).toEqual(['reload', 'reload'])
  })
})

it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
  'a %s is sent once, and may use a kept preflight: no cache answers it',
  async (method) => {
    expect(await modesOf([{}, { headers: noStore }], { method })).toEqual(['default', 'default'])
  },
)
