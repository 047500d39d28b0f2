import { useState } from 'react'
import type { Session } from '../../auth/session.ts'
import type { Config } from '../../config/config.ts'
import { departureFor, goThere } from '../error-page.tsx'
import type { Action } from '../explanations/catalogue-entry.ts'
import { Failure } from './failure.tsx'
import { Frame } from '../frame.tsx'
import { useDeparture } from '../use-departure.ts'

export interface StartFailureProps {
  error: unknown
  /** What there was already when it happened. */
  config: Config | undefined
  session: Session | undefined
  report: (error: unknown) => void
}

/** The error page for what kept the app from starting at all, when there is no router yet. */
export function StartFailure({ error, config, session, report }: StartFailureProps) {
  const [failure, setFailure] = useState(error)
  const [depart, isLeaving] = useDeparture(setFailure)
  const perform = (action: Action) => {
    const departure = session && departureFor(action, session, failure)
    if (departure) depart(departure)
    else goThere(action)
  }
  return (
    <Frame>
      <Failure
        error={failure}
        config={config}
        isSignedIn={false}
        perform={perform}
        isBusy={isLeaving}
        report={report}
      />
    </Frame>
  )
}
