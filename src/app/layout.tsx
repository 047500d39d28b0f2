import type { IPublicClientApplication } from '@azure/msal-browser'
import { MsalProvider } from '@azure/msal-react'
import { useSyncExternalStore } from 'react'
import { NavLink, Outlet } from 'react-router'
import type { SessionNotice } from '../auth/session-notice.ts'
import type { Session } from '../auth/session.ts'
import type { ReadableStore } from '../auth/store.ts'
import { AccountMenu } from './account-menu.tsx'
import { Doing } from './doing.tsx'
import { Frame } from './frame.tsx'
import { SessionStatus } from './session-status.tsx'
import { Skeleton } from './skeleton.tsx'
import { useFocusOnNavigation } from './use-focus-on-navigation.ts'

interface LayoutProps {
  session: Session
  /** The client that the session uses. */
  msal: IPublicClientApplication
  notice: ReadableStore<SessionNotice>
  /** Whether there is a page that shows the flow. */
  hasFlow: boolean
}

/**
 * The frame of every page: the ways around the app, and the account in the header when someone is signed in. Inside it
 * MSAL's own hooks and components work (`useMsal`, `useIsAuthenticated`, `AuthenticatedTemplate`).
 */
export function Layout({ session, msal, notice, hasFlow }: LayoutProps) {
  const state = useSyncExternalStore(session.subscribe, session.getState)
  useFocusOnNavigation()
  const header = state.status === 'signed-in' && (
    <>
      {hasFlow && <Pages />}
      <Doing />
      <AccountMenu account={state.account} accounts={state.accounts} session={session} />
    </>
  )
  return (
    <MsalProvider instance={msal}>
      <SkipLink />
      <Frame header={header}>
        <SessionStatus session={session} notice={notice} />
        {state.status === 'unknown' ? <Skeleton /> : <Outlet />}
      </Frame>
    </MsalProvider>
  )
}

// A link to `#content` would replace the fragment of the page, which is the reader's.
function SkipLink() {
  return (
    <button
      type="button"
      className="skip-link"
      onClick={() => document.getElementById('content')?.focus()}
    >
      Skip to the content
    </button>
  )
}

function Pages() {
  return (
    <nav className="pages" aria-label="Pages">
      <NavLink to="/forecast">Forecast</NavLink>
      <NavLink to="/flow">Flow</NavLink>
    </nav>
  )
}
