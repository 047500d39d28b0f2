import type { AuthenticationResult } from '@azure/msal-browser'
import { readSignOutMarks } from './sign-out-marks.ts'
import { forget, recall, remember, type TabAccount } from './tab-storage.ts'

/** @returns the accounts of this tab, the active one included */
export function getAccounts(): readonly TabAccount[] {
  return recall('session')?.accounts ?? []
}

export function getActiveAccount(): TabAccount | undefined {
  const { active, accounts = [] } = recall('session') ?? {}
  return accounts.find(({ homeAccountId }) => homeAccountId === active)
}

/** Takes whoever these tokens are for into this tab and goes on as them. */
export function addAccount(result: AuthenticationResult): void {
  const account = toTabAccount(result)
  const { homeAccountId } = account
  remember('session', { active: homeAccountId, accounts: [...without(homeAccountId), account] })
}

/** Remembers that the account, if it is still in this tab, has a new refresh token. */
export function renewAccount(result: AuthenticationResult): void {
  const session = recall('session')
  const renewed = toTabAccount(result)
  if (!session?.accounts.some((account) => isSame(account, renewed))) return
  const accounts = session.accounts.map((account) => (isSame(account, renewed) ? renewed : account))
  remember('session', { ...session, accounts })
}

/** Goes on as another account of this tab. */
export function activateAccount({ homeAccountId }: TabAccountId): void {
  const session = recall('session')
  if (session) remember('session', { ...session, active: homeAccountId })
}

/** Takes an account off this tab. Without the active one there is no session. */
export function removeAccount({ homeAccountId }: TabAccountId): void {
  const session = recall('session')
  if (session?.active === homeAccountId) forget('session')
  else if (session) remember('session', { ...session, accounts: without(homeAccountId) })
}

/** Whether an account has been signed out somewhere else since it came into this tab. */
export function wasSignedOut({ homeAccountId, sid, marks }: TabAccount): boolean {
  return readSignOutMarks(homeAccountId, sid).some((mark) => !marks.includes(mark))
}

type TabAccountId = Pick<TabAccount, 'homeAccountId'>

const isSame = (one: TabAccountId, other: TabAccountId) => one.homeAccountId === other.homeAccountId

function without(homeAccountId: string): TabAccount[] {
  return getAccounts().filter((account) => !isSame(account, { homeAccountId }))
}

function toTabAccount({ account, idTokenClaims }: AuthenticationResult): TabAccount {
  const { homeAccountId, localAccountId, environment, tenantId, username, name, loginHint } =
    account
  const { sid } = idTokenClaims as { sid?: unknown }
  return {
    homeAccountId,
    localAccountId,
    environment,
    tenantId,
    username,
    ...(name !== undefined && { name }),
    ...(loginHint !== undefined && { loginHint }),
    ...(typeof sid === 'string' && { sid }),
    since: Date.now(),
    marks: readSignOutMarks(homeAccountId, typeof sid === 'string' ? sid : undefined),
  }
}
