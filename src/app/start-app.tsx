import { StrictMode, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter, RouterProvider } from 'react-router'
import { keepSession } from '../auth/session-keeper.ts'
import './app.css'
import type { AppParts } from './app-parts.ts'
import { ErrorCard } from './error-page.tsx'
import { explain } from './explain.ts'
import { Frame } from './frame.tsx'
import { createRoutes } from './routes.tsx'

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
