import { redirect, type RouteObject } from 'react-router'
import { ForecastPage } from '../forecast/forecast-page.tsx'
import { createForecastLoader } from '../forecast/forecast-loader.ts'
import type { RunningApp } from './app-parts.ts'
import { createAccountGuard } from './account-guard.ts'
import { RouteErrorPage } from './error-page.tsx'
import { explain } from './explain.ts'
import { Layout } from './layout.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import { Skeleton } from './skeleton.tsx'

/** The pages of the app. `/` is not among them: the public page stands in index.html. */
export function createRoutes({
  config,
  session,
  client,
  failure,
  notice,
}: RunningApp): RouteObject[] {
  return [
    {
      element: <Layout session={session} client={client} notice={notice} hasFlow={false} />,
      HydrateFallback: Skeleton,
      children: [
        {
          ErrorBoundary: () => <RouteErrorPage session={session} />,
          middleware: [createAccountGuard(session, failure)],
          children: [
            { path: '/', loader: () => redirect('/forecast') },
            {
              path: '/forecast',
              loader: createForecastLoader(session, config.weatherApi.url),
              Component: () => <ForecastPage describeFailure={(cause) => explain(cause).title} />,
            },
          ],
        },
        { path: '*', Component: NotFoundPage },
      ],
    },
  ]
}
