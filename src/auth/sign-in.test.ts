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

const complete = vi.fn<IdentityClient['complete']>()
const leaveToSignIn = vi.fn<IdentityClient['leaveToSignIn']>()
let items: Map<string, string>

/** The sign-in of a page of the tab. */
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
  it('asks for the scopes of the first API by default, and remembers the page to come back to', async () => {
    const { signIn, tab } = openPage()
    void signIn({ returnTo: '/forecast' })
    await vi.waitFor(() => expect(leaveToSignIn).toHaveBeenCalledTimes(1))
    expect(leaveToSignIn.mock.calls[0]?.[0]).toMatchObject({ scopes })
    expect(tab.recall('pendingSignIn')).toMatchObject({ returnTo: '/forecast' })
  })

  it('that fails says which scopes it asked for, on the page that comes back', async () => {
    void openPage().signIn({ returnTo: '/orders', scopes: otherScopes })
    const failed = openPage().complete(response, accept)
    await expect(failed).rejects.toMatchObject({ code: 'access_denied', scopes: otherScopes })
  })

  it('that was cancelled can be repeated', async () => {
    leaveToSignIn.mockRejectedValueOnce(new AuthenticationError('user_cancelled', ''))
    const { signIn, tab } = openPage()
    await expect(signIn({ returnTo: '/' })).rejects.toMatchObject({ code: 'user_cancelled' })
    expect(tab.recall('pendingSignIn')).toBeUndefined()
    void signIn({ returnTo: '/' })
    await vi.waitFor(() => expect(leaveToSignIn).toHaveBeenCalledTimes(2))
  })
})

describe('an automatic sign-in', () => {
  it('leaves once in the life of a page', async () => {
    leaveToSignIn.mockRejectedValueOnce(new AuthenticationError('server_error', ''))
    const { signInAutomatically, tab } = openPage()
    const first = signInAutomatically({ returnTo: '/' }, reason)
    await expect(first).rejects.toMatchObject({ code: 'server_error' })
    tab.forget('pendingSignIn')
    await expect(signInAutomatically({ returnTo: '/' }, reason)).rejects.toBe(reason)
  })

  it('does not leave again when the last one got no answer', async () => {
    void openPage().signIn({ returnTo: '/' })
    await expect(openPage().signInAutomatically({ returnTo: '/' }, reason)).rejects.toBe(reason)
  })

  it('does not leave right after an answer, but for one challenge', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    complete.mockResolvedValue(undefined)
    void openPage().signIn({ returnTo: '/' })
    const page = openPage()
    await page.complete(response, accept).catch(() => {})
    await expect(page.signInAutomatically({ returnTo: '/' }, reason)).rejects.toBe(reason)
    void page.signInAutomatically({ returnTo: '/', claims: '{}' }, reason)
    await vi.waitFor(() => expect(leaveToSignIn).toHaveBeenCalledTimes(2))
  })
})
