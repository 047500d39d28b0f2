import { useSyncExternalStore } from 'react'
import { useNavigation, useRevalidator } from 'react-router'
import { currentPath } from '../auth/return-path.ts'
import type { Session } from '../auth/session.ts'
import { useLeave } from '../errors/page/use-leave.ts'
import { isOffline, onConnectionChange } from '../http/connection.ts'

/** What the session has to say, with the button that answers it. Empty while all is well. */
export function SessionStatus({ session }: { session: Session }) {
  const notice = useSyncExternalStore(session.notice.subscribe, session.notice.getState)
  const [leave, isLeaving] = useLeave()
  const signIn = () => leave(() => session.signIn({ returnTo: currentPath() }))
  return (
    <div role="status" className="session-status">
      {notice && <p>{notice.text}</p>}
      {notice && (
        <button
          type="button"
          className="button"
          disabled={isLeaving}
          onClick={notice.act ?? signIn}
        >
          {notice.button}
        </button>
      )}
    </div>
  )
}

/** In the header, and announced: whether something is loading, or the device is offline. */
export function NetworkStatus() {
  const isCut = useSyncExternalStore(onConnectionChange, isOffline)
  const navigation = useNavigation()
  const revalidator = useRevalidator()
  const isLoading = [navigation.state, revalidator.state].includes('loading')
  return (
    <p className="network-status" role="status">
      {isCut ? 'Offline' : isLoading && 'Loading…'}
    </p>
  )
}
