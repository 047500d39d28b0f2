import { useMsal } from '@azure/msal-react'

/** Whose tokens MSAL itself has in this tab. */
export function MsalState() {
  const { accounts } = useMsal()
  const names = accounts.map(({ username }) => username)
  return <p className="flow-msal">MSAL has tokens of {names.join(' and ') || 'nobody'}.</p>
}
