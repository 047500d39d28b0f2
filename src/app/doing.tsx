import { useNavigation, useRevalidator } from 'react-router'
import { useOnline } from './use-online.ts'

/** What the app is doing, in the header and announced, while that matters. */
export function Doing() {
  const isOnline = useOnline()
  const navigation = useNavigation()
  const revalidator = useRevalidator()
  const isLoading = [navigation.state, revalidator.state].includes('loading')
  return (
    <p className="doing" role="status">
      {isOnline ? isLoading && 'Loading…' : 'Offline'}
    </p>
  )
}
