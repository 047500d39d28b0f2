import type { AccountInfo } from '@azure/msal-browser'
import { useState } from 'react'
import type { Session } from '../auth/session.ts'
import { initialsOf } from './initials.ts'
import { OtherAccount } from './other-account.tsx'
import { useDeparture } from './use-departure.ts'
import { homePath } from '../config/app.ts'

interface AccountMenuProps {
  account: AccountInfo
  /** Every account of this tab, the active one included. */
  accounts: readonly AccountInfo[]
  session: Session
}

/** Who is signed in, who else could be, and the ways out. */
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

function Identity({ account: { name, username, tenantId } }: { account: AccountInfo }) {
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

function WaysOut({ session }: { session: Session }) {
  const [depart, leaving] = useDeparture()
  const [destination, setDestination] = useState('')
  const leave = (words: string, departure: () => Promise<never>) => {
    setDestination(words)
    depart(departure)
  }
  const chooseAccount = () => session.signIn({ returnTo: homePath, prompt: 'select_account' })
  return (
    <>
      <button
        type="button"
        disabled={leaving}
        onClick={() => leave('Opening the sign-in page…', chooseAccount)}
      >
        Switch account
      </button>
      <button
        type="button"
        disabled={leaving}
        onClick={() => leave('Signing out…', session.signOut)}
      >
        Sign out
      </button>
      <p className="menu-status" role="status">
        {leaving && destination}
      </p>
    </>
  )
}
