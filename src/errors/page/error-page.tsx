import { useState } from 'react'
import { isRouteErrorResponse, useNavigate, useRevalidator, useRouteError } from 'react-router'
import { currentPath } from '../../auth/return-path.ts'
import type { Session } from '../../auth/session.ts'
import { ownPath } from '../../config/app.ts'
import { NoSuchPageError } from '../app-errors.ts'
import type { Action } from '../catalogue/entry.ts'
import { requestFor } from '../cause.ts'
import type { ErrorContext } from '../fill-in.ts'
import { Failure } from './failure.tsx'
import { useLeave } from './use-leave.ts'

interface ErrorPageProps {
  context: ErrorContext
  report: (error: unknown) => void
  /** Reloads the page with the newest configuration; rejects when the host is down. */
  reload: () => Promise<void>
}

/** The error page of every route. */
export function RouteErrorPage(props: ErrorPageProps & { session: Session }) {
  const { context, session, report } = props
  const { revalidate, state } = useRevalidator()
  const thrown = useRouteError()
  // The router throws a response for a URL outside the base path, where a host may also serve the app.
  const error = isRouteErrorResponse(thrown) ? noSuchPage : thrown
  const { failure, perform, isLeaving } = useActions(error, props, revalidate)
  return (
    <Failure
      error={failure}
      context={context}
      isSignedIn={session.getState().status === 'signed-in'}
      perform={perform}
      isBusy={isLeaving || state === 'loading'}
      report={report}
    />
  )
}

interface StartFailureProps extends ErrorPageProps {
  error: unknown
  /** Undefined when the failure came before it was created. */
  session: Session | undefined
}

/** The error page of an app that could not start, without a router. */
export function StartFailure(props: StartFailureProps) {
  const { error, context, report, reload } = props
  const { failure, perform, isLeaving } = useActions(error, props, reload)
  return (
    <Failure
      error={failure}
      context={context}
      isSignedIn={false}
      perform={perform}
      isBusy={isLeaving}
      report={report}
    />
  )
}

const noSuchPage = new NoSuchPageError()

export function NotFoundPage({ context }: { context: ErrorContext }) {
  const navigate = useNavigate()
  return (
    <Failure
      error={noSuchPage}
      context={context}
      isSignedIn={false}
      perform={() => void navigate(context.home.path)}
      isBusy={false}
      report={ignore}
    />
  )
}

// A mistyped URL is not a failure of the app.
function ignore(): void {}

/**
 * The actions of an error page.
 * @returns `failure` is the error of the last action if that failed, or else `error`
 */
function useActions(
  error: unknown,
  { context, session, reload }: Pick<StartFailureProps, 'context' | 'session' | 'reload'>,
  tryAgain: () => Promise<void>,
) {
  const [leavingError, setLeavingError] = useState<unknown>()
  const [leave, isLeaving] = useLeave(setLeavingError)
  const failure = leavingError ?? error
  const run = async (start: () => Promise<void>) => {
    try {
      await start()
    } catch (problem) {
      setLeavingError(problem)
    }
  }
  const perform = (action: Action) => {
    const signIn = session && signInFor(action, session, failure)
    if (signIn) return leave(signIn)
    if (action === 'try-again') {
      setLeavingError(undefined)
      return void run(tryAgain)
    }
    if (action === 'go-home') return location.assign(ownPath(context.home.path))
    if (action === 'open-securely') return openSecurely()
    return void run(reload)
  }
  return { failure, perform, isLeaving }
}

// Undefined for an action that does not sign in.
function signInFor(
  action: Action,
  session: Session,
  failure: unknown,
): (() => Promise<never>) | undefined {
  const returnTo = currentPath()
  if (action === 'other-account') {
    return () => session.signIn({ returnTo, prompt: 'select_account' })
  }
  if (action === 'sign-in' || action === 'give-consent') {
    return () => session.signIn({ returnTo, ...requestFor(failure, action) })
  }
  return undefined
}

function openSecurely(): void {
  // Without the port: a port that serves http does not serve https.
  location.assign(`https://${location.hostname}${currentPath()}`)
}
