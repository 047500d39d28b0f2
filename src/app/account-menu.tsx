import { type ToggleEvent, useState } from 'react'
import { useRevalidator } from 'react-router'
import { initialsOf, isVisible, labelOf } from '../auth/account-label.ts'
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

/** The active account, the other accounts of this tab, and the buttons to switch and to sign out. */
export function AccountMenu({ account, accounts, session }: AccountMenuProps) {
  const others = accounts.filter(({ homeAccountId }) => homeAccountId !== account.homeAccountId)
  const label = labelOf(account, accounts)
  const name = isVisible(account.name) ? account.name : label
  return (
    <div className="account">
      <button type="button" className="account-button" popoverTarget="account-menu">
        <span className="initials" aria-hidden="true">
          {initialsOf(name)}
        </span>
        <bdi className="account-name" translate="no">
          {label}
        </bdi>
      </button>
      <div id="account-menu" className="menu" popover="auto" onBeforeToggle={placeBelowButton}>
        <div className="identity">
          <p className="identity-name" translate="no">
            <bdi>{name}</bdi>
          </p>
          {name !== label && <p translate="no">{label}</p>}
          <p>
            Organisation ID <code translate="no">{account.tenantId}</code>
          </p>
        </div>
        {others.map((other) => (
          <OtherAccount
            key={other.homeAccountId}
            account={other}
            label={labelOf(other, accounts)}
            session={session}
          />
        ))}
        <LeaveButtons session={session} />
      </div>
    </div>
  )
}

/** For browsers without anchor positioning: a narrow header has two lines. */
function placeBelowButton({ currentTarget: menu }: ToggleEvent<HTMLElement>): void {
  const { bottom = 0 } = menu.previousElementSibling?.getBoundingClientRect() ?? {}
  menu.style.setProperty('--button-bottom', `${bottom + scrollY}px`)
}

interface OtherAccountProps {
  account: Account
  /** Unique among the accounts of this tab. */
  label: string
  session: Session
}

/** Another account of this tab, with buttons to switch to it and to remove it. */
function OtherAccount({ account, label, session }: OtherAccountProps) {
  const { revalidate } = useRevalidator()
  return (
    <div className="menu-account">
      <button type="button" onClick={() => void session.switchTo(account, revalidate)}>
        Use <bdi translate="no">{label}</bdi>
      </button>
      <button
        type="button"
        aria-label={`Remove ${label}`}
        onClick={() => void session.remove(account)}
      >
        ✕
      </button>
    </div>
  )
}

function LeaveButtons({ session }: { session: Session }) {
  const [leave, isLeaving] = useLeave()
  const [destination, setDestination] = useState('')
  const leaveFor = (message: string, redirect: () => Promise<never>) => {
    setDestination(message)
    leave(redirect)
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
