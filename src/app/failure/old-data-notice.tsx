import { type ComponentType, useEffect, useState } from 'react'
import type { FailureNoticeProps } from '../../forecast/forecast-page.tsx'
import { titleOfPassing } from '../explanations/passing-titles.ts'

interface OldDataNoticeProps extends FailureNoticeProps {
  report: (error: unknown) => void
}

const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })

/** Says that what is shown is not the newest, why, and how to try again. */
export function OldDataNotice({ failure, receivedAt, tryAgain, report }: OldDataNoticeProps) {
  const more = useMore()
  const time = new Date(receivedAt)
  useEffect(() => report(failure), [failure, report])
  return (
    <div role="alert" className="notice">
      <p>
        <b>{titleOfPassing(failure)}.</b> You still see the forecast of{' '}
        <time dateTime={time.toISOString()}>{timeOfDay.format(time)}</time>.
      </p>
      {more && <more.OldDataMore failure={failure} tryAgain={tryAgain} />}
      <button type="button" className="quiet-button" onClick={tryAgain}>
        Try again
      </button>
    </div>
  )
}

interface More {
  OldDataMore: ComponentType<Pick<FailureNoticeProps, 'failure' | 'tryAgain'>>
}

// Loaded when there is something to say; the notice does without it where it does not load.
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
