import { redirect, type RouteObject } from 'react-router'
import type { FlowRecorder } from '../flow/recorder.ts'
import { createForecastLoader } from '../forecast/forecast-loader.ts'
import { type FailureNoticeProps, ForecastPage } from '../forecast/forecast-page.tsx'
import type { RunningApp } from './app-parts.ts'
import { createAccountGuard } from './account-guard.ts'
import { RouteErrorPage } from './error-page.tsx'
import { OldDataNotice } from './failure/old-data-notice.tsx'
import { Frame } from './frame.tsx'
import { Layout } from './layout.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import { loadOwner, OwnedOutlet } from './owned-outlet.tsx'
import { Skeleton } from './skeleton.tsx'
import { homePath } from '../config/app.ts'

/** The pages of the app. `/` is not among them: the public page stands in index.html. */
export function createRoutes(app: RunningApp): RouteObject[] {
  const { config, session, msal, flow, failure, notice, report } = app
  const errorPage = <RouteErrorPage session={session} config={config} report={report} />
  return [
    {
      element: (
        <Layout session={session} msal={msal} notice={notice} hasFlow={flow !== undefined} />
      ),
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
          middleware: [createAccountGuard(session, failure)],
          loader: () => loadOwner(session),
          element: <OwnedOutlet session={session} />,
          children: [
            { path: '/', loader: () => redirect(homePath) },
            forecastRoute(app),
            ...(flow ? [flowRoute(app, flow)] : []),
          ],
        },
        { path: '*', element: <NotFoundPage config={config} /> },
      ],
    },
  ]
}

function forecastRoute({ config, session, flow, report }: RunningApp): RouteObject {
  const FailureNotice = (props: FailureNoticeProps) => <OldDataNotice {...props} report={report} />
  return {
    path: '/forecast',
    loader: createForecastLoader(session, config.weatherApi.url, flow?.api),
    // Another page of the table is of the same forecast.
    shouldRevalidate: ({ currentUrl, nextUrl, defaultShouldRevalidate }) =>
      defaultShouldRevalidate && currentUrl.href === nextUrl.href,
    element: <ForecastPage FailureNotice={FailureNotice} />,
  }
}

// In a chunk of its own: few come to look at it.
function flowRoute({ session }: RunningApp, flow: FlowRecorder): RouteObject {
  return {
    path: '/flow',
    lazy: async () => {
      const { FlowPage } = await import('../flow/flow-page.tsx')
      return { Component: () => <FlowPage flow={flow} session={session} /> }
    },
  }
}
