import type { Session } from '../auth/session.ts'
import { homePath, ownPath } from '../config/app.ts'
import { type Config, endpointsOf } from '../config/config.ts'
import { cameBack } from '../errors/app-errors.ts'
import { preconnect } from '../http/host.ts'

/**
 * What index.html shows: the public page, the app (its skeleton until React renders), or the message that the app could not
 * be loaded. `data-page` says which; index.html sets it before any script has come.
 */
type StaticPage = 'landing' | 'app' | 'stopped'

const { dataset } = document.documentElement

export function isShown(page: StaticPage): boolean {
  return dataset['page'] === page
}

export function show(page: StaticPage): void {
  dataset['page'] = page
}

/**
 * Starts the public page. It works without this: its link leads to a protected page, which signs in. From here on the click
 * itself starts the sign-in and saves that page load.
 * @param fail shows what went wrong
 */
export function startLanding(
  session: Session,
  config: Config,
  fail: (error: unknown) => Promise<void>,
): void {
  show('landing')
  say(session.notice.getState()?.text ?? '')
  prepareSignIn(session, config)
  const link = document.getElementById('sign-in')
  link?.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    link.setAttribute('aria-busy', 'true')
    say('')
    const timer = setTimeout(say, 6_000, 'The sign-in page takes longer than usual to open.')
    session
      .signIn({ returnTo: ownPath(homePath) })
      .catch((error: unknown) => {
        if (!cameBack(error)) void fail(error)
      })
      .finally(() => {
        clearTimeout(timer)
        say('')
        link.removeAttribute('aria-busy')
      })
  })
}

function prepareSignIn(session: Session, config: Config): void {
  preconnect(endpointsOf(config).authorization_endpoint, 'navigation')
  // If this fails, the click tries again and shows the error.
  session.getClient().catch(() => {})
}

/** Shows a message at the foot of the page, where index.html has its own until the app is there. */
function say(message: string): void {
  const status = document.getElementById('slow-notice')
  if (status) status.textContent = message
}
