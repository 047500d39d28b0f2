import { useState } from 'react'
import { useRevalidator } from 'react-router'
import type { Session } from '../auth/session.ts'
import type { Account } from '../auth/tab.ts'
import { homePath, ownPath } from '../config/app.ts'
import { useLeave } from '../errors/page/use-leave.ts'

interface AccountMenuProps {
  account: Account
  /** Every account of this tab, the active one included. */
  accounts: readonly Account[]
  session: Session
}

/** The active account, the others of this tab, and the ways out. */
export function AccountMenu({ account, accounts, session }: AccountMenuProps) {
  const others = accounts.filter(({ homeAccountId }) => homeAccountId !== account.homeAccountId)
  return (
    <div className="account">
      <button type="button" className="account-button" popoverTarget="account-menu">
        <span className="initials" aria-hidden="true">
          {initialsOf(account.name ?? account.username)}
        </span>
        <span className="account-name">{account.username}</span>
      </button>
      <div id="account-menu" className="menu" popover="auto">
        <Identity account={account} />
        {others.map((other) => (
          <OtherAccount key={other.homeAccountId} account={other} session={session} />
        ))}
        <WaysOut session={session} />
      </div>
    </div>
  )
}

function Identity({ account: { name, username, tenantId } }: { account: Account }) {
  return (
    <div className="identity">
      <p className="identity-name">{name ?? username}</p>
      {name !== undefined && <p>{username}</p>}
      <p>
        Tenant <code>{tenantId}</code>
      </p>
    </div>
  )
}

/** Another account of this tab: to switch to, or to remove. */
function OtherAccount({ account, session }: { account: Account; session: Session }) {
  const { revalidate } = useRevalidator()
  return (
    <div className="menu-account">
      <button type="button" onClick={() => void session.switchTo(account, revalidate)}>
        Use {account.username}
      </button>
      <button
        type="button"
        aria-label={`Remove ${account.username}`}
        onClick={() => void session.remove(account)}
      >
        ✕
      </button>
    </div>
  )
}

function WaysOut({ session }: { session: Session }) {
  const [leave, isLeaving] = useLeave()
  const [destination, setDestination] = useState('')
  const leaveFor = (message: string, way: () => Promise<never>) => {
    setDestination(message)
    leave(way)
  }
  const chooseAccount = () =>
    session.signIn({ returnTo: ownPath(homePath), prompt: 'select_account' })
  return (
    <>
      <button
        type="button"
        disabled={isLeaving}
        onClick={() => leaveFor('Opening the sign-in page…', chooseAccount)}
      >
        Switch account
      </button>
      <button
        type="button"
        disabled={isLeaving}
        onClick={() => leaveFor('Signing out…', session.signOut)}
      >
        Sign out
      </button>
      <p className="menu-status" role="status">
        {isLeaving && destination}
      </p>
    </>
  )
}

/** The first letters of the first and the last word of a name, in any script. */
function initialsOf(name: string): string {
  const words = name.split(/[\s.@]+/).filter(Boolean)
  const ends = words.length > 1 ? [words.at(0), words.at(-1)] : words
  return ends
    .map((word) => firstLetter(word ?? ''))
    .join('')
    .toLocaleUpperCase()
}

// A letter as a reader sees it, which may be several code points.
function firstLetter(word: string): string {
  return [...new Intl.Segmenter().segment(word)].at(0)?.segment ?? ''
}
