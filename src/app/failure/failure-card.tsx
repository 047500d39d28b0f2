import { useEffect, useId, useMemo, useRef } from 'react'
import { AuthenticationError } from '../../auth/authentication-error.ts'
import { CopyButton } from './copy-button.tsx'
import { Countdown } from './countdown.tsx'
import { deploymentValues } from '../explanations/deployment-values.ts'
import { explain } from '../explanations/explain.ts'
import type { Explanation } from '../explanations/explanation.ts'
import { firstSeen } from '../explanations/first-seen.ts'
import { actionLabels, whoLabels } from '../explanations/labels.ts'
import { planRetry } from '../explanations/plan-retry.ts'
import { isForAdministrator, writeMessage } from '../explanations/write-message.ts'
import './failure-card.css'
import { FailureDetails } from './failure-details.tsx'
import type { FailureProps } from './failure-props.ts'
import { Fix, ForDeveloper } from './fix.tsx'
import { NumberLookup } from './number-lookup.tsx'
import { Patience } from '../patience.tsx'
import { useRetryWhenOnline } from './use-retry-when-online.ts'
import { appName } from '../../config/app.ts'

/** The error page: what happened, who can end it, the exact fix, and the buttons that lead on. */
export function FailureCard({ error, config, isSignedIn, perform, isBusy }: FailureProps) {
  const values = useMemo(() => deploymentValues(location.origin, config), [config])
  const [explanation, plan] = useMemo(() => {
    const circumstances = { values, isSignedIn, isOnline: navigator.onLine }
    return [explain(error, circumstances), planRetry(error, firstSeen(error))] as const
  }, [error, values, isSignedIn])
  const { title, text, who, action } = explanation
  const tryAgain = () => perform('try-again')
  useRetryWhenOnline(plan.whenOnline, tryAgain)
  const isUnfinished = error instanceof AuthenticationError && error.code === 'sign_in_unfinished'
  return (
    <div className="error">
      <title>{`${title} · ${appName}`}</title>
      <div role="alert">
        <p className="who">{whoLabels[who]}</p>
        <Title text={title} />
        <p className="lead">{text}</p>
        <Fix explanation={explanation} />
        <Buttons
          explanation={explanation}
          message={writeMessage(explanation, values)}
          act={() => perform(action)}
          isBusy={isBusy}
        />
        {plan.at !== undefined && action === 'try-again' && (
          <Countdown key={plan.at} at={plan.at} act={tryAgain} />
        )}
      </div>
      {isUnfinished && <NumberLookup values={values} />}
      <ForDeveloper explanation={explanation} />
      <FailureDetails explanation={explanation} />
    </div>
  )
}

// The focus goes to what has just been said, so that reading and the Tab key go on from there.
function Title({ text }: { text: string }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [text])
  return (
    <h1 ref={heading} tabIndex={-1}>
      {text}
    </h1>
  )
}

interface ButtonsProps {
  explanation: Explanation
  message: string
  act: () => void
  isBusy: boolean
}

/** What the person can do first: for what only somebody else can end, that is to tell them. */
function Buttons({ explanation, message, act, isBusy }: ButtonsProps) {
  const status = useId()
  const { who, action } = explanation
  const needsAdministrator = who === 'administrator'
  const forAdministrator = isForAdministrator(explanation) && (
    <CopyButton className={needsAdministrator ? 'button' : 'quiet-button'} text={message}>
      Copy a message for your administrator
    </CopyButton>
  )
  return (
    <div className="actions">
      {needsAdministrator && forAdministrator}
      <button
        type="button"
        className={needsAdministrator ? 'quiet-button' : 'button'}
        aria-busy={isBusy}
        aria-describedby={status}
        onClick={() => !isBusy && act()}
      >
        {actionLabels[action]}
      </button>
      {!needsAdministrator && forAdministrator}
      {who === 'developer' && (
        <CopyButton className="quiet-button" text={message}>
          Copy a message for the developer
        </CopyButton>
      )}
      <span id={status} className="visually-hidden" role="status">
        {isBusy && 'Working on it…'}
      </span>
      {isBusy && <Patience />}
    </div>
  )
}
