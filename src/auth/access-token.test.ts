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
const person = { needsPerson: true }
const needsUser = new AuthenticationError('login_required', 'Sign in.', person)
const needsConsent = new AuthenticationError('invalid_grant', 'Consent.', {
  ...person,
  suberror: 'consent_required',
})

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

let storage: ReturnType<typeof createStorage>

function createTokens({ knows = true } = {}) {
  storage = createStorage()
  const tab = createTab({ sessionStorage: storage }, { read: () => [] })
  tab.add(account)
  const client = {
    acquire,
    acquireInFrame,
    knows: () => knows,
    ping: () => Promise.resolve(),
    setActiveAccount: () => {},
  }
  const signIn = { signInAutomatically, forgetPendingSignIn: () => {} }
  const changed = vi.fn<() => void>()
  const getClient = () => Promise.resolve(client)
  return { tab, changed, ...createAccessTokens(tab, getClient, signIn, scopes, changed) }
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

  it('that needs the user starts a sign-in, which asks for no other permission and returns to the page', async () => {
    acquire.mockRejectedValue(needsUser)
    const pending = createTokens().getAccessToken({ scopes: otherScopes, returnTo: '/orders' })
    await expect(pending).rejects.toMatchObject({ code: 'login_required', scopes: otherScopes })
    const [request] = signInAutomatically.mock.calls[0] ?? []
    expect(request).toMatchObject({ scopes, returnTo: '/orders' })
  })

  it.each([
    new AuthenticationError('interaction_required', 'AADSTS50076', person),
    new AuthenticationError('invalid_grant', 'AADSTS50076', { ...person, claims: '{}' }),
  ])('that needs a stronger sign-in starts one for its own scopes: %s', async (stronger) => {
    acquire.mockRejectedValue(stronger)
    acquireInFrame.mockRejectedValue(stronger)
    const pending = createTokens().getAccessToken({ scopes: otherScopes, returnTo: '/orders' })
    await expect(pending).rejects.toBeInstanceOf(AuthenticationError)
    const [request] = signInAutomatically.mock.calls[0] ?? []
    expect(request).toMatchObject({ scopes: otherScopes, returnTo: '/orders' })
  })

  it.each(['AADSTS65001', 'AADSTS90094'])(
    'that needs consent does not leave the page when only the number says so: %s',
    async (number) => {
      acquire.mockRejectedValue(needsUser)
      const unclear = new AuthenticationError('interaction_required', `${number}: No.`, person)
      acquireInFrame.mockRejectedValue(unclear)
      const pending = createTokens().getAccessToken({ scopes: otherScopes, returnTo: '/orders' })
      await expect(pending).rejects.toMatchObject({ needsConsent: true, scopes: otherScopes })
      expect(signInAutomatically).not.toHaveBeenCalled()
    },
  )

  it('that needs consent neither leaves the page nor tries a hidden frame', async () => {
    acquire.mockRejectedValue(needsConsent)
    const pending = createTokens().getAccessToken({ scopes: otherScopes, returnTo: '/orders' })
    await expect(pending).rejects.toMatchObject({ needsConsent: true, scopes: otherScopes })
    expect(signInAutomatically).not.toHaveBeenCalled()
    expect(acquireInFrame).not.toHaveBeenCalled()
  })

  it('that was lost by a reload restores the session, also when another API asks first', async () => {
    acquire.mockRejectedValue(needsUser)
    const { getAccessToken } = createTokens({ knows: false })
    const pending = getAccessToken({ scopes: otherScopes, returnTo: '/orders' })
    await expect(pending).rejects.toBeInstanceOf(AuthenticationError)
    const [request] = signInAutomatically.mock.calls[0] ?? []
    expect(request).toMatchObject({ scopes, prompt: 'none', returnTo: '/orders' })
  })

  it('that was lost by a reload restores the session, also for a page that requires a role', async () => {
    acquire.mockRejectedValue(needsUser)
    const refreshed = createTokens({ knows: false }).refreshAccess('/edit')
    await expect(refreshed).rejects.toMatchObject({ code: 'login_required' })
    const [request] = signInAutomatically.mock.calls[0] ?? []
    expect(request).toMatchObject({ scopes, prompt: 'none', returnTo: '/edit' })
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

  it('that cannot be renewed at the moment does not stop the renewal of the others', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { getAccessToken, renew } = createTokens()
    await getAccessToken({ scopes: otherScopes })
    const tokens = { account, accessToken: 'token', scopes, expiresAt: Date.now() + 3_600_000 }
    const down = new AuthenticationError('temporarily_unavailable', '')
    acquire.mockImplementation((_, request) =>
      request.scopes === otherScopes ? Promise.reject(down) : Promise.resolve(tokens),
    )
    expect(await renew()).toBe(Date.now() + 60_000)
    vi.useRealTimers()
  })
})

const tokensOf = (owner: Account) => ({
  account: owner,
  accessToken: 'token',
  scopes,
  expiresAt: Date.now() + 3_600_000,
})

describe('roles and groups', () => {
  const asEditor = { ...account, roles: ['Forecast.Editor'] }

  it('are those of the newest ID token, from any request', async () => {
    const { getAccessToken, tab, changed } = createTokens()
    acquire.mockResolvedValue(tokensOf(asEditor))
    await getAccessToken({ scopes: otherScopes })
    await getAccessToken({ scopes })
    expect(tab.getActiveAccount()?.roles).toEqual(['Forecast.Editor'])
    expect(changed).toHaveBeenCalledTimes(1)
    acquire.mockRejectedValue(needsUser)
    acquireInFrame.mockResolvedValue(tokensOf(account))
    await getAccessToken({ scopes })
    expect(tab.getActiveAccount()?.roles).toBeUndefined()
    expect(changed).toHaveBeenCalledTimes(2)
  })

  it('do not change when the refresh token expires', async () => {
    const { getAccessToken, tab } = createTokens()
    const since = tab.getActiveAccount()?.since
    acquire.mockResolvedValue(tokensOf(asEditor))
    await getAccessToken({ scopes })
    expect(tab.getActiveAccount()).toMatchObject({ since, marks: [] })
  })

  it('stay as they were if the browser cannot store the new ones, and the token is still returned', async () => {
    const { getAccessToken, tab, changed } = createTokens()
    acquire.mockResolvedValue(tokensOf(asEditor))
    storage.setItem = () => {
      throw new DOMException('Full.', 'QuotaExceededError')
    }
    expect(await getAccessToken({ scopes })).toBe('token')
    expect(tab.getActiveAccount()?.roles).toBeUndefined()
    expect(changed).not.toHaveBeenCalled()
  })

  it('can be refreshed, with a token that is not from the cache', async () => {
    const { refreshAccess, tab } = createTokens()
    acquire.mockResolvedValue(tokensOf(asEditor))
    await refreshAccess()
    expect(acquire.mock.calls[0]?.[1]).toMatchObject({ scopes, forceRefresh: true })
    expect(tab.getActiveAccount()?.roles).toEqual(['Forecast.Editor'])
  })

  it('of an account that has signed out in the meantime are ignored', async () => {
    const { refreshAccess, tab, changed } = createTokens()
    acquire.mockResolvedValue(tokensOf(asEditor))
    const pending = refreshAccess()
    tab.empty()
    await expect(pending).rejects.toMatchObject({ code: 'account_forgotten' })
    expect(tab.getAccounts()).toEqual([])
    expect(changed).not.toHaveBeenCalled()
  })
})
