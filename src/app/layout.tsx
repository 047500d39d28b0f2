import type { ReactNode } from 'react'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import {
  Link,
  NavigationType,
  NavLink,
  Outlet,
  useInRouterContext,
  useLocation,
  useNavigationType,
  useRevalidator,
} from 'react-router'
import type { IdentityClient } from '../auth/msal/client.ts'
import { SessionProvider } from '../auth/msal/react.tsx'
import type { Session } from '../auth/session.ts'
import { appName, homePath, ownPath } from '../config/app.ts'
import { AccountMenu } from './account-menu.tsx'
import { Skeleton } from './skeleton.tsx'
import { NetworkStatus, SessionStatus } from './status.tsx'

interface LayoutProps {
  session: Session
  /** The client that the session uses. */
  msal: IdentityClient['msal']
  /** The pages that the header leads to. */
  pages: readonly { path: string; title: string }[]
}

/** The frame of every page: the ways around the app, and the account in the header when signed in. */
export function Layout({ session, msal, pages }: LayoutProps) {
  const state = useSyncExternalStore(session.subscribe, session.getState)
  useFocusOnNavigation()
  const header = state.status === 'signed-in' && (
    <>
      {pages.length > 1 && <Navigation pages={pages} />}
      <NetworkStatus />
      <AccountMenu account={state.account} accounts={state.accounts} session={session} />
    </>
  )
  return (
    <SessionProvider msal={msal}>
      <SkipLink />
      <Frame header={header}>
        <SessionStatus session={session} />
        {state.status === 'unknown' ? <Skeleton /> : <Outlet />}
      </Frame>
    </SessionProvider>
  )
}

interface FrameProps {
  children: ReactNode
  /** What stands in the header after the name of the app. */
  header?: ReactNode
}

/** Header and main part of every page. They look as in index.html, so that nothing moves when React takes over. */
export function Frame({ children, header }: FrameProps) {
  return (
    <>
      <header className="header">
        <Brand />
        {header}
      </header>
      <main className="page" id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  )
}

function Brand() {
  const content = (
    <>
      <img src={ownPath('/icon.svg')} alt="" width="32" height="32" /> {appName}
    </>
  )
  // The frame also surrounds errors from before there is a router.
  return useInRouterContext() ? (
    <Link className="brand" to={homePath}>
      {content}
    </Link>
  ) : (
    <a className="brand" href={ownPath(homePath)}>
      {content}
    </a>
  )
}

// A link to `#content` would replace the fragment of the page, which is the user's.
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

function Navigation({ pages }: Pick<LayoutProps, 'pages'>) {
  return (
    <nav className="pages" aria-label="Pages">
      {pages.map(({ path, title }) => (
        <NavLink key={path} to={path}>
          {title}
        </NavLink>
      ))}
    </nav>
  )
}

/**
 * Moves the focus to the heading of the new page, so that it is announced and reading continues there; also when the focused
 * element is gone, such as the button of an error that has passed. Scrolls to the top, except after Back or Forward.
 */
function useFocusOnNavigation(): void {
  const { pathname } = useLocation()
  const { state } = useRevalidator()
  const type = useNavigationType()
  const last = useRef({ pathname, state })
  useEffect(() => {
    const before = last.current
    last.current = { pathname, state }
    const hasMoved = before.pathname !== pathname
    const hasSettled = before.state === 'loading' && state !== 'loading'
    const isLost = hasSettled && document.activeElement === document.body
    if (hasMoved && type !== NavigationType.Pop) scrollTo(0, 0)
    if (hasMoved || isLost)
      document.querySelector<HTMLElement>('#content h1')?.focus({ preventScroll: true })
  }, [pathname, state, type])
}
