import { type ComponentType, useEffect, useState } from 'react'
import { checkConnection, isOffline } from '../../http/connection.ts'
import { isMissingChunk, reloadOnce } from '../app-errors.ts'
import { firstSeen } from '../cause.ts'
import type { ErrorContext } from '../fill-in.ts'
import { planRetry } from '../passing.ts'
import type { OnError } from '../report.ts'
import type { FailureProps } from './failure-card.tsx'
import { SlowNotice } from './slow-notice.tsx'
import { useRetry } from './use-retry.ts'

/**
 * The error page. Its card and texts load on the first failure. If they cannot be loaded either, shows a short message and a
 * button.
 */
export function Failure(props: FailureProps) {
  const { error, report } = props
  const [page, setPage] = useState(loaded)
  useEffect(() => report(error), [error, report])
  useEffect(() => {
    const load = async () => setPage(await loadCard(error))
    void load()
  }, [error])
  return page ? <page.Card {...props} /> : <SlowNotice />
}

interface Loaded {
  Card: ComponentType<FailureProps>
}

// Kept, so that the next failure is explained at once.
let loaded: Loaded | undefined

async function loadCard(error: unknown): Promise<Loaded> {
  if (isMissingChunk(error)) await reloadOnce()
  try {
    const { FailureCard } = await import('./on-failure.ts')
    loaded = { Card: FailureCard }
    return loaded
  } catch {
    // The chunk of the card may be missing too.
    await reloadOnce()
    await checkConnection()
    return { Card: BareFailure }
  }
}

function BareFailure({ error, perform }: FailureProps) {
  const { at = firstSeen(error) + 30_000 } = planRetry(error)
  useRetry({ at, whenOnline: true }, () => perform('try-again'))
  return (
    <div role="alert" className="error">
      <h1 tabIndex={-1}>
        {isOffline() ? 'You are offline' : 'Part of the app could not be loaded'}
      </h1>
      <p className="lead">
        <span>
          {isOffline()
            ? 'Your device has no connection.'
            : 'Something went wrong, and the page that explains it could not be loaded.'}
        </span>{' '}
        Nothing is lost. The app continues as soon as the connection is back.
      </p>
      <button type="button" className="button" onClick={() => perform('try-again')}>
        Try again
      </button>
    </div>
  )
}

/** @returns a function that reports each error once */
export function createReporter(onError: OnError, context: ErrorContext): (error: unknown) => void {
  const reported = new WeakSet()
  return (error) => {
    if (typeof error === 'object' && error !== null) {
      if (reported.has(error)) return
      reported.add(error)
    }
    void sendReport(error, onError, context)
  }
}

async function sendReport(error: unknown, onError: OnError, context: ErrorContext): Promise<void> {
  try {
    const { failureReport } = await import('./on-failure.ts')
    onError(failureReport(error))
    if (!import.meta.env.DEV) return
    const { tellDeveloper } = await import('../report.ts')
    tellDeveloper(error, context)
  } catch {
    // Do not show an error because reporting one failed.
  }
}
