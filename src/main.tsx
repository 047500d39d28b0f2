import { startLanding } from './app/landing.ts'
import { loadConfig } from './app/load-config.ts'
import { readAuthorizationResponse, withoutResponse } from './auth/authorization-response.ts'
import { createSession, type Session } from './auth/session.ts'
import { getServerTime } from './http/get-server-time.ts'

const painted = document.documentElement.dataset
const importApp = () => import('./app/start-app.tsx')
const importIdentityClient = () => import('./auth/identity-client.ts')

// Before anything else: neither a code nor an error may stay in the address or in the history.
const address = new URL(location.href)
history.replaceState(history.state, '', withoutResponse(address))

async function start(): Promise<void> {
  const isApp = painted['page'] === 'app'
  // The downloads go on while the configuration is read and the session restored.
  if (isApp) void Promise.all([importApp(), importIdentityClient()])
  const config = await loadConfig()
  const session = createSession(location.origin, async () => {
    const { createIdentityClient } = await importIdentityClient()
    return createIdentityClient(config, location.origin, getServerTime)
  })
  const failure = isApp && (await restore(session, config.authorityMetadata?.issuer))
  const signedOut = session.getState().status !== 'signed-in'
  if (signedOut && !failure && location.pathname === '/') return startLanding(session, fail)
  const { startApp } = await importApp()
  startApp({ config, session, failure, client: (await session.getClient()).msal })
}

/** @returns what went wrong, for the page to say; the address is then the page asked for, whatever happened */
async function restore(session: Session, issuer?: string): Promise<unknown> {
  const response = readAuthorizationResponse(address, issuer)
  const returnTo = session.getPendingSignIn() ?? '/forecast'
  try {
    await session.restore(withoutResponse(address), response)
    return undefined
  } catch (error) {
    return error
  } finally {
    if (response) history.replaceState(null, '', returnTo)
  }
}

async function fail(error: unknown): Promise<void> {
  const { startErrorPage } = await importApp()
  startErrorPage(error)
}

start().catch(fail)
