import { checkConnection, onConnectionChange } from '../http/connection.ts'
import { AuthenticationError, needsPerson } from './errors.ts'
import type { AccessTokens } from './access-token.ts'
import type { SignOut } from './sign-out.ts'
import type { SignOutMarks } from './sign-out-marks.ts'
import type { ReadableStore, Say, SessionState } from './state.ts'
import type { Tab } from './tab.ts'

const second = 1_000
const day = 24 * 60 * 60 * second
const warnBefore = 20 * 60 * second
const retryAfter = 60 * second
// Tokens that live for minutes must not be renewed all the time.
const shortestWait = 30 * second
// Longer waits overflow the timers of browsers. A check in between costs nothing.
const longestWait = 60 * 60 * second

/** What keeps a session alive. */
export interface KeepAliveParts
  extends Pick<AccessTokens, 'renew' | 'extend'>, Pick<SignOut, 'dropSignedOut'> {
  tab: Tab
  marks: SignOutMarks
  state: ReadableStore<SessionState>
  say: Say
}

/**
 * Keeps the session of a page alive while the page is visible, and ends it when another tab has ended it. Checks when the tab
 * becomes visible, gets the focus or is online again, and when a renewal is due.
 * @param onEnded the session has ended: everything of it has to leave the screen
 */
export function keepAlive(parts: KeepAliveParts, page: Window, onEnded: () => void): void {
  const { tab, marks, state, dropSignedOut } = parts
  const renewWhenDue = createRenewal(parts, page)

  const check = () => {
    dropSignedOut().catch(reportError)
    renewWhenDue()
  }
  marks.onElsewhere(check)
  for (const event of ['focus', 'online']) page.addEventListener(event, check)
  for (const event of ['online', 'offline']) {
    page.addEventListener(event, () => void checkConnection())
  }
  onConnectionChange(check)
  page.document.addEventListener('visibilitychange', check)
  onBackForward(page, () => {
    // A page from the back/forward cache is as it was left, perhaps by signing out.
    if (tab.getActiveAccount()) check()
    else onEnded()
  })
  state.subscribe(() => {
    if (state.getState().status === 'signed-out') onEnded()
    else renewWhenDue()
  })
  check()
}

// A page in the back/forward cache is covered, so that nothing of it is seen before it has been checked.
function onBackForward(page: Window, listener: () => void): void {
  const { documentElement } = page.document
  page.addEventListener('pagehide', ({ persisted }) => {
    documentElement.hidden = persisted
  })
  page.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) listener()
    documentElement.hidden = false
  })
}

/**
 * Renews the access token before it expires, and the refresh token before its 24 hours are over.
 * @returns renews what is due and schedules the next check; does nothing in a hidden tab
 */
function createRenewal({ tab, state, renew, extend, say }: KeepAliveParts, page: Window) {
  let timer = 0
  let dueAt = 0
  let checkedAt = 0
  let accountId: string | undefined
  let isEnded = false
  let wall = { at: 0, isPassed: false }
  let checking: Promise<void> | undefined

  function check(): void {
    if (state.getState().status !== 'signed-in' || !isVisible(page)) return
    checking ??= renewWhatIsDue().finally(() => {
      checking = undefined
      // Another account became active while this one was renewed.
      if (tab.getActiveAccount()?.homeAccountId !== accountId) check()
    })
  }

  async function renewWhatIsDue(): Promise<void> {
    const activeId = tab.getActiveAccount()?.homeAccountId
    if (activeId !== accountId) startFor(activeId)
    // A clock that was set back has moved everything that was planned.
    if (Date.now() < checkedAt) dueAt = 0
    checkedAt = Date.now()
    page.clearTimeout(timer)
    const isDue = checkedAt >= dueAt
    // When the connection is back, this is called again.
    if (isDue && (await checkConnection())) return
    if (isDue) await renewNow()
    await extendIfNeeded()
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
    say('renewal', next ? askToSignIn(endedText) : undefined)
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

  // The refresh token of a single-page app ends after 24 hours, however it is used. A frame gets a new one.
  async function extendIfNeeded(): Promise<void> {
    const endsAt = (tab.getActiveAccount()?.since ?? checkedAt) + day
    if (isEnded) return
    if (checkedAt < endsAt - warnBefore) return say('renewal', undefined)
    if (wall.at !== endsAt) wall = { at: endsAt, isPassed: await canExtend() }
    // The access token at hand outlives the refresh token until its own renewal is due.
    const at = Math.max(endsAt, dueAt)
    say(
      'renewal',
      wall.isPassed ? undefined : askToSignIn(`Your sign-in ends at ${timeOfDay.format(at)}.`),
    )
  }

  async function canExtend(): Promise<boolean> {
    try {
      await extend()
      return true
    } catch (error) {
      // One that passes says nothing: after the end of the refresh token, a renewal goes through a frame as well.
      return error instanceof AuthenticationError && error.isPassing
    }
  }

  return check
}

const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const endedText = 'Your sign-in has ended. What you see stays, but nothing new can be fetched.'

function askToSignIn(text: string) {
  return {
    text: `${text} Sign in again, and you come back to this page.`,
    button: 'Sign in again',
  }
}

function isVisible(page: Window): boolean {
  return page.document.visibilityState === 'visible'
}
