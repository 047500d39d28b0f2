import { ErrorCard } from './error-page.tsx'
import { useNavigate } from 'react-router'

/** For an address that leads nowhere. */
export function NotFoundPage() {
  const navigate = useNavigate()
  const explanation = {
    title: 'There is no such page',
    text: 'The address may have been mistyped, or the page has moved.',
    fixes: [],
    action: 'go-home' as const,
    details: {},
  }
  return <ErrorCard explanation={explanation} act={() => void navigate('/forecast')} />
}
