import type { IPublicClientApplication } from '@azure/msal-browser'
import { StrictMode, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter, RouterProvider } from 'react-router'
import { keepSession, type SessionNotice } from '../auth/session-keeper.ts'
import type { Session } from '../auth/session.ts'
import type { ReadableStore } from '../auth/store.ts'
import type { Config } from '../config/config.ts'
import './app.css'
import { ErrorCard } from './error-page.tsx'
import { explain } from './explain.ts'
import { Frame } from './frame.tsx'
import { createRoutes } from './routes.tsx'

export interface AppParts {
  config: Config
  session: Session
  client: IPublicClientApplication
  /** What went wrong before the app could start, to be shown first. */
  failure: unknown
}

/** The same, with what the session wants said. */
export interface RunningApp extends AppParts {
  notice: ReadableStore<SessionNotice>
}

/** Starts the router, whose loaders begin at once, and renders the app. */
export function startApp(parts: AppParts): void {
  const notice = keepSession(parts.session, window, () => location.replace('/'))
  const router = createBrowserRouter(createRoutes({ ...parts, notice }))
  render(<RouterProvider router={router} />)
}

/** Renders the error page for what kept the app from starting at all. */
export function startErrorPage(error: unknown): void {
  render(
    <Frame>
      <ErrorCard explanation={explain(error)} act={() => location.reload()} />
    </Frame>,
  )
}

function render(page: ReactNode): void {
  document.documentElement.dataset['page'] = 'app'
  const root = document.getElementById('root')
  if (!root) throw new Error('index.html has no #root.')
  createRoot(root).render(<StrictMode>{page}</StrictMode>)
}
