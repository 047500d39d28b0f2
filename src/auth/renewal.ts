import { AuthenticationError } from './authentication-error.ts'
import type { Session } from './session.ts'
import { fine, type SessionNotice } from './session-notice.ts'
import { createStore, type ReadableStore } from './store.ts'
import { getActiveAccount } from './tab-accounts.ts'
import { needsPerson } from './token-source.ts'

/** Renews what is about to expire. */
export interface Renewal {
  notice: ReadableStore<SessionNotice>
  /** Sees to what is due, and comes back by itself for what is due next. Does nothing in a tab that nobody sees. */
  look: () => void
}

const second = 1_000
const day = 24 * 60 * 60 * second
const warnBefore = 20 * 60 * second
const retryAfter = 60 * second
// Tokens that live for minutes must not be renewed all the time.
const shortestWait = 30 * second
// Longer waits overflow the timers of browsers; looking in between costs nothing.
const longestWait = 60 * 60 * second

/**
 * Renews the access token before it expires, and the refresh token before its 24 hours are over.
 * @param session whose tokens
 * @param page whose visibility and timers count
 */
export function createRenewal(
  session: Pick<Session, 'getState' | 'renew' | 'extend'>,
  page: Window,
): Renewal {
  const notice = createStore<SessionNotice>(fine)
  let timer = 0
  let dueAt = 0
  let lookedAt = 0
  let accountId: string | undefined
  let wall = { at: 0, isPassed: false }
  let looking: Promise<void> | undefined

  function look(): void {
    if (session.getState().status !== 'signed-in' || !isAwake(page)) return
    looking ??= renewWhatIsDue().finally(() => {
      looking = undefined
      // Another account became active while this one was renewed.
      if (getActiveAccount()?.homeAccountId !== accountId) look()
    })
  }

  async function renewWhatIsDue(): Promise<void> {
    const activeId = getActiveAccount()?.homeAccountId
    if (activeId !== accountId) beginAnew(activeId)
    // A clock that was set back has moved everything that was planned.
    if (Date.now() < lookedAt) dueAt = 0
    lookedAt = Date.now()
    if (lookedAt >= dueAt) await renew()
    await extendIfNeeded()
    page.clearTimeout(timer)
    if (notice.getState().kind === 'ended') return
    const wait = Math.min(Math.max(dueAt - Date.now(), second), longestWait)
    timer = page.setTimeout(look, wait)
  }

  function beginAnew(activeId: string | undefined): void {
    accountId = activeId
    dueAt = 0
    notice.set(fine)
  }

  async function renew(): Promise<void> {
    try {
      dueAt = Math.max(await session.renew(), Date.now() + shortestWait)
      if (notice.getState().kind === 'ended') notice.set(fine)
    } catch (error) {
      dueAt = Date.now() + retryAfter
      if (needsPerson(error)) notice.set({ kind: 'ended' })
      else if (!(error instanceof AuthenticationError)) reportError(error)
    }
  }

  // The refresh token of a single-page app ends after 24 hours, whatever is done with it; tokens from a frame begin anew.
  async function extendIfNeeded(): Promise<void> {
    const endsAt = (getActiveAccount()?.since ?? lookedAt) + day
    if (notice.getState().kind === 'ended') return
    if (lookedAt < endsAt - warnBefore) return notice.set(fine)
    if (wall.at !== endsAt) wall = { at: endsAt, isPassed: await canExtend() }
    // The access token at hand outlives the refresh token until its own renewal is due.
    notice.set(wall.isPassed ? fine : { kind: 'ends-soon', at: Math.max(endsAt, dueAt) })
  }

  async function canExtend(): Promise<boolean> {
    try {
      await session.extend()
      return true
    } catch {
      return false
    }
  }

  return { notice, look }
}

function isAwake(page: Window): boolean {
  return page.document.visibilityState === 'visible' && page.navigator.onLine
}
