import { loadApp, preloadApp, preloadReact, showStartFailure } from './app/load-app.ts'
import { loadConfig } from './app/load-config.ts'
import { requestAhead } from './app/request-ahead.ts'
import { startLanding } from './app/static-pages.ts'
import { carriesResponse, readConsent, withoutResponse } from './auth/authorization-response.ts'
import { signOutWhenIdle } from './auth/idle.ts'
import { createSession, type Session } from './auth/session.ts'
import { failureEvent, ownPath } from './config/app.ts'
import { apisOf, type Config, endpointsOf } from './config/config.ts'
import type { FailureReport } from './errors/report.ts'
import { recordFlow } from './flow/recorder.ts'
import { preconnect } from './http/host.ts'

// Connect telemetry here. A report holds no tokens and no personal data. The app itself sends it nowhere.
function onError(report: FailureReport): void {
  dispatchEvent(new CustomEvent(failureEvent, { detail: report }))
}

const address = new URL(location.href)
const isBack = carriesResponse(address)

/** What the error page can use if the start fails. */
const started: { config?: Config; session?: Session } = {}

async function start(): Promise<void> {
  // First, so that no code or error stays in the address bar or the history (RFC 9700 §4.3.2).
  history.replaceState(history.state, '', withoutResponse(address))
  if (isBack) preloadApp()
  const config = (started.config = await loadConfig())
  const session = (started.session = prepareSession(config))
  // The inline script of index.html decides the same before the first paint, but a browser extension may block it.
  const isForApp = isBack || session.getActiveAccount() || readConsent(address)
  const isPublic = address.pathname === ownPath('/') && !isForApp
  const failure = isPublic ? undefined : await restore(session)
  const isSignedIn = session.getState().status === 'signed-in'
  if (location.pathname === ownPath('/') && !isSignedIn && !failure) {
    startLanding(session, config, preloadApp, fail)
    return preloadReact()
  }
  if (isSignedIn && !failure) await requestAhead(session, config)
  const { startApp } = await loadApp()
  startApp({ config, session, failure, onError })
}

function prepareSession(config: Config): Session {
  const session = createSession(config, window)
  recordFlow(session, config, address)
  signOutWhenIdle(session, window, config.idleMinutes, isBack)
  connectAhead(config, session)
  return session
}

/** Connects early to the hosts of the first requests. */
function connectAhead(config: Config, session: Session): void {
  if (isBack) preconnect(endpointsOf(config).token_endpoint, 'request')
  const [first] = apisOf(config)
  let isConnected = false
  // A token that is there already is sent at once.
  session.events.listen(({ kind }) => {
    if (!first || isConnected || !tokenEvents.has(kind)) return
    isConnected = true
    preconnect(first.url, 'request')
  })
}

const tokenEvents = new Set(['token-request', 'frame-request'])

/** @returns the error to show, or undefined; either way the address bar shows the requested page */
function restore(session: Session): Promise<unknown> {
  return session.restore(address).then(
    () => undefined,
    (error: unknown) => error,
  )
}

function fail(error: unknown): Promise<void> {
  return showStartFailure({ error, ...started, onError })
}

// A page whose URL has a user name cannot fetch relative URLs (Fetch §5.4) or change its URL through the history API.
const own = new URL(document.URL)
if (own.username !== '') location.replace(Object.assign(own, { username: '', password: '' }))
// A host may serve the app outside its base path, where the router would show nothing.
else if (!own.pathname.startsWith(ownPath('/'))) location.replace(ownPath('/'))
else start().catch(fail)
