import type { AuthenticationResult } from '@azure/msal-browser'
import { createAccounts, type Accounts } from './accounts.ts'
import { createDeparture, type Departure } from './departure.ts'
import type { IdentityClient } from './identity-client.ts'
import { createRestoration, type Restore } from './restoration.ts'
import { parseReturnPath } from './return-path.ts'
import { hintOf, type SessionParts, type SessionState } from './session-parts.ts'
import { createStore, type ReadableStore } from './store.ts'
import { forget, recall, remember } from './tab-storage.ts'
import { createTokenSource, type TokenSource } from './token-source.ts'

/** The session of this tab: who is signed in, the access token, and the ways in and out. */
export interface Session extends ReadableStore<SessionState>, Departure, TokenSource, Accounts {
  restore: Restore
  /** The page asked for when a sign-in was begun in this tab, until an answer has come to it. */
  getPendingSignIn: () => string | undefined
  /** What talks to the identity provider; loaded on first use. */
  getClient: () => Promise<IdentityClient>
}

/**
 * @param origin the app's own origin
 * @param loadClient loads what talks to the identity provider; the signed-out page does not wait for it
 */
export function createSession(origin: string, loadClient: () => Promise<IdentityClient>): Session {
  const store = createStore<SessionState>({ status: 'unknown' })
  let client: Promise<IdentityClient> | undefined
  const getClient = () => (client ??= loadClient())
  const getActiveAccount = async () => (await getClient()).msal.getActiveAccount()

  async function become({ account }: AuthenticationResult): Promise<void> {
    const { msal } = await getClient()
    msal.setActiveAccount(account)
    const { homeAccountId } = account
    remember('session', { homeAccountId, loginHint: hintOf(account), since: Date.now() })
  }

  async function show(): Promise<void> {
    const account = await getActiveAccount()
    if (account) {
      const accounts = (await getClient()).msal.getAllAccounts()
      store.set({ status: 'signed-in', account, accounts })
    } else {
      forget('session')
      store.set({ status: 'signed-out' })
    }
  }

  const parts: SessionParts = { store, getClient, getActiveAccount, become, show, cameBack: false }
  const departure = createDeparture(parts)
  const tokenSource = createTokenSource(parts, departure)
  return {
    ...store,
    ...departure,
    ...tokenSource,
    ...createAccounts(parts),
    restore: createRestoration(parts, tokenSource, departure),
    getPendingSignIn: () => parseReturnPath(recall('pendingSignIn')?.returnTo, origin),
    getClient,
  }
}
