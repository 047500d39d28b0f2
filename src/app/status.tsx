import { useSyncExternalStore } from 'react'
import { useNavigation, useRevalidator } from 'react-router'
import { currentPath } from '../auth/return-path.ts'
import type { Session } from '../auth/session.ts'
import { useLeave } from '../errors/page/use-leave.ts'
import { isOffline, onConnectionChange } from '../http/connection.ts'

/** The current notice of the session, if any, with its button. */
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

/** In the header: whether the device is offline or something is loading. Screen readers announce it. */
export function NetworkStatus() {
  const offline = useSyncExternalStore(onConnectionChange, isOffline)
  const navigation = useNavigation()
  const revalidator = useRevalidator()
  const isLoading = [navigation.state, revalidator.state].includes('loading')
  return (
    <p className="network-status" role="status">
      {offline ? 'Offline' : isLoading && 'Loading…'}
    </p>
  )
}
