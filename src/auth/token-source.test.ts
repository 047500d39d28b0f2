import type { AuthenticationResult } from '@azure/msal-browser'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Departure } from './departure.ts'
import type { IdentityClient } from './identity-client.ts'
import type { SessionParts } from './session-parts.ts'
import { createTokenSource } from './token-source.ts'

const account = {
  homeAccountId: 'someone.tenant',
  localAccountId: 'someone',
  environment: 'login.contoso.example',
  tenantId: 'tenant',
  username: 'someone@weather.example',
  since: 0,
  marks: [],
}
const stored = { accessToken: 'stored', expiresOn: new Date(8.64e15) }

/** A source over a client whose tokens are all new, and how often that was asked. */
function createSource() {
  const acquire = vi.fn<IdentityClient['acquire']>(() =>
    Promise.resolve({ accessToken: 'new' } as AuthenticationResult),
  )
  const parts = { getClient: () => Promise.resolve({ acquire } as unknown as IdentityClient) }
  const source = createTokenSource(
    parts as unknown as SessionParts,
    { stopWaiting: vi.fn<Departure['stopWaiting']>() } as unknown as Departure,
    () => stored,
  )
  return { ...source, acquire }
}

beforeEach(() => {
  const session = JSON.stringify({ active: account.homeAccountId, accounts: [account] })
  vi.stubGlobal('sessionStorage', { getItem: () => session })
})

it('gives a stored token away without asking anybody', async () => {
  const { getAccessToken, renew, acquire } = createSource()
  expect(await getAccessToken('/forecast')).toBe('stored')
  expect(await renew()).toBe(stored.expiresOn.getTime() - 300_000)
  expect(acquire).not.toHaveBeenCalled()
})

it.each([{ forceRefresh: true }, { claims: '{}' }])(
  'asks for a new one with %j',
  async (request) => {
    const { getAccessToken } = createSource()
    expect(await getAccessToken('/forecast', request)).toBe('new')
  },
)

it('takes none from storage while another is under way, which may be there and not yet accepted', async () => {
  const { getAccessToken } = createSource()
  const forced = getAccessToken('/forecast', { forceRefresh: true })
  const plain = getAccessToken('/forecast')
  expect(await Promise.all([forced, plain])).toEqual(['new', 'new'])
})

it('gives no token away to a session that has ended or changed hands meanwhile', async () => {
  const { getAccessToken } = createSource()
  const asked = getAccessToken('/forecast', { forceRefresh: true })
  vi.stubGlobal('sessionStorage', { getItem: () => null })
  await expect(asked).rejects.toMatchObject({ code: 'account_forgotten' })
})

it('sends one request for all who ask at the same time', async () => {
  const { getAccessToken, acquire } = createSource()
  const all = Array.from({ length: 5 }, () => getAccessToken('/forecast', { forceRefresh: true }))
  expect(await Promise.all(all)).toEqual(Array(5).fill('new'))
  expect(acquire).toHaveBeenCalledTimes(1)
})
