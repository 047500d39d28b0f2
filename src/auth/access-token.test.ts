import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createAccessTokens } from './access-token.ts'
import { AuthenticationError } from './errors.ts'
import type { IdentityClient } from './msal/client.ts'
import type { SignIn } from './sign-in.ts'
import { type Account, createTab } from './tab.ts'

const account: Account = {
  homeAccountId: 'sunny.tenant',
  localAccountId: 'sunny',
  environment: 'login.contoso.example',
  tenantId: 'tenant',
  username: 'sunny.day@weather.example',
}
const scopes = ['api://weather/access_as_user']
const otherScopes = ['api://orders/Orders.Read']
const needsUser = new AuthenticationError('consent_required', 'Consent.', { needsPerson: true })

function createStorage() {
  const items = new Map<string, string>()
  return {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
    clear: () => items.clear(),
  }
}

const acquire = vi.fn<IdentityClient['acquire']>()
const acquireInFrame = vi.fn<IdentityClient['acquireInFrame']>()
const signInAutomatically = vi.fn<SignIn['signInAutomatically']>()

function createTokens() {
  const tab = createTab({ sessionStorage: createStorage() }, { read: () => [] })
  tab.add(account)
  const client = {
    acquire,
    acquireInFrame,
    knows: () => true,
    ping: () => Promise.resolve(),
    setActiveAccount: () => {},
  }
  const signIn = { signInAutomatically, forgetPendingSignIn: () => {} }
  return { tab, ...createAccessTokens(tab, () => Promise.resolve(client), signIn, scopes) }
}

beforeEach(() => {
  const tokens = { account, accessToken: 'token', scopes, expiresAt: Date.now() + 3_600_000 }
  acquire.mockReset().mockResolvedValue(tokens)
  acquireInFrame.mockReset().mockRejectedValue(needsUser)
  signInAutomatically.mockReset().mockImplementation((_, reason) => Promise.reject(reason))
})

describe('an access token', () => {
  it('is not returned if the session has ended or changed accounts in the meantime', async () => {
    const { getAccessToken, tab } = createTokens()
    const pending = getAccessToken({ scopes })
    tab.empty()
    await expect(pending).rejects.toMatchObject({ code: 'account_forgotten' })
  })

  it('takes one request for concurrent callers', async () => {
    const { getAccessToken } = createTokens()
    const all = Array.from({ length: 5 }, () => getAccessToken({ scopes }))
    expect(await Promise.all(all)).toEqual(Array(5).fill('token'))
    expect(acquire).toHaveBeenCalledTimes(1)
  })

  it('is a different one for the scopes of another API', async () => {
    const { getAccessToken } = createTokens()
    await Promise.all([getAccessToken({ scopes }), getAccessToken({ scopes: otherScopes })])
    expect(acquire.mock.calls.map(([, request]) => request.scopes)).toEqual([scopes, otherScopes])
  })

  it('that needs the user starts a sign-in for its scopes, which returns to the page', async () => {
    acquire.mockRejectedValue(needsUser)
    const pending = createTokens().getAccessToken({ scopes: otherScopes, returnTo: '/orders' })
    await expect(pending).rejects.toMatchObject({ code: 'consent_required', scopes: otherScopes })
    const [request] = signInAutomatically.mock.calls[0] ?? []
    expect(request).toMatchObject({ scopes: otherScopes, returnTo: '/orders' })
  })

  it('that needs the user does not leave the page without a path to return to', async () => {
    acquire.mockRejectedValue(needsUser)
    await expect(createTokens().getAccessToken({ scopes })).rejects.toMatchObject({
      needsPerson: true,
      scopes,
    })
    expect(signInAutomatically).not.toHaveBeenCalled()
  })

  it('has the scopes that were granted to the active account', async () => {
    const { getAccessToken, getGrantedScopes, tab } = createTokens()
    expect(getGrantedScopes(scopes)).toBeUndefined()
    const granted = ['api://weather/read']
    acquire.mockResolvedValue({ account, accessToken: 'token', scopes: granted, expiresAt: 0 })
    await getAccessToken({ scopes })
    expect(getGrantedScopes(scopes)).toEqual(granted)
    expect(getGrantedScopes(otherScopes)).toBeUndefined()
    tab.add({ ...account, homeAccountId: 'misty.tenant' })
    expect(getGrantedScopes(scopes)).toBeUndefined()
    tab.empty()
    expect(getGrantedScopes(scopes)).toBeUndefined()
  })

  it('is renewed for every API that was called on this page', async () => {
    const { getAccessToken, renew } = createTokens()
    await getAccessToken({ scopes: otherScopes })
    acquire.mockClear()
    await renew()
    const renewed = acquire.mock.calls.map(([, request]) => request.scopes)
    expect(new Set(renewed)).toEqual(new Set([scopes, otherScopes]))
  })

  it('that needs the user does not stop the renewal of the others', async () => {
    const { getAccessToken, renew } = createTokens()
    await getAccessToken({ scopes: otherScopes })
    const tokens = { account, accessToken: 'token', scopes, expiresAt: Date.now() + 3_600_000 }
    acquire.mockImplementation((_, request) =>
      request.scopes === otherScopes ? Promise.reject(needsUser) : Promise.resolve(tokens),
    )
    expect(await renew()).toBe(tokens.expiresAt - 300_000)
    acquire.mockClear()
    await renew()
    expect(acquire.mock.calls.map(([, request]) => request.scopes)).toEqual([scopes])
  })
})
