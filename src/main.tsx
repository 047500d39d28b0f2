import { loadApp, preloadApp, showStartFailure } from './app/load-app.ts'
import { loadConfig } from './app/load-config.ts'
import { isShown, startLanding } from './app/static-pages.ts'
import { carriesResponse, readConsent, withoutResponse } from './auth/authorization-response.ts'
import { signOutWhenIdle } from './auth/idle.ts'
import { createSession, type Session } from './auth/session.ts'
import { failureEvent, ownPath } from './config/app.ts'
import { apisOf, type Config, endpointsOf } from './config/config.ts'
import type { FailureReport } from './errors/report.ts'
import { recordFlow } from './flow/recorder.ts'
import { preconnect } from './http/host.ts'

// The place to connect telemetry. A report holds no tokens and no personal data, and the app sends it nowhere.
function onError(report: FailureReport): void {
  dispatchEvent(new CustomEvent(failureEvent, { detail: report }))
}

const address = new URL(location.href)
const isBack = carriesResponse(address)

/** What has been started so far, for the error page to use. */
const started: { config?: Config; session?: Session } = {}

/** Configuration, session, router. */
async function start(): Promise<void> {
  // Before anything else: neither a code nor an error may stay in the address or in the history.
  history.replaceState(history.state, '', withoutResponse(address))
  if (isShown('app')) preloadApp()
  const config = (started.config = await loadConfig())
  const session = (started.session = createSession(config, window))
  recordFlow(session, config, address)
  signOutWhenIdle(session, window, config.idleMinutes, isBack)
  connectAhead(config, session)
  // index.html has decided the same before the first paint, unless a browser extension blocks its script.
  const isForMe = isBack || session.getActiveAccount() || readConsent(address)
  const isPublic = address.pathname === ownPath('/') && !isForMe
  const failure = isPublic ? undefined : await restore(session)
  const isSignedIn = session.getState().status === 'signed-in'
  if (location.pathname === ownPath('/') && !isSignedIn && !failure) {
    startLanding(session, config, fail)
    return preloadApp()
  }
  const [{ startApp }, { msal }] = await Promise.all([loadApp(), session.getClient()])
  startApp({ config, session, msal, failure, onError })
}

/** Opens the connections that the first requests need. */
function connectAhead(config: Config, session: Session): void {
  if (isBack) preconnect(endpointsOf(config).token_endpoint, 'request')
  if (!isBack && !session.getActiveAccount()) return
  const [first] = apisOf(config)
  if (first) preconnect(first.url, 'request')
}

/** @returns what went wrong, for the page to show; the address is the page asked for in any case */
function restore(session: Session): Promise<unknown> {
  return session.restore(address).then(
    () => undefined,
    (error: unknown) => error,
  )
}

function fail(error: unknown): Promise<void> {
  return showStartFailure({ error, ...started, onError })
}

// With a user name in its address, a page can neither fetch anything (Fetch §5.4) nor change the address.
const own = new URL(document.URL)
if (own.username !== '') location.replace(Object.assign(own, { username: '', password: '' }))
// A host may send the app for other addresses as well. The router would show nothing there.
else if (!own.pathname.startsWith(ownPath('/'))) location.replace(ownPath('/'))
else start().catch(fail)
