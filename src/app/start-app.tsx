import { StrictMode, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter, RouterProvider } from 'react-router'
import { AuthenticationError } from '../auth/authentication-error.ts'
import { keepSession } from '../auth/session-keeper.ts'
import type { Session } from '../auth/session.ts'
import type { Config } from '../config/config.ts'
import './app.css'
import type { AppParts } from './app-parts.ts'
import { createReporter, type OnError } from './failure/report-failure.ts'
import { show } from './page.ts'
import { createRoutes } from './routes.tsx'
import { StartFailure } from './failure/start-failure.tsx'

/** Starts the router, whose loaders begin at once, and renders the app. */
export function startApp(parts: AppParts): void {
  const notice = keepSession(parts.session, window, goHome, parts.config.idleMinutes)
  const report = createReporter(parts.onError, parts.config)
  const router = createBrowserRouter(createRoutes({ ...parts, notice, report }))
  // In transitions React renders in slices. Nothing here is so large that anybody would interrupt it.
  render(<RouterProvider router={router} onError={leaveToReact} useTransitions={false} />)
}

function goHome(): void {
  location.replace('/')
}

/** What there was when the app could not be started. */
export interface UnstartedParts {
  error: unknown
  config?: Config | undefined
  session?: Session | undefined
  onError: OnError
}

/** Renders the error page for what kept the app from starting at all. */
export function startErrorPage({ error, config, session, onError }: UnstartedParts): void {
  const report = createReporter(onError, config)
  render(<StartFailure error={error} config={config} session={session} report={report} />)
}

function render(page: ReactNode): void {
  show('app')
  const root = document.getElementById('root')
  if (!root) throw new Error('index.html has no #root.')
  createRoot(root, { onCaughtError: logUnexpected }).render(<StrictMode>{page}</StrictMode>)
}

// The error page says and reports what was caught. What nobody expected has a stack that only the console can show.
function logUnexpected(error: unknown): void {
  if (!(error instanceof AuthenticationError)) console.error(error)
}

function leaveToReact(): void {}
