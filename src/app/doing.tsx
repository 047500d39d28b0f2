import { useNavigation } from 'react-router'
import { useOnline } from './use-online.ts'

/** What the app is doing, in the header and announced, while that matters. */
export function Doing() {
  const isOnline = useOnline()
  const { state } = useNavigation()
  return (
    <p className="doing" role="status">
      {isOnline ? state === 'loading' && 'Loading…' : 'Offline'}
    </p>
  )
}
