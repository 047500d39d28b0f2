import { homePath, ownPath } from '../config/app.ts'
import { type Config, signInScopesOf } from '../config/config.ts'
import { type AccessTokens, createAccessTokens } from './access-token.ts'
import { readAuthorizationResponse, readConsent } from './authorization-response.ts'
import { isIssuerOf } from '../config/issuer.ts'
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
  type SetNotice,
  type SessionState,
} from './state.ts'
import { type Account, createTab } from './tab.ts'

/** The session of this tab: accounts, sign-in, sign-out and access tokens. */
export interface Session
  extends
    ReadableStore<SessionState>,
    Pick<SignIn, 'signIn' | 'signInAutomatically'>,
    Pick<SignOut, 'signOut' | 'remove'>,
    Pick<AccessTokens, 'getAccessToken' | 'getGrantedScopes' | 'refreshAccess'> {
  /**
   * Restores the session of this tab. If the URL contains an authorization response, completes the sign-in and puts the
   * requested page into the address bar. Tokens in memory are lost when a page is left: the first request gets new ones. If
   * the URL reports an administrator's consent, shows a notice.
   * @param address the URL of the page load, with the authorization response
   * @throws {AuthenticationError} when the sign-in failed or consent was refused; other accounts stay signed in
   */
  restore: (address: URL) => Promise<void>
  /** Makes another account of this tab the active one. Nothing is shown until `reload` has loaded its data. */
  switchTo: (account: Account, reload: () => Promise<void>) => Promise<void>
  /** The active account; also defined during an account switch. */
  getActiveAccount: () => Account | undefined
  /** Every account of this tab, the active one included. */
  getAccounts: () => readonly Account[]
  /** The notice to show. */
  notice: ReadableStore<Notice | undefined>
  setNotice: SetNotice
  /** What happens between this page, the identity provider and the APIs. */
  events: Events<SessionEvent>
  /** Creates the client on first use, and again after a failure. */
  getClient: () => Promise<IdentityClient>
  /** See {@link keepAlive}. */
  keepAlive: (onEnded: () => void) => void
}

/** @param page the window whose location and storage the session uses */
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
  const tokens = createAccessTokens(tab, getClient, signIn, scopes, () => {
    if (state.getState().status === 'signed-in') publish()
  })

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
    // Before the code is redeemed: a reload in the meantime must load the requested page too.
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
    if (consent) notices.setNotice('consent', consentGranted(notices.setNotice))
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
    refreshAccess: tokens.refreshAccess,
    getActiveAccount: tab.getActiveAccount,
    getAccounts: tab.getAccounts,
    notice: notices,
    setNotice: notices.setNotice,
    events,
    getClient,
    keepAlive: (onEnded) =>
      keepAlive(
        {
          tab,
          marks,
          state,
          setNotice: notices.setNotice,
          ...tokens,
          dropSignedOut: signOut.dropSignedOut,
        },
        page,
        onEnded,
      ),
  }
}

function consentGranted(setNotice: SetNotice): Notice {
  return {
    text: 'The sign-in service reports that the permission was granted.',
    button: 'OK',
    act: () => setNotice('consent', undefined),
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
