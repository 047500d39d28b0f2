import { type ComponentType, useEffect, useState } from 'react'
import type { ErrorContext } from '../fill-in.ts'
import { planRetry, titleOfPassing } from '../passing.ts'
import { useRetry } from './use-retry.ts'

interface StaleNoticeProps {
  /** Why the data on screen is not the newest. */
  failure: unknown
  /** The name of the data, which follows "the". */
  what: string
  /** In milliseconds since 1970. */
  receivedAt: number
  context: ErrorContext
  tryAgain: () => void
  report: (error: unknown) => void
}

/** Says that the data on screen is not the newest, why, and how to try again. */
export function StaleNotice(props: StaleNoticeProps) {
  const { failure, what, receivedAt, context, tryAgain, report } = props
  const more = useMore()
  const { at } = planRetry(failure)
  useRetry({ at, whenOnline: false }, tryAgain)
  const time = new Date(receivedAt)
  useEffect(() => report(failure), [failure, report])
  return (
    <div role="alert" className="notice">
      <p>
        <b>{`${titleOfPassing(failure, context.apis)}.`}</b>{' '}
        <span>{`The ${what} below is from`}</span>{' '}
        <time dateTime={time.toISOString()}>
          {time.toLocaleTimeString(undefined, { timeStyle: 'short' })}
        </time>
        .
      </p>
      {more && at !== undefined && <more.Countdown key={at} at={at} />}
      <button type="button" className="quiet-button" onClick={tryAgain}>
        Try again
      </button>
    </div>
  )
}

interface More {
  Countdown: ComponentType<{ at: number }>
}

// The countdown is in the chunk of the error card. If that does not load, the notice has no countdown.
function useMore(): More | undefined {
  const [more, setMore] = useState<More>()
  useEffect(() => {
    const load = async () => {
      try {
        setMore(await import('./on-failure.ts'))
      } catch {
        setMore(undefined)
      }
    }
    void load()
  }, [])
  return more
}
