import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AuthenticationError } from './errors.ts'
import type { IdentityClient } from './msal/client.ts'
import { createSignIn } from './sign-in.ts'
import { createTab } from './tab.ts'

const scopes = ['api://weather/access_as_user']
const otherScopes = ['api://orders/Orders.Read']
const response = { fragment: 'code=c&state=s' }
const denied = new AuthenticationError('access_denied', 'The user declined.')
const reason = new AuthenticationError('consent_required', 'Consent.', { needsPerson: true })
const accept = () => Promise.resolve()
const account = {
  homeAccountId: 'sunny.tenant',
  localAccountId: 'sunny',
  environment: 'login.contoso.example',
  tenantId: 'tenant',
  username: 'sunny.day@weather.example',
}

const complete = vi.fn<IdentityClient['complete']>()
const leaveToSignIn = vi.fn<IdentityClient['leaveToSignIn']>()
let items: Map<string, string>

/** Loads a page in the tab. */
function openPage() {
  const sessionStorage = {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
    clear: () => items.clear(),
  }
  const tab = createTab({ sessionStorage }, { read: () => [] })
  const client = { complete, leaveToSignIn }
  const signIn = createSignIn(
    tab,
    () => Promise.resolve(client),
    scopes,
    () => undefined,
  )
  return { tab, ...signIn }
}

beforeEach(() => {
  items = new Map()
  complete.mockReset().mockRejectedValue(denied)
  leaveToSignIn.mockReset().mockReturnValue(new Promise(() => {}))
})

afterEach(() => void vi.useRealTimers())

describe('a sign-in', () => {
  it('requests the scope of the first API by default, and remembers the page to return to', async () => {
    const { signIn, tab } = openPage()
    void signIn({ returnTo: '/forecast' })
    await vi.waitFor(() => expect(leaveToSignIn).toHaveBeenCalledTimes(1))
    expect(leaveToSignIn.mock.calls[0]?.[0]).toMatchObject({ scopes })
    expect(tab.recall('pendingSignIn')).toMatchObject({ returnTo: '/forecast' })
  })

  it('is for the active account, unless the user chooses one', async () => {
    const { signIn, tab } = openPage()
    tab.add(account)
    void signIn({ returnTo: '/' })
    await vi.waitFor(() => expect(leaveToSignIn).toHaveBeenCalledTimes(1))
    void openPage().signIn({ returnTo: '/', prompt: 'select_account' })
    await vi.waitFor(() => expect(leaveToSignIn).toHaveBeenCalledTimes(2))
    const hints = leaveToSignIn.mock.calls.map(([{ loginHint }]) => loginHint)
    expect(hints).toEqual([account.username, undefined])
  })

  it('that fails reports the requested scopes on the page that it returns to', async () => {
    void openPage().signIn({ returnTo: '/orders', scopes: otherScopes })
    const failed = openPage().complete(response, accept)
    await expect(failed).rejects.toMatchObject({ code: 'access_denied', scopes: otherScopes })
  })

  it('can be started again after it was cancelled', async () => {
    leaveToSignIn.mockRejectedValueOnce(new AuthenticationError('user_cancelled', ''))
    const { signIn, tab } = openPage()
    await expect(signIn({ returnTo: '/' })).rejects.toMatchObject({ code: 'user_cancelled' })
    expect(tab.recall('pendingSignIn')).toBeUndefined()
    void signIn({ returnTo: '/' })
    await vi.waitFor(() => expect(leaveToSignIn).toHaveBeenCalledTimes(2))
  })
})

describe('an automatic sign-in', () => {
  it('redirects at most once per page load', async () => {
    leaveToSignIn.mockRejectedValueOnce(new AuthenticationError('server_error', ''))
    const { signInAutomatically, tab } = openPage()
    const first = signInAutomatically({ returnTo: '/' }, reason)
    await expect(first).rejects.toMatchObject({ code: 'server_error' })
    tab.forget('pendingSignIn')
    await expect(signInAutomatically({ returnTo: '/' }, reason)).rejects.toBe(reason)
  })

  it('does not redirect while the last sign-in has no response', async () => {
    void openPage().signIn({ returnTo: '/' })
    await expect(openPage().signInAutomatically({ returnTo: '/' }, reason)).rejects.toBe(reason)
  })

  it('does not redirect in that case either while another API works', async () => {
    void openPage().signIn({ returnTo: '/', scopes: otherScopes })
    const page = openPage()
    page.forgetPendingSignIn(scopes)
    await expect(page.signInAutomatically({ returnTo: '/' }, reason)).rejects.toBe(reason)
    page.forgetPendingSignIn(otherScopes)
    void page.signInAutomatically({ returnTo: '/' }, reason)
    await vi.waitFor(() => expect(leaveToSignIn).toHaveBeenCalledTimes(2))
  })

  it('does not redirect shortly after a response, except for one claims challenge', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    complete.mockResolvedValue(undefined)
    void openPage().signIn({ returnTo: '/' })
    const page = openPage()
    await page.complete(response, accept).catch(() => {})
    await expect(page.signInAutomatically({ returnTo: '/' }, reason)).rejects.toBe(reason)
    void page.signInAutomatically({ returnTo: '/', claims: '{}' }, reason)
    await vi.waitFor(() => expect(leaveToSignIn).toHaveBeenCalledTimes(2))
  })

  it('restores the tokens that a failed redirect has lost, silently and once', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const restore = { returnTo: '/forecast', prompt: 'none' } as const
    openPage().tab.add(account)
    void openPage().signIn({ returnTo: '/orders', scopes: otherScopes })
    const declined = openPage()
    await declined.complete(response, accept).catch(() => {})
    void declined.signInAutomatically(restore, reason)
    await vi.waitFor(() => expect(leaveToSignIn).toHaveBeenCalledTimes(2))
    const restored = openPage()
    await restored.complete(response, accept).catch(() => {})
    await expect(restored.signInAutomatically(restore, reason)).rejects.toBe(reason)
  })

  it('redirects for one claims challenge of each API, and for the next one after five minutes', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'Date'] })
    complete.mockResolvedValue(undefined)
    const challenge = { returnTo: '/', claims: '{}' }
    const answerChallengeOf = async (requested: readonly string[]) => {
      const before = openPage()
      const left = leaveToSignIn.mock.calls.length
      void before.signInAutomatically({ ...challenge, scopes: requested }, reason)
      await vi.waitFor(() => expect(leaveToSignIn).toHaveBeenCalledTimes(left + 1))
      const page = openPage()
      await page.complete(response, accept).catch(() => {})
      return page
    }
    await answerChallengeOf(scopes)
    const page = await answerChallengeOf(otherScopes)
    for (const requested of [scopes, otherScopes]) {
      const again = page.signInAutomatically({ ...challenge, scopes: requested }, reason)
      await expect(again).rejects.toBe(reason)
    }
    vi.advanceTimersByTime(5 * 60_000 + 1)
    void page.signInAutomatically({ ...challenge, scopes }, reason)
    await vi.waitFor(() => expect(leaveToSignIn).toHaveBeenCalledTimes(3))
  })

  it('redirects for a claims challenge again after a click, because a sign-in may have been cancelled', async () => {
    complete.mockRejectedValue(new AuthenticationError('access_denied', ''))
    const challenge = { returnTo: '/', claims: '{}' }
    void openPage().signInAutomatically(challenge, reason)
    await vi.waitFor(() => expect(leaveToSignIn).toHaveBeenCalledTimes(1))
    const cancelled = openPage()
    await cancelled.complete(response, accept).catch(() => {})
    await expect(cancelled.signInAutomatically(challenge, reason)).rejects.toBe(reason)
    void cancelled.signIn({ returnTo: '/' })
    await vi.waitFor(() => expect(leaveToSignIn).toHaveBeenCalledTimes(2))
    const page = openPage()
    await page.complete(response, accept).catch(() => {})
    void page.signInAutomatically(challenge, reason)
    await vi.waitFor(() => expect(leaveToSignIn).toHaveBeenCalledTimes(3))
  })
})

describe('a silent sign-in', () => {
  it.each([
    ['ends the session of the tab when the identity provider has none', 'login_required', 0],
    ['keeps the session when only a permission is missing', 'consent_required', 1],
    ['keeps it when only the number says so', 'interaction_required', 1, 'AADSTS65001: No.'],
    ['keeps it when a stronger sign-in is required', 'interaction_required', 1, 'AADSTS50076: No.'],
    ['keeps it when the identity provider is busy', 'temporarily_unavailable', 1],
  ])('%s', async (_, code, accounts, message = '') => {
    complete.mockRejectedValue(new AuthenticationError(code, message))
    const { tab, signIn } = openPage()
    tab.add(account)
    void signIn({ returnTo: '/', prompt: 'none' })
    await vi.waitFor(() => expect(leaveToSignIn).toHaveBeenCalledTimes(1))
    const page = openPage()
    await expect(page.complete(response, accept)).rejects.toMatchObject({ code })
    expect(page.tab.getAccounts()).toHaveLength(accounts)
  })
})
