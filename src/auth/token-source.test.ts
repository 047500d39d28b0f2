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

/** A source over a client that always has a token, and how often that was asked. */
function createSource() {
  const acquire = vi.fn<IdentityClient['acquire']>(() =>
    Promise.resolve({ accessToken: 'token' } as AuthenticationResult),
  )
  const parts = { getClient: () => Promise.resolve({ acquire } as unknown as IdentityClient) }
  const source = createTokenSource(
    parts as unknown as SessionParts,
    { stopWaiting: vi.fn<Departure['stopWaiting']>() } as unknown as Departure,
  )
  return { ...source, acquire }
}

beforeEach(() => {
  const session = JSON.stringify({ active: account.homeAccountId, accounts: [account] })
  vi.stubGlobal('sessionStorage', { getItem: () => session })
})

it('gives no token away to a session that has ended or changed hands meanwhile', async () => {
  const { getAccessToken } = createSource()
  const asked = getAccessToken('/forecast')
  vi.stubGlobal('sessionStorage', { getItem: () => null })
  await expect(asked).rejects.toMatchObject({ code: 'account_forgotten' })
})

it('sends one request for all who ask at the same time', async () => {
  const { getAccessToken, acquire } = createSource()
  const all = Array.from({ length: 5 }, () => getAccessToken('/forecast'))
  expect(await Promise.all(all)).toEqual(Array(5).fill('token'))
  expect(acquire).toHaveBeenCalledTimes(1)
})
