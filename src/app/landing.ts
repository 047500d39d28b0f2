import type { Session } from '../auth/session.ts'
import { homePath } from '../config/app.ts'
import type { Config } from '../config/config.ts'
import { preconnect } from '../http/preconnect.ts'
import { cameBack } from './came-back.ts'
import { show } from './page.ts'

/**
 * Brings the public page to life. It stands in index.html and works without this: its link leads to a protected page,
 * and that signs in. From here on the click itself starts the sign-in and saves that page load.
 * @param fail shows what went wrong
 */
export function startLanding(
  session: Session,
  config: Config,
  fail: (error: unknown) => Promise<void>,
): void {
  show('landing')
  say('')
  prepare(session, config)
  const link = document.getElementById('sign-in')
  link?.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    link.setAttribute('aria-busy', 'true')
    const timer = setTimeout(say, 6_000, 'The sign-in page takes longer than usual to open.')
    session
      .signIn({ returnTo: homePath })
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

/** Gets ready what the click will need. */
function prepare(session: Session, { authority, authorityMetadata }: Config): void {
  preconnect(authorityMetadata?.authorization_endpoint ?? authority, 'navigation')
  // If this fails, the click tries again and shows the error.
  session.getClient().catch(() => {})
}

/** Shows a message at the foot of the page, where index.html has its own until the app is there. */
function say(message: string): void {
  const status = document.getElementById('patience')
  if (status) status.textContent = message
}
