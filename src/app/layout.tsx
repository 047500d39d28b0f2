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
import { checkAccess, type Requirement } from '../auth/access.ts'
import type { Session } from '../auth/session.ts'
import type { Account } from '../auth/tab.ts'
import { appName, homePath, ownPath } from '../config/app.ts'
import type { Page } from '../errors/page/page.ts'
import { AccountMenu } from './account-menu.tsx'
import { Skeleton } from './skeleton.tsx'
import { NetworkStatus, SessionStatus } from './status.tsx'

interface LayoutProps {
  session: Session
  /** The pages in the navigation. */
  pages: readonly Pick<Page, 'path' | 'title' | 'requires'>[]
}

/** The layout of every page. The header has navigation and the account menu when a user is signed in. */
export function Layout({ session, pages }: LayoutProps) {
  const state = useSyncExternalStore(session.subscribe, session.getState)
  const header = state.status === 'signed-in' && (
    <>
      <Navigation pages={pages.filter(({ requires }) => mayOpen(state.account, requires))} />
      <NetworkStatus />
      <AccountMenu account={state.account} accounts={state.accounts} session={session} />
    </>
  )
  return (
    <>
      <FocusOnNavigation />
      <SkipLink />
      <Frame header={header}>
        <SessionStatus session={session} />
        {state.status === 'unknown' ? <Skeleton /> : <Outlet />}
      </Frame>
    </>
  )
}

interface FrameProps {
  children: ReactNode
  /** Follows the app's name in the header. */
  header?: ReactNode
}

/** Header and main part of every page. They look as in index.html: nothing moves when React renders. */
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
      <Logo />
      <span className="brand-name">{appName}</span>
    </>
  )
  // A start failure is shown in this frame too, without a router.
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

// Part of index.html, which shows it before React renders.
const logo = document.querySelector('.logo')

function Logo() {
  return <span ref={fillLogo} />
}

function fillLogo(place: HTMLElement | null): void {
  if (logo) place?.replaceChildren(logo.cloneNode(true))
}

// A button, because a link to `#content` would replace the fragment in the address bar.
function SkipLink() {
  return (
    <button
      type="button"
      className="skip-link"
      onClick={() => document.getElementById('content')?.focus()}
    >
      Skip to content
    </button>
  )
}

function mayOpen(account: Account, requirement: Requirement | undefined): boolean {
  return !requirement || checkAccess(account, requirement) === 'granted'
}

function Navigation({ pages }: Pick<LayoutProps, 'pages'>) {
  if (pages.length < 2) return null
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
 * After a navigation, moves the focus to the heading of the new page, so that screen readers announce it. Does the same when
 * a revalidation has removed the focused element, such as the button of an error page. Scrolls to the top, except after Back
 * or Forward, where the browser restores the position.
 */
function FocusOnNavigation(): null {
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
  return null
}
