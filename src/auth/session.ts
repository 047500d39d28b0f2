import type { AccountInfo, AuthenticationResult } from '@azure/msal-browser'
import type { Config } from '../config/config.ts'
import { createAccounts, type Accounts } from './accounts.ts'
import { createDeparture, type Departure } from './departure.ts'
import type { IdentityClient } from './identity-client.ts'
import { createRestoration, type Restore } from './restoration.ts'
import { parseReturnPath } from './return-path.ts'
import type { SessionParts, SessionState } from './session-parts.ts'
import { createStore, type ReadableStore } from './store.ts'
import { addAccount, getAccounts, getActiveAccount } from './tab-accounts.ts'
import { forget, recall } from './tab-storage.ts'
import { createTokenSource, type TokenSource } from './token-source.ts'

/** The session of this tab: who is signed in, the access token, and the ways in and out. */
export interface Session extends ReadableStore<SessionState>, Departure, TokenSource, Accounts {
  restore: Restore
  /** Whose session it is; known while it changes hands, too. */
  getActiveAccount: () => AccountInfo | undefined
  /** Every account of this tab, the active one included. */
  getAccounts: () => readonly AccountInfo[]
  /** The page asked for when a sign-in was begun in this tab, until an answer has come to it. */
  getPendingSignIn: () => string | undefined
  /** What talks to the identity provider; created on first use. */
  getClient: () => Promise<IdentityClient>
}

/**
 * @param origin the app's own origin
 * @param createClient creates what talks to the identity provider, on first use; called again if that failed
 */
export function createSession(
  config: Config,
  origin: string,
  createClient: () => Promise<IdentityClient>,
): Session {
  const store = createStore<SessionState>({ status: 'unknown' })
  let client: Promise<IdentityClient> | undefined
  const getClient = () =>
    (client ??= createClient().catch((error: unknown) => {
      client = undefined
      throw error
    }))

  async function become(result: AuthenticationResult): Promise<void> {
    const { msal, forget: forgetTokens } = await getClient()
    msal.setActiveAccount(result.account)
    try {
      addAccount(result)
    } catch (error) {
      await forgetTokens(result.account)
      throw error
    }
    forget('signedOut')
  }

  function show(): void {
    const account = getActiveAccount()
    if (account) store.set({ status: 'signed-in', account, accounts: getAccounts() })
    else store.set({ status: 'signed-out' })
  }

  const parts: SessionParts = { store, getClient, become, show, cameBack: false }
  const departure = createDeparture(parts)
  const accounts = createAccounts(parts)
  return {
    ...store,
    ...departure,
    ...createTokenSource(parts, departure),
    ...accounts,
    restore: createRestoration(parts, { ...accounts, ...departure }, config.idleMinutes),
    getActiveAccount,
    getAccounts,
    getPendingSignIn: () => parseReturnPath(recall('pendingSignIn')?.returnTo, origin),
    getClient,
  }
}
