import { useSyncExternalStore } from 'react'
import {
  type MiddlewareFunction,
  Outlet,
  redirect,
  type RouteObject,
  useLoaderData,
} from 'react-router'
import type { ApiDescription } from '../api/api-error.ts'
import { AuthenticationError } from '../auth/errors.ts'
import type { IdentityClient } from '../auth/msal/client.ts'
import { returnPathOf } from '../auth/return-path.ts'
import type { Session } from '../auth/session.ts'
import { homePath, ownPath } from '../config/app.ts'
import { apisOf, type Config } from '../config/config.ts'
import type { ErrorContext } from '../errors/fill-in.ts'
import { NotFoundPage, RouteErrorPage } from '../errors/page/error-page.tsx'
import { flowPage } from '../flow/route.tsx'
import { forecastPage } from '../forecast/forecast-page.tsx'
import { Frame, Layout } from './layout.tsx'
import { reload } from './load-config.ts'
import { Skeleton } from './skeleton.tsx'

/** A protected page, as its feature describes it. */
interface Page {
  path: string
  /** Its name in the header. */
  title: string
  /** The API that it asks: its key in the configuration, and what people call it, to follow "the". */
  api?: PageApi
  /** @returns its loader and element; undefined when the page is switched off */
  createRoute: (parts: PageParts) => Omit<RouteObject, 'path' | 'children' | 'index'> | undefined
}

type PageApi = Pick<ApiDescription, 'key' | 'title'>

/** What a page can use. */
interface PageParts {
  config: Config
  session: Session
  /** What error pages know of the app. */
  errorContext: ErrorContext
  /** Reports a failure that the user sees. */
  report: (error: unknown) => void
}

const pages: readonly Page[] = [
  // In the order of the navigation.
  forecastPage,
  flowPage,
]

/** The pages of the app. `/` is not among them: the public page is a part of index.html. */
export function createRoutes(
  parts: PageParts,
  msal: IdentityClient['msal'],
  failure: unknown,
): RouteObject[] {
  const { session, errorContext, report } = parts
  const protectedPages = pages.flatMap((page) => {
    const { path, title } = page
    const route = routeOf(page, parts)
    return route ? [{ path, title, route: { ...route, path } }] : []
  })
  const errorPage = (
    <RouteErrorPage session={session} context={errorContext} report={report} reload={reload} />
  )
  return [
    {
      element: <Layout session={session} msal={msal} pages={protectedPages} />,
      // For the frame itself: its buttons leave the app, and that can fail.
      errorElement: <Frame>{errorPage}</Frame>,
      hydrateFallbackElement: (
        <Frame>
          <Skeleton />
        </Frame>
      ),
      children: [
        {
          errorElement: errorPage,
          middleware: [createGuard(session, failure)],
          loader: () => session.getActiveAccount()?.homeAccountId ?? null,
          element: <OwnedOutlet session={session} />,
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

/** A page whose API is not configured shows that. The other pages work. */
function routeOf(page: Page, parts: PageParts): ReturnType<Page['createRoute']> {
  try {
    return page.createRoute(parts)
  } catch (error) {
    return { loader: () => Promise.reject(error) }
  }
}

/**
 * Lets only signed-in users pass. Others leave for the identity provider and come back to the page they asked for; but never
 * twice without an answer, so that an identity provider that is down does not trap the Back button.
 * @param failure what went wrong while the session was restored; shown once, in place of the first page
 */
function createGuard(session: Session, failure: unknown): MiddlewareFunction {
  let pending = failure
  return async ({ request }) => {
    if (pending) {
      const error = pending
      pending = undefined
      throw error
    }
    // During an account switch there is still an active account. During sign-out there is none, and the page is left.
    if (session.getActiveAccount()) return
    const { status } = session.getState()
    const ended = new AuthenticationError('account_forgotten', 'The session has ended.')
    // Leaving would lose what was to be written.
    const isWrite = request.method !== 'GET'
    if (isWrite || status === 'unknown') throw ended
    // Still signed in, and no account: the data of this site was cleared.
    const isCleared = status === 'signed-in'
    const unfinished = 'No answer came to the last sign-in.'
    await session.signInAutomatically(
      { returnTo: returnPathOf(request.url, location) },
      isCleared ? ended : new AuthenticationError('sign_in_unfinished', unfinished),
    )
  }
}

/**
 * The protected pages, with data of the account that was active when their loaders began. React may show a new account
 * before its data: until then, nothing is shown.
 */
function OwnedOutlet({ session }: { session: Session }) {
  const owner = useLoaderData<string | null>()
  const state = useSyncExternalStore(session.subscribe, session.getState)
  const isOwner = state.status === 'signed-in' && state.account.homeAccountId === owner
  return isOwner ? <Outlet /> : <Skeleton />
}

/**
 * What error pages know of the app.
 * @param config undefined when it could not be read: then the names of the settings stand in for their values
 */
export function errorContextOf(
  config: Config | undefined,
  session: Session | undefined,
): ErrorContext {
  const home = pages.find(({ path }) => path === homePath)
  const asked = pages.flatMap(({ api }) => api ?? [])
  return {
    origin: location.origin,
    basePath: ownPath('/'),
    config,
    apis: config ? configured(config, asked) : asked.map(unconfigured),
    getGrantedScopes: session?.getGrantedScopes,
    home: { path: homePath, title: home?.title.toLowerCase() ?? 'start page' },
  }
}

function configured(config: Config, asked: readonly PageApi[]): ApiDescription[] {
  return apisOf(config).map(({ key, url, scope }) => {
    const { title = 'service' } = asked.find((api) => api.key === key) ?? {}
    return { key, title, url, scopes: [scope] }
  })
}

function unconfigured({ key, title }: PageApi): ApiDescription {
  const url = `${key}.url in config.json`
  return { key, title, url, scopes: [`${key}.scope in config.json`] }
}
