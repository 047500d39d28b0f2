import { useSyncExternalStore } from 'react'
import {
  type MiddlewareFunction,
  Outlet,
  redirect,
  type RouteObject,
  useLoaderData,
} from 'react-router'
import type { ApiDescription } from '../api/api-error.ts'
import { checkAccess, MissingAccessError, type Requirement } from '../auth/access.ts'
import { AuthenticationError } from '../auth/errors.ts'
import { returnPathOf } from '../auth/return-path.ts'
import type { Session } from '../auth/session.ts'
import { homePath, ownPath } from '../config/app.ts'
import { apisOf, type Config } from '../config/config.ts'
import type { ErrorContext } from '../errors/fill-in.ts'
import { NotFoundPage, RouteErrorPage } from '../errors/page/error-page.tsx'
import type { Page, PageParts } from '../errors/page/page.ts'
import { flowPage } from '../flow/route.tsx'
import { forecastPages } from '../forecast/forecast-page.tsx'
import { profilePage } from '../profile/route.tsx'
import { Frame, Layout } from './layout.tsx'
import { reload } from './load-config.ts'
import { Skeleton } from './skeleton.tsx'

type PageApi = NonNullable<Page['api']>

const pages: readonly Page[] = [
  // In the order of the navigation.
  ...forecastPages,
  profilePage,
  flowPage,
]

/** @param failure the error of restoring the session, if any; the first page shows it */
export function createRoutes(parts: PageParts, failure: unknown): RouteObject[] {
  const { session, errorContext, report } = parts
  const protectedPages = pages.flatMap((page) => {
    const route = routeOf(page, parts)
    return route ? [{ page, route: { ...route, path: page.path } }] : []
  })
  const errorPage = (
    <RouteErrorPage session={session} context={errorContext} report={report} reload={reload} />
  )
  return [
    {
      element: <Layout session={session} pages={protectedPages.map(({ page }) => page)} />,
      // For errors of the layout itself: its buttons leave the app, which can fail.
      errorElement: <Frame>{errorPage}</Frame>,
      children: [
        {
          errorElement: errorPage,
          middleware: [createGuard(session, failure)],
          loader: () => session.getActiveAccount()?.homeAccountId ?? null,
          element: <AccountOutlet session={session} />,
          // Inside the layout, whose header is rendered while the data of the page is under way.
          hydrateFallbackElement: <Skeleton />,
          children: [
            { path: '/', loader: () => redirect(homePath) },
            ...protectedPages.map(({ route }) => route),
          ],
        },
        { path: '*', element: <NotFoundPage context={errorContext} /> },
      ],
    },
  ]
}

/** If the API of a page is not configured, only that page shows the error. */
function routeOf(page: Page, parts: PageParts): ReturnType<Page['createRoute']> {
  const { requires } = page
  try {
    const route = page.createRoute(parts)
    if (!route || !requires) return route
    const guard = requireAccess(parts.session, requires)
    return { ...route, middleware: [guard, ...(route.middleware ?? [])] }
  } catch (error) {
    return { loader: () => Promise.reject(error) }
  }
}

/**
 * Requires a signed-in user. Otherwise redirects to the identity provider, which redirects back to the requested page. Does
 * not redirect again while a sign-in has no response, so that Back does not lead to the sign-in page again.
 * @param failure the error of restoring the session; thrown once, for the first page
 */
function createGuard(session: Session, failure: unknown): MiddlewareFunction {
  let pending = failure
  return async ({ request }) => {
    if (pending) {
      const error = pending
      pending = undefined
      throw error
    }
    // During an account switch there is still an active account. During sign-out there is none, and the page is about to
    // be replaced.
    if (session.getActiveAccount()) return
    const { status } = session.getState()
    const ended = new AuthenticationError('account_forgotten', 'The session has ended.')
    // A redirect would lose the data of a form.
    const isWrite = request.method !== 'GET'
    if (isWrite || status === 'unknown') throw ended
    // Signed in without an account: the browser's data of this site was cleared.
    const isCleared = status === 'signed-in'
    const unfinished = 'The last sign-in has no response.'
    await session.signInAutomatically(
      { returnTo: returnPathOf(request.url, location) },
      isCleared ? ended : new AuthenticationError('sign_in_unfinished', unfinished),
    )
  }
}

/**
 * Requires a role or a group of the signed-in user. Before it refuses, it gets a new ID token: the role may have been assigned
 * since the sign-in.
 */
function requireAccess(session: Session, requirement: Requirement): MiddlewareFunction {
  const check = () => {
    const account = session.getActiveAccount()
    return account ? checkAccess(account, requirement) : 'granted'
  }
  return async ({ request }) => {
    if (check() === 'granted') return
    // A redirect would lose the data of a form.
    const returnTo = request.method === 'GET' ? returnPathOf(request.url, location) : undefined
    await session.refreshAccess(returnTo)
    const result = check()
    if (result !== 'granted') throw new MissingAccessError(requirement, result)
  }
}

/**
 * Shows the protected pages only to the account that their data belongs to. After an account switch, React may render the
 * new account before its data has arrived: until then, the skeleton is shown.
 */
function AccountOutlet({ session }: { session: Session }) {
  const dataOwner = useLoaderData<string | null>()
  const state = useSyncExternalStore(session.subscribe, session.getState)
  const isOwner = state.status === 'signed-in' && state.account.homeAccountId === dataOwner
  return isOwner ? <Outlet /> : <Skeleton />
}

/** @param config undefined when it could not be loaded: error pages then show the names of the settings */
export function errorContextOf(
  config: Config | undefined,
  session: Session | undefined,
): ErrorContext {
  const home = pages.find(({ path }) => path === homePath)
  const pageApis = pages.flatMap(({ api }) => api ?? [])
  return {
    origin: location.origin,
    basePath: ownPath('/'),
    config,
    apis: config ? configured(config, pageApis) : pageApis.map(unconfigured),
    getGrantedScopes: session?.getGrantedScopes,
    getAccess: session?.getActiveAccount,
    home: { path: homePath, title: home?.title.toLowerCase() ?? 'start page' },
  }
}

function configured(config: Config, pageApis: readonly PageApi[]): ApiDescription[] {
  return apisOf(config).map(({ key, url, scope }) => {
    const { title = 'service' } = pageApis.find((api) => api.key === key) ?? {}
    return { key, title, url, scopes: [scope] }
  })
}

function unconfigured({ key, title }: PageApi): ApiDescription {
  const url = `${key}.url in config.json`
  return { key, title, url, scopes: [`${key}.scope in config.json`] }
}
