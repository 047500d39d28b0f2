import type { AccountInfo } from '@azure/msal-browser'
import { useRevalidator } from 'react-router'
import type { Session } from '../auth/session.ts'
import { useDeparture } from './use-departure.ts'

interface AccountMenuProps {
  account: AccountInfo
  /** Every account of this tab, the active one included. */
  accounts: readonly AccountInfo[]
  session: Session
}

/** Who is signed in, who else could be, and the ways out. */
export function AccountMenu({ account, accounts, session }: AccountMenuProps) {
  const [depart, leaving] = useDeparture()
  const others = accounts.filter(({ homeAccountId }) => homeAccountId !== account.homeAccountId)
  const chooseAccount = () =>
    depart(() => session.signIn({ returnTo: '/forecast', prompt: 'select_account' }))
  return (
    <div className="account">
      <button type="button" className="account-button" popoverTarget="account-menu">
        <span className="initials" aria-hidden="true">
          {initialsOf(account)}
        </span>
        <span className="account-name">{account.username}</span>
      </button>
      <div id="account-menu" className="menu" popover="auto">
        <p className="menu-title">{account.name}</p>
        {others.map((other) => (
          <OtherAccount key={other.homeAccountId} account={other} session={session} />
        ))}
        <button type="button" disabled={leaving} onClick={chooseAccount}>
          Switch account
        </button>
        <button type="button" disabled={leaving} onClick={() => depart(session.signOut)}>
          Sign out
        </button>
      </div>
    </div>
  )
}

function OtherAccount({ account, session }: { account: AccountInfo; session: Session }) {
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

function initialsOf({ name, username }: AccountInfo): string {
  const words = (name ?? username).split(/[\s.@]+/).filter(Boolean)
  const ends = words.length > 1 ? [words.at(0), words.at(-1)] : words
  return ends
    .map((word) => firstLetter(word ?? ''))
    .join('')
    .toLocaleUpperCase()
}

function firstLetter(word: string): string {
  return [...new Intl.Segmenter().segment(word)].at(0)?.segment ?? ''
}
