import { afterRequests } from './app/after-requests.ts'
import { begunEarly } from './app/begun-early.ts'
import { startLanding } from './app/landing.ts'
import { loadConfig } from './app/load-config.ts'
import {
  type AuthorizationResponse,
  hasSignedOut,
  readAuthorizationResponse,
  withoutResponse,
} from './auth/authorization-response.ts'
import { isMissingPart, reloadOnce, watchForMissingParts } from './app/failure/missing-part.ts'
import type { OnError } from './app/failure/report-failure.ts'
import { isIssuerOf } from './auth/issuer.ts'
import { createSession, type Session } from './auth/session.ts'
import { hasStoredToken } from './auth/stored-token.ts'
import { recall } from './auth/tab-storage.ts'
import { type Config, tokenEndpointOf } from './config/config.ts'
import { createForecastLoader } from './forecast/forecast-loader.ts'
import type { FlowRecorder } from './flow/recorder.ts'
import { getServerTime } from './http/get-server-time.ts'
import { preconnect } from './http/preconnect.ts'

// The place to connect telemetry: what comes is free of tokens and of personal data, and goes nowhere by itself.
const onError: OnError = (report) => {
  dispatchEvent(new CustomEvent('weather:error', { detail: report }))
}

const painted = document.documentElement.dataset

// Before anything else: neither a code nor an error may stay in the address or in the history.
const address = new URL(location.href)
history.replaceState(history.state, '', withoutResponse(address))

/** What there is so far, for the error page to use. */
const parts: { config?: Config; session?: Session } = {}

async function start(): Promise<void> {
  watchForMissingParts()
  const isApp = painted['page'] === 'app'
  if (isApp && !hasStoredToken()) prepare(importIdentityClient)
  // A tab that was recorded so far most likely still is.
  if (recall('flow')) prepare(importRecorder)
  const config = await loadConfig()
  parts.config = config
  const response = readAuthorizationResponse(address, (issuer) => isIssuerOf(config, issuer))
  const getFlow = once(() => recordFlow(config, response))
  const getObservers = once(async () => afterRequests(() => prepare(importApp), await getFlow()))
  const loadClient = async () => {
    const [{ createIdentityClient }, observers] = await Promise.all([
      importIdentityClient(),
      getObservers(),
    ])
    return createIdentityClient(config, location.origin, getServerTime, observers.identity)
  }
  const session = createSession(config, location.origin, loadClient)
  parts.session = session
  if (response) preconnect(tokenEndpointOf(config), 'request')
  if (response || session.getActiveAccount()) preconnect(config.weatherApi.url, 'request')
  onAccountGone(session, () => void getFlow().then((flow) => flow?.forgetAll()))
  const failure = isApp && (await restore(session, response))
  const signedOut = session.getState().status !== 'signed-in'
  if (signedOut && !failure && location.pathname === '/') {
    return startLanding(session, config, fail)
  }
  const { api } = await getObservers()
  const load = createForecastLoader(session, config.weatherApi.url, api)
  const isForecast = !failure && !signedOut && forecastPaths.includes(location.pathname)
  const loadForecast = isForecast ? begunEarly(load, location.href) : load
  const { startApp } = await importApp()
  startApp({ config, session, failure, loadForecast, flow: await getFlow(), onError })
}

// React takes its time to start. So the app is imported once a request is on its way, and no sooner than it has to be.
const importApp = () => import('./app/start-app.tsx')
const importIdentityClient = () => import('./auth/identity-client.ts')
const importRecorder = () => import('./flow/recorder.ts')

const forecastPaths = ['/', '/forecast']

/** Imports what is going to be needed; whoever needs it sees it fail. */
function prepare(importPart: () => Promise<unknown>): void {
  importPart().catch(() => {})
}

/** What was written down goes with the account that it was about. */
function onAccountGone(session: Session, act: () => void): void {
  let known = session.getAccounts().length
  session.subscribe(() => {
    const { length } = session.getAccounts()
    if (length < known) act()
    known = length
  })
}

/** Begins to write down what happens, unless the configuration says not to: then this is not even loaded. */
async function recordFlow(
  config: Config,
  response: AuthorizationResponse | undefined,
): Promise<FlowRecorder | undefined> {
  if (config.flow === false) return undefined
  const { createRecorder } = await importRecorder()
  const flow = createRecorder(config.tokenStorage)
  if (response) flow.recordReturn(response.fragment)
  if (hasSignedOut(address)) flow.recordSignOut()
  return flow
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** @returns what went wrong, for the page to say; the address is the page asked for, whatever happens */
async function restore(session: Session, response?: AuthorizationResponse): Promise<unknown> {
  // First, so that a reload before the code has been redeemed leads there as well.
  if (response) history.replaceState(null, '', session.getPendingSignIn() ?? '/forecast')
  try {
    await session.restore(response)
    return undefined
  } catch (error) {
    return error
  }
}

async function fail(error: unknown): Promise<void> {
  try {
    if (isMissingPart(error)) await reloadOnce()
    const { startErrorPage } = await importApp()
    startErrorPage({ error, ...parts, onError })
  } catch {
    // Not even the error page could be loaded: index.html has a last word of its own.
    painted['page'] = 'stopped'
  }
}

start().catch(fail)
