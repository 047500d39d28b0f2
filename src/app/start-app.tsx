import { StrictMode, type ReactNode } from 'react'
import { createRoot } from './react.ts'
import { createBrowserRouter, RouterProvider } from 'react-router'
import { AuthenticationError } from '../auth/errors.ts'
import type { Session } from '../auth/session.ts'
import { ownPath } from '../config/app.ts'
import type { Config } from '../config/config.ts'
import { StartFailure } from '../errors/page/error-page.tsx'
import { createReporter } from '../errors/page/failure.tsx'
import type { OnError } from '../errors/report.ts'
import './app.css'
import { Frame } from './layout.tsx'
import { reload } from './load-config.ts'
import { createRoutes, errorContextOf } from './routes.tsx'
import { show } from './static-pages.ts'

interface AppParts {
  config: Config
  session: Session
  /** The error of restoring the session, if any; the first page shows it. */
  failure: unknown
  onError: OnError
}

/** Starts the router, whose loaders begin at once, and renders the app. */
export function startApp({ config, session, failure, onError }: AppParts): void {
  const errorContext = errorContextOf(config, session)
  const report = createReporter(onError, errorContext)
  const router = createBrowserRouter(
    createRoutes({ config, session, report, errorContext }, failure),
    { basename: ownPath('/') },
  )
  session.keepAlive(() => location.replace(ownPath('/')))
  // React renders transitions in slices. No page here is large enough to need that.
  render(<RouterProvider router={router} onError={leaveToReact} useTransitions={false} />)
}

/** The error that kept the app from starting, and what had been created by then. */
export interface StartFailureParts {
  error: unknown
  config?: Config
  session?: Session
  onError: OnError
}

export function startErrorPage({ error, config, session, onError }: StartFailureParts): void {
  const context = errorContextOf(config, session)
  const report = createReporter(onError, context)
  render(
    <Frame>
      <StartFailure
        error={error}
        context={context}
        session={session}
        report={report}
        reload={reload}
      />
    </Frame>,
  )
}

function render(page: ReactNode): void {
  show('app')
  const root = document.getElementById('root')
  if (!root) throw new Error('index.html has no #root.')
  createRoot(root, { onCaughtError: logUnexpected }).render(<StrictMode>{page}</StrictMode>)
}

// The error page shows and reports every error that React catches. Only the console shows the stack of an unexpected one.
function logUnexpected(error: unknown): void {
  if (!(error instanceof AuthenticationError)) console.error(error)
}

// Without it, the router logs each error a second time.
function leaveToReact(): void {}
