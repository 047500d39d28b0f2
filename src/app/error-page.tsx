import { useState } from 'react'
import { useRevalidator, useRouteError } from 'react-router'
import type { Session } from '../auth/session.ts'
import type { Config } from '../config/config.ts'
import type { Action } from './explanations/catalogue-entry.ts'
import { Failure } from './failure/failure.tsx'
import { renewConfig } from './load-config.ts'
import { useDeparture } from './use-departure.ts'
import { wantedClaims } from './wanted-claims.ts'
import { homePath } from '../config/app.ts'

interface RouteErrorPageProps {
  session: Session
  config: Config
  report: (error: unknown) => void
}

/** The error page of every route. */
export function RouteErrorPage({ session, config, report }: RouteErrorPageProps) {
  const routeError = useRouteError()
  const [leavingError, setLeavingError] = useState<unknown>()
  const { revalidate, state } = useRevalidator()
  const [depart, isLeaving] = useDeparture(setLeavingError)
  const perform = (action: Action) => {
    setLeavingError(undefined)
    const departure = departureFor(action, session, leavingError ?? routeError)
    if (departure) depart(departure)
    else if (action === 'try-again') void revalidate()
    else goThere(action)
  }
  return (
    <Failure
      error={leavingError ?? routeError}
      config={config}
      isSignedIn={session.getState().status === 'signed-in'}
      perform={perform}
      isBusy={isLeaving || state === 'loading'}
      report={report}
    />
  )
}

/**
 * @param error what a sign-in is to mend
 * @returns how to leave for the identity provider, for the actions that do
 */
export function departureFor(
  action: Action,
  session: Session,
  error: unknown,
): (() => Promise<never>) | undefined {
  const returnTo = location.pathname + location.search + location.hash
  const claims = wantedClaims(error)
  if (action === 'other-account') {
    return () => session.signIn({ returnTo, prompt: 'select_account' })
  }
  if (action === 'sign-in' || action === 'give-consent') {
    return () => session.signIn({ returnTo, claims })
  }
  return undefined
}

/** Does what needs no session: another address, or the same page anew. */
export function goThere(action: Action): void {
  const { hostname, pathname, search, hash } = location
  if (action === 'go-home') location.assign(homePath)
  // A port that speaks http does not speak https: the usual one is the better guess.
  else if (action === 'open-securely')
    location.assign(`https://${hostname}${pathname}${search}${hash}`)
  else void reload()
}

// The configuration may be what was wrong, and a page that is loaded anew takes it from the cache.
async function reload(): Promise<void> {
  await renewConfig()
  location.reload()
}
