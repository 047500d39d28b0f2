import { checkConnection, onConnectionChange } from '../http/connection.ts'
import { AuthenticationError, needsPerson } from './errors.ts'
import type { AccessTokens } from './access-token.ts'
import type { SignOut } from './sign-out.ts'
import type { SignOutMarks } from './sign-out-marks.ts'
import type { ReadableStore, SetNotice, SessionState } from './state.ts'
import type { Tab } from './tab.ts'

const second = 1_000
const day = 24 * 60 * 60 * second
const warnBefore = 20 * 60 * second
const retryAfter = 60 * second
// Limits the renewals of tokens that live for a few minutes only.
const shortestWait = 30 * second
// A timer of more than 24.8 days overflows in browsers (32 bits of milliseconds).
const longestWait = 60 * 60 * second

export interface KeepAliveDependencies
  extends Pick<AccessTokens, 'renew' | 'renewRefreshToken'>, Pick<SignOut, 'dropSignedOut'> {
  tab: Tab
  marks: SignOutMarks
  state: ReadableStore<SessionState>
  setNotice: SetNotice
}

/**
 * Keeps the session alive while the tab is visible, and ends it when another tab has ended it. Checks when the tab becomes
 * visible, gets the focus or is online again, and when a renewal is due.
 * @param onEnded is called when the session has ended: nothing of it may stay on screen
 */
export function keepAlive(
  dependencies: KeepAliveDependencies,
  page: Window,
  onEnded: () => void,
): void {
  const { tab, marks, state, dropSignedOut } = dependencies
  const renewWhenDue = createRenewal(dependencies, page)

  const check = () => {
    dropSignedOut().catch(reportError)
    renewWhenDue()
  }
  marks.onChangeElsewhere(check)
  for (const event of ['focus', 'online']) page.addEventListener(event, check)
  for (const event of ['online', 'offline']) {
    page.addEventListener(event, () => void checkConnection())
  }
  onConnectionChange(check)
  page.document.addEventListener('visibilitychange', check)
  onBackForward(page, () => {
    // A page restored from the back/forward cache still shows the account, which may have signed out since.
    if (tab.getActiveAccount()) check()
    else onEnded()
    return tab.getActiveAccount() !== undefined
  })
  state.subscribe(() => {
    if (state.getState().status === 'signed-out') onEnded()
    else renewWhenDue()
  })
  check()
}

/**
 * Hides a page before it enters the back/forward cache, so that nothing shows before the session has been checked.
 * @param isSignedIn checks the session of a restored page; without one, the page stays hidden until the next page replaces it
 */
function onBackForward(page: Window, isSignedIn: () => boolean): void {
  const { documentElement } = page.document
  page.addEventListener('pagehide', ({ persisted }) => {
    documentElement.hidden = persisted
  })
  page.addEventListener('pageshow', ({ persisted }) => {
    const isOver = persisted && !isSignedIn()
    documentElement.hidden = isOver
  })
}

/**
 * Renews the access token before it expires, and the refresh token before it expires after 24 hours.
 * @returns a function that renews what is due and schedules the next check; it does nothing in a hidden tab
 */
function createRenewal(
  { tab, state, renew, renewRefreshToken, setNotice }: KeepAliveDependencies,
  page: Window,
) {
  let timer = 0
  let dueAt = 0
  let checkedAt = 0
  let accountId: string | undefined
  let isEnded = false
  let refreshTokenEnd = { at: 0, isRenewable: false }
  let checking: Promise<void> | undefined

  function check(): void {
    if (state.getState().status !== 'signed-in' || !isVisible(page)) return
    checking ??= renewWhatIsDue().finally(() => {
      checking = undefined
      // The active account changed during the renewal.
      if (tab.getActiveAccount()?.homeAccountId !== accountId) check()
    })
  }

  async function renewWhatIsDue(): Promise<void> {
    const activeId = tab.getActiveAccount()?.homeAccountId
    if (activeId !== accountId) startFor(activeId)
    // The clock was set back: the planned time is no longer right.
    if (Date.now() < checkedAt) dueAt = 0
    checkedAt = Date.now()
    page.clearTimeout(timer)
    const isDue = checkedAt >= dueAt
    // Called again when the device is back online.
    if (isDue && (await checkConnection())) return
    if (isDue) await renewNow()
    await renewRefreshTokenIfNeeded()
    if (isEnded) return
    const wait = Math.min(Math.max(dueAt - Date.now(), second), longestWait)
    timer = page.setTimeout(check, wait)
  }

  function startFor(activeId: string | undefined): void {
    accountId = activeId
    dueAt = 0
    setEnded(false)
  }

  function setEnded(next: boolean): void {
    isEnded = next
    setNotice('renewal', next ? askToSignIn(endedText) : undefined)
  }

  async function renewNow(): Promise<void> {
    try {
      dueAt = Math.max(await renew(), Date.now() + shortestWait)
      if (isEnded) setEnded(false)
    } catch (error) {
      dueAt = Date.now() + retryAfter
      if (needsPerson(error)) setEnded(true)
      else if (!(error instanceof AuthenticationError)) reportError(error)
    }
  }

  // The refresh token of a single-page app expires after 24 hours, and using it does not extend that. A hidden frame gets a
  // new one.
  async function renewRefreshTokenIfNeeded(): Promise<void> {
    const endsAt = (tab.getActiveAccount()?.since ?? checkedAt) + day
    if (isEnded) return
    if (checkedAt < endsAt - warnBefore) return setNotice('renewal', undefined)
    if (refreshTokenEnd.at !== endsAt)
      refreshTokenEnd = { at: endsAt, isRenewable: await canRenewRefreshToken() }
    // The current access token works until its own renewal is due.
    const end = new Date(Math.max(endsAt, dueAt))
    setNotice('renewal', refreshTokenEnd.isRenewable ? undefined : askToSignIn(endsAtText(end)))
  }

  async function canRenewRefreshToken(): Promise<boolean> {
    try {
      await renewRefreshToken()
      return true
    } catch (error) {
      // After a failure that passes by itself, do not warn: once the refresh token has expired, a renewal uses a frame
      // again.
      return error instanceof AuthenticationError && error.isPassing
    }
  }

  return check
}

function endsAtText(end: Date): string {
  return `Your session ends at ${end.toLocaleTimeString(undefined, { timeStyle: 'short' })}.`
}

const endedText = 'Your session has ended. You can still read this page, but it cannot be updated.'

function askToSignIn(text: string) {
  return {
    text: `${text} Sign in again, and you will return to this page.`,
    button: 'Sign in again',
  }
}

function isVisible(page: Window): boolean {
  return page.document.visibilityState === 'visible'
}
