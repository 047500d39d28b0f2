import type { AccountInfo } from '@azure/msal-browser'
import { useRevalidator } from 'react-router'
import type { Session } from '../auth/session.ts'

interface OtherAccountProps {
  account: AccountInfo
  session: Session
}

/** Another account of this tab: to go on as, or to take off the list. */
export function OtherAccount({ account, session }: OtherAccountProps) {
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
