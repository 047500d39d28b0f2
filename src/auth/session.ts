import { homePath, ownPath } from '../config/app.ts'
import { type Config, signInScopesOf } from '../config/config.ts'
import { type AccessTokens, createAccessTokens } from './access-token.ts'
import { readAuthorizationResponse, readConsent } from './authorization-response.ts'
import { isIssuerOf } from './id-token.ts'
import { keepAlive } from './keep-alive.ts'
import { createIdentityClient, type IdentityClient, type Tokens } from './msal/client.ts'
import { createPause } from './pause.ts'
import { parseReturnPath } from './return-path.ts'
import { createEvents, type Events, type SessionEvent } from './session-events.ts'
import { createSignIn, type SignIn } from './sign-in.ts'
import { createSignOutMarks } from './sign-out-marks.ts'
import { createSignOut, type SignOut } from './sign-out.ts'
import {
  createNotices,
  createStore,
  type Notice,
  type ReadableStore,
  type Say,
  type SessionState,
} from './state.ts'
import { type Account, createTab } from './tab.ts'

/** The session of this tab: who is signed in, access tokens, and the ways in and out. */
export interface Session
  extends
    ReadableStore<SessionState>,
    Pick<SignIn, 'signIn' | 'signInAutomatically'>,
    Pick<SignOut, 'signOut' | 'remove'>,
    Pick<AccessTokens, 'getAccessToken' | 'getGrantedScopes'> {
  /**
   * Restores the session of this tab, or completes the sign-in that the address answers: the address bar then shows the page
   * that the sign-in was for. Tokens that were in memory are gone with the last page; the first request gets new ones.
   * An administrator's consent that the address reports becomes a notice.
   * @param address the address of the page load, with the authorization response
   * @throws {AuthenticationError} when a sign-in failed or consent was refused; the accounts that were signed in before still
   * are
   */
  restore: (address: URL) => Promise<void>
  /**
   * Makes another account of this tab the active one. No data is shown until `reload` has brought that account's.
   */
  switchTo: (account: Account, reload: () => Promise<void>) => Promise<void>
  /** The account of the session; known while accounts change. */
  getActiveAccount: () => Account | undefined
  /** Every account of this tab, the active one included. */
  getAccounts: () => readonly Account[]
  /** What the user should know now. */
  notice: ReadableStore<Notice | undefined>
  say: Say
  /** What happens between this page, the identity provider and the APIs. */
  events: Events<SessionEvent>
  /** What talks to the identity provider; created on first use, and again if that failed. */
  getClient: () => Promise<IdentityClient>
  /** Renews what expires, from now on; see {@link keepAlive}. */
  keepAlive: (onEnded: () => void) => void
}

/** @param page the window whose tab, address and storage the session uses */
export function createSession(config: Config, page: Window): Session {
  const marks = createSignOutMarks(page)
  const tab = createTab(page, marks)
  const state = createStore<SessionState>({ status: 'unknown' })
  const notices = createNotices()
  const events = createEvents<SessionEvent>()
  const app = page.location.origin + ownPath('/')
  const pause = createPause(page)
  const getClient = onceUnlessFailed(() => createIdentityClient(config, app, pause, events.emit))
  const scopes = signInScopesOf(config)

  const signOut = createSignOut(tab, marks, state, getClient, publish)
  const signIn = createSignIn(tab, getClient, scopes, signOut.getSignOut)
  const tokens = createAccessTokens(tab, getClient, signIn, scopes)

  function publish(): void {
    const account = tab.getActiveAccount()
    if (account) state.set({ status: 'signed-in', account, accounts: tab.getAccounts() })
    else state.set({ status: 'signed-out' })
  }

  async function accept({ account }: Tokens): Promise<void> {
    const client = await getClient()
    client.setActiveAccount(account)
    try {
      tab.add(account)
    } catch (error) {
      await client.forget(account)
      throw error
    }
    tab.forget('signedOut')
  }

  async function restore(address: URL): Promise<void> {
    if (signOut.getSignOut()) await untilSignedOut(state)
    const response = readAuthorizationResponse(address, (issuer) => isIssuerOf(config, issuer))
    const pending = tab.recall('pendingSignIn')
    // First, so that a reload before the code has been redeemed leads there as well.
    const returnTo = parseReturnPath(pending?.returnTo, app) ?? ownPath(homePath)
    if (response) page.history.replaceState(null, '', returnTo)
    // An interactive sign-in is newer than any sign-out in another tab. A silent one may be older.
    const isSilent = pending?.silent === true
    if (!response || isSilent) await signOut.dropSignedOut()
    const isOver = isSilent && !tab.getActiveAccount()
    try {
      if (response && !isOver) await signIn.complete(response, accept)
    } finally {
      publish()
    }
    const consent = readConsent(address)
    if (consent instanceof Error) throw consent
    if (consent) notices.say('consent', consentGranted(notices.say))
  }

  async function switchTo(account: Account, reload: () => Promise<void>): Promise<void> {
    state.set({ status: 'unknown' })
    try {
      tab.activate(account)
      ;(await getClient()).setActiveAccount(account)
      await reload()
    } finally {
      publish()
    }
  }

  return {
    getState: state.getState,
    subscribe: state.subscribe,
    restore,
    switchTo,
    signIn: signIn.signIn,
    signInAutomatically: signIn.signInAutomatically,
    signOut: signOut.signOut,
    remove: signOut.remove,
    getAccessToken: tokens.getAccessToken,
    getGrantedScopes: tokens.getGrantedScopes,
    getActiveAccount: tab.getActiveAccount,
    getAccounts: tab.getAccounts,
    notice: notices,
    say: notices.say,
    events,
    getClient,
    keepAlive: (onEnded) =>
      keepAlive(
        { tab, marks, state, say: notices.say, ...tokens, dropSignedOut: signOut.dropSignedOut },
        page,
        onEnded,
      ),
  }
}

function consentGranted(say: Say): Notice {
  return {
    text: 'The sign-in service reports that the permission was granted.',
    button: 'OK',
    act: () => say('consent', undefined),
  }
}

function onceUnlessFailed<T>(create: () => Promise<T>): () => Promise<T> {
  let created: Promise<T> | undefined
  return () =>
    (created ??= create().catch((error: unknown) => {
      created = undefined
      throw error
    }))
}

function untilSignedOut({ getState, subscribe }: ReadableStore<SessionState>): Promise<void> {
  return new Promise((resolve) => {
    const stop = subscribe(() => {
      if (getState().status !== 'signed-out') return
      stop()
      resolve()
    })
  })
}
