import type { AccountInfo } from '@azure/msal-browser'
import type { Session } from '../auth/session.ts'
import { useDeparture } from './use-departure.ts'

interface AccountMenuProps {
  account: AccountInfo
  session: Session
}

/** Who is signed in, and the ways out. */
export function AccountMenu({ account, session }: AccountMenuProps) {
  const [depart, leaving] = useDeparture()
  const switchAccount = () =>
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
        <button type="button" disabled={leaving} onClick={switchAccount}>
          Switch account
        </button>
        <button type="button" disabled={leaving} onClick={() => depart(session.signOut)}>
          Sign out
        </button>
      </div>
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
