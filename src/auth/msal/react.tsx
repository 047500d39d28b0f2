import type { IPublicClientApplication } from '@azure/msal-browser'
import { AuthenticatedTemplate, MsalProvider, useAccount, useMsal } from '@azure/msal-react'
import type { ReactNode } from 'react'
import { labelOf } from '../account-label.ts'

interface SessionProviderProps {
  /** The client that the session uses. */
  msal: IPublicClientApplication
  children: ReactNode
}

/** Inside of it MSAL's own hooks and components work: `useMsal`, `useIsAuthenticated`, `AuthenticatedTemplate`. */
export function SessionProvider({ msal, children }: SessionProviderProps) {
  return <MsalProvider instance={msal}>{children}</MsalProvider>
}

/** What MSAL holds in this tab, as its own hooks return it: the accounts it has tokens of, and the active one. */
export function MsalState() {
  const { accounts } = useMsal()
  const active = useAccount()
  const held = `MSAL has tokens of ${accounts.map((account) => labelOf(account, accounts)).join(' and ')}.`
  return (
    <AuthenticatedTemplate>
      <p className="msal-state">
        {active ? `${held} ${labelOf(active, accounts)} is active.` : held}
      </p>
    </AuthenticatedTemplate>
  )
}
