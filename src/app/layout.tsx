import type { IPublicClientApplication } from '@azure/msal-browser'
import { MsalProvider } from '@azure/msal-react'
import { useSyncExternalStore } from 'react'
import { Outlet } from 'react-router'
import type { SessionNotice } from '../auth/session-keeper.ts'
import type { Session } from '../auth/session.ts'
import type { ReadableStore } from '../auth/store.ts'
import { AccountMenu } from './account-menu.tsx'
import { Frame } from './frame.tsx'
import { SessionStatus } from './session-status.tsx'
import { Bones } from './skeleton.tsx'

interface LayoutProps {
  session: Session
  client: IPublicClientApplication
  notice: ReadableStore<SessionNotice>
}

/** The frame of every page, with the account in the header when someone is signed in. */
export function Layout({ session, client, notice }: LayoutProps) {
  const state = useSyncExternalStore(session.subscribe, session.getState)
  const menu = state.status === 'signed-in' && (
    <AccountMenu account={state.account} accounts={state.accounts} session={session} />
  )
  return (
    <MsalProvider instance={client}>
      <Frame menu={menu}>
        <SessionStatus session={session} notice={notice} />
        {state.status === 'unknown' ? <Bones /> : <Outlet />}
      </Frame>
    </MsalProvider>
  )
}
