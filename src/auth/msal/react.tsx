import type { IPublicClientApplication } from '@azure/msal-browser'
import { AuthenticatedTemplate, MsalProvider, useAccount, useMsal } from '@azure/msal-react'
import type { ReactNode } from 'react'
import { labelOf } from '../account-label.ts'

interface SessionProviderProps {
  msal: IPublicClientApplication
  children: ReactNode
}

/** MSAL's hooks and components work inside it: `useMsal`, `useIsAuthenticated`, `AuthenticatedTemplate`. */
export function SessionProvider({ msal, children }: SessionProviderProps) {
  return <MsalProvider instance={msal}>{children}</MsalProvider>
}

/** What MSAL's hooks return in this tab: the accounts that it has tokens of, and the active one. */
export function MsalState() {
  const { accounts } = useMsal()
  const active = useAccount()
  const held = `MSAL holds tokens for ${accounts.map((account) => labelOf(account, accounts)).join(' and ')}.`
  return (
    <AuthenticatedTemplate>
      <p className="msal-state">
        {active ? `${held} ${labelOf(active, accounts)} is active.` : held}
      </p>
    </AuthenticatedTemplate>
  )
}
