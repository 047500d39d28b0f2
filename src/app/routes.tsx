import { redirect, type RouteObject } from 'react-router'
import type { Session } from '../auth/session.ts'
import type { FlowRecorder } from '../flow/recorder.ts'
import { createForecastLoader } from '../forecast/forecast-loader.ts'
import { ForecastPage } from '../forecast/forecast-page.tsx'
import type { RunningApp } from './app-parts.ts'
import { createAccountGuard } from './account-guard.ts'
import { RouteErrorPage } from './error-page.tsx'
import { explain } from './explain.ts'
import { Layout } from './layout.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import { Skeleton } from './skeleton.tsx'

/** The pages of the app. `/` is not among them: the public page stands in index.html. */
export function createRoutes(app: RunningApp): RouteObject[] {
  const { session, client, flow, failure, notice } = app
  return [
    {
      element: (
        <Layout session={session} client={client} notice={notice} hasFlow={flow !== undefined} />
      ),
      HydrateFallback: Skeleton,
      children: [
        {
          ErrorBoundary: () => <RouteErrorPage session={session} />,
          middleware: [createAccountGuard(session, failure)],
          children: [
            { path: '/', loader: () => redirect('/forecast') },
            forecastRoute(app),
            ...(flow ? [flowRoute(flow, session)] : []),
          ],
        },
        { path: '*', Component: NotFoundPage },
      ],
    },
  ]
}

function forecastRoute({ config, session, flow }: RunningApp): RouteObject {
  return {
    path: '/forecast',
    loader: createForecastLoader(session, config.weatherApi.url, flow?.api),
    Component: () => <ForecastPage describeFailure={(failure) => explain(failure).title} />,
  }
}

// In a chunk of its own: few come to look at it.
function flowRoute(flow: FlowRecorder, session: Session): RouteObject {
  return {
    path: '/flow',
    lazy: async () => {
      const { FlowPage } = await import('../flow/flow-page.tsx')
      return { Component: () => <FlowPage flow={flow} session={session} /> }
    },
  }
}
