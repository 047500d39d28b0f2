import type { Session } from '../auth/session.ts'
import type { Config } from '../config/config.ts'
import { preconnect } from '../http/preconnect.ts'
import { cameBack } from './came-back.ts'
import { isMissingPart } from './failure/missing-part.ts'
import { whenIdle } from './when-idle.ts'

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
  document.documentElement.dataset['page'] = 'landing'
  whenIdle(() => prepare(session, config))
  const link = document.getElementById('sign-in')
  link?.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    link.setAttribute('aria-busy', 'true')
    const stopWaiting = waitWithWords()
    session
      .signIn({ returnTo: '/forecast' })
      .catch((error: unknown) => {
        if (cameBack(error)) return
        // A new version may have been published since this page was loaded: the plain link leads to that one.
        if (isMissingPart(error)) location.assign('/forecast')
        else void fail(error)
      })
      .finally(() => {
        stopWaiting()
        link.removeAttribute('aria-busy')
      })
  })
}

/** What the click will need is there when it comes, and in the cache is what the page needs that is come back to. */
function prepare(session: Session, { authority, authorityMetadata }: Config): void {
  preconnect(authorityMetadata?.authorization_endpoint ?? authority, 'navigation')
  // Should this fail, the click tries again, and says so.
  session.getClient().catch(() => {})
  for (const part of document.querySelectorAll<HTMLLinkElement>('[data-part]')) {
    // This page has no use for the styles, and a browser warns of what is preloaded in vain.
    part.rel = part.as === 'style' ? 'prefetch' : 'modulepreload'
  }
  for (const part of document.querySelectorAll<HTMLLinkElement>('[data-later]')) {
    part.rel = 'prefetch'
  }
}

const longEnough = 6_000

/** Says so when the sign-in page takes long to open; returns how to take that back. */
function waitWithWords(): () => void {
  const status = document.getElementById('sign-in-status')
  const say = (words: string) => {
    if (status) status.textContent = words
  }
  const timer = setTimeout(
    () => say('The sign-in page takes longer than usual to open.'),
    longEnough,
  )
  return () => {
    clearTimeout(timer)
    say('')
  }
}
