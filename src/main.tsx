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
import { isShown, show } from './app/page.ts'
import { createIdentityClient } from './auth/identity-client.ts'
import { isIssuerOf } from './auth/issuer.ts'
import { createSession, type Session } from './auth/session.ts'
import { type Config, tokenEndpointOf } from './config/config.ts'
import { createRecorder, type FlowRecorder } from './flow/recorder.ts'
import { getServerTime } from './http/get-server-time.ts'
import { preconnect } from './http/preconnect.ts'
import { failureEvent, homePath } from './config/app.ts'

// The place to connect telemetry: what comes is free of tokens and of personal data, and goes nowhere by itself.
const onError: OnError = (report) => {
  dispatchEvent(new CustomEvent(failureEvent, { detail: report }))
}

// Before anything else: neither a code nor an error may stay in the address or in the history.
const address = new URL(location.href)
history.replaceState(history.state, '', withoutResponse(address))

/** What there is so far, for the error page to use. */
const parts: { config?: Config; session?: Session } = {}

let app: Promise<typeof import('./app/start-app.tsx')> | undefined

/** Loads React and the pages, once; again if that failed. */
function importApp() {
  app ??= import('./app/start-app.tsx').catch((error: unknown) => {
    app = undefined
    throw error
  })
  return app
}

async function start(): Promise<void> {
  watchForMissingParts()
  if (isShown('app')) beginToLoadApp()
  const config = await loadConfig()
  parts.config = config
  const response = readAuthorizationResponse(address, (issuer) => isIssuerOf(config, issuer))
  const flow = config.flow === false ? undefined : createRecorder(config.tokenStorage)
  const session = createSession(config, location.origin, () =>
    createIdentityClient(config, location.origin, getServerTime, flow?.identity),
  )
  parts.session = session
  if (flow) record(flow, session, response)
  if (response) preconnect(tokenEndpointOf(config), 'request')
  if (response || session.getActiveAccount()) preconnect(config.weatherApi.url, 'request')
  const failure = isShown('app') && (await restore(session, response))
  const isSignedIn = session.getState().status === 'signed-in'
  if (location.pathname === '/' && !isSignedIn && !failure) {
    startLanding(session, config, fail)
    return beginToLoadApp()
  }
  const [{ startApp }, { msal }] = await Promise.all([importApp(), session.getClient()])
  startApp({ config, session, msal, failure, flow, onError })
}

/** Loads the app while the page waits for something else. An error is handled where the app is needed. */
function beginToLoadApp(): void {
  importApp().catch(() => {})
}

/** Records how this page was reached. The record of an account goes with the account. */
function record(flow: FlowRecorder, session: Session, response?: AuthorizationResponse): void {
  if (response) flow.recordReturn(response.fragment)
  if (hasSignedOut(address)) flow.recordSignOut()
  let known = session.getAccounts().length
  session.subscribe(() => {
    const { length } = session.getAccounts()
    if (length < known) flow.forgetAll()
    known = length
  })
}

/** @returns what went wrong, for the page to show; the address is the page asked for, whatever happens */
async function restore(session: Session, response?: AuthorizationResponse): Promise<unknown> {
  // First, so that a reload before the code has been redeemed leads there as well.
  if (response) history.replaceState(null, '', session.getPendingSignIn() ?? homePath)
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
    // Not even the error page could be loaded: index.html has a last message of its own.
    show('stopped')
  }
}

start().catch(fail)
