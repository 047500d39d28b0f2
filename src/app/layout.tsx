import type { IPublicClientApplication } from '@azure/msal-browser'
import { MsalProvider } from '@azure/msal-react'
import { useSyncExternalStore } from 'react'
import { Outlet } from 'react-router'
import type { Session } from '../auth/session.ts'
import { AccountMenu } from './account-menu.tsx'
import { Frame } from './frame.tsx'

interface LayoutProps {
  session: Session
  client: IPublicClientApplication
}

/** The frame of every page, with the account in the header when someone is signed in. */
export function Layout({ session, client }: LayoutProps) {
  const state = useSyncExternalStore(session.subscribe, session.getState)
  const account = state.status === 'signed-in' ? state.account : undefined
  return (
    <MsalProvider instance={client}>
      <Frame menu={account && <AccountMenu account={account} session={session} />}>
        <Outlet key={account?.homeAccountId} />
      </Frame>
    </MsalProvider>
  )
}
