import type { Session } from '../auth/session.ts'
import { homePath, ownPath } from '../config/app.ts'
import { type Config, endpointsOf } from '../config/config.ts'
import { isCancelled } from '../errors/app-errors.ts'
import { preconnect, prefetch } from '../http/host.ts'

/**
 * What index.html shows: the public page, the app (its skeleton until React renders), or the message that the app could not
 * be loaded. `data-page` selects it. The inline script of index.html sets it before the first paint.
 */
type StaticPage = 'landing' | 'app' | 'stopped'

const { dataset } = document.documentElement

export function show(page: StaticPage): void {
  dataset['page'] = page
}

/**
 * Makes the link of the public page start the sign-in, which saves a page load. Without this the link works as well: it
 * leads to a protected page, which signs in.
 * @param preload loads the app ahead
 * @param fail shows the error page
 */
export function startLanding(
  session: Session,
  config: Config,
  preload: () => void,
  fail: (error: unknown) => Promise<void>,
): void {
  show('landing')
  showMessage(session.notice.getState()?.text ?? '')
  prepareSignIn(session, config)
  const link = document.getElementById('sign-in')
  // Not before: many visitors of a public page do not sign in.
  for (const intent of ['pointerenter', 'focus']) link?.addEventListener(intent, preload)
  link?.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    link.setAttribute('aria-busy', 'true')
    showMessage('')
    const timer = setTimeout(
      showMessage,
      6_000,
      'The sign-in page is taking longer than usual to open.',
    )
    session
      .signIn({ returnTo: ownPath(homePath) })
      .catch((error: unknown) => {
        if (!isCancelled(error)) void fail(error)
      })
      .finally(() => {
        clearTimeout(timer)
        showMessage('')
        link.removeAttribute('aria-busy')
      })
  })
}

function prepareSignIn(session: Session, config: Config): void {
  preconnect(endpointsOf(config).authorization_endpoint, 'navigation')
  // If this fails, the click retries and shows the error.
  session.getClient().catch(() => {})
  // The page after sign-in has another URL. Its first reload then finds index.html in the browser's cache.
  prefetch(ownPath(homePath))
}

/** Shows a message at the bottom of the page, in the place of the slow notice of index.html. */
function showMessage(message: string): void {
  const status = document.getElementById('slow-notice')
  if (status) status.textContent = message
}
