import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { AuthenticationError } from '../../auth/errors.ts'
import { type Action, actionLabels, whoLabels } from '../catalogue/entry.ts'
import { explain, type Explanation } from '../explain.ts'
import type { ErrorContext } from '../fill-in.ts'
import { isForAdministrator, writeMessage } from '../message.ts'
import { findObstacle, type Obstacle } from '../obstacle.ts'
import { endOfPause, planRetry } from '../passing.ts'
import './failure-card.css'
import { CopyButton, Fix, ForDeveloper } from './fix.tsx'
import { NumberLookup, UnknownNumber } from './number-lookup.tsx'
import { SlowNotice } from './slow-notice.tsx'
import { useRetry } from './use-retry.ts'
import { useTitle } from './use-title.ts'

export interface FailureProps {
  error: unknown
  context: ErrorContext
  isSignedIn: boolean
  perform: (action: Action) => void
  /** Whether an action is in progress. */
  isBusy: boolean
  report: (error: unknown) => void
}

/** The error page: what happened, who can fix it, the exact fix, and the buttons. */
export function FailureCard({ error, context, isSignedIn, perform, isBusy }: FailureProps) {
  const obstacle = useObstacle(error, context)
  const [explanation, plan] = useMemo(() => {
    return [explain(error, { context, isSignedIn, obstacle }), planRetry(error)] as const
  }, [error, context, isSignedIn, obstacle])
  const { title, text, who, action, unknown, values } = explanation
  useTitle(title)
  const at = ['try-again', 'reload'].includes(action) ? plan.at : undefined
  useRetry({ at, whenOnline: plan.whenOnline }, () => perform('try-again'))
  const signInAt = action === 'sign-in' ? endOfPause(error) : 0
  const isUnfinished = error instanceof AuthenticationError && error.code === 'sign_in_unfinished'
  return (
    <div className="error">
      <div role="alert">
        <p className="who">{whoLabels[who]}</p>
        <Title text={title} />
        <p className="lead">{text}</p>
        <Fix explanation={explanation} />
        {unknown && <UnknownNumber {...unknown} />}
        <Buttons explanation={explanation} perform={perform} isBusy={isBusy} />
        {at !== undefined && <Countdown key={at} at={at} />}
        {signInAt > 0 && (
          <Countdown
            key={signInAt}
            at={signInAt}
            what="You can sign in again"
            after="You can sign in again now."
          />
        )}
      </div>
      {isUnfinished && <NumberLookup values={values} />}
      <ForDeveloper explanation={explanation} />
      <Details explanation={explanation} />
    </div>
  )
}

function useObstacle(error: unknown, context: ErrorContext): Obstacle | undefined {
  const [known, setKnown] = useState<{ error: unknown; obstacle: Obstacle | undefined }>()
  useEffect(() => {
    const find = async () => setKnown({ error, obstacle: await findObstacle(error, context) })
    void find()
  }, [error, context])
  return known && known.error === error ? known.obstacle : undefined
}

// Takes the focus, so that screen readers announce it and the Tab key continues from there.
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
  perform: (action: Action) => void
  isBusy: boolean
}

/** The actions. If only an administrator can help, the message for the administrator comes first. */
function Buttons({ explanation, perform, isBusy }: ButtonsProps) {
  const status = useId()
  const { who, action, button, otherwise } = explanation
  const act = (chosen: Action) => {
    if (!isBusy) perform(chosen)
  }
  const message = writeMessage(explanation)
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
        onClick={() => act(action)}
      >
        {button}
      </button>
      {otherwise && (
        <button type="button" className="quiet-button" onClick={() => act(otherwise)}>
          {actionLabels[otherwise]}
        </button>
      )}
      {!needsAdministrator && forAdministrator}
      {who === 'developer' && (
        <CopyButton className="quiet-button" text={message}>
          Copy a message for the developer
        </CopyButton>
      )}
      <span id={status} className="visually-hidden" role="status">
        {isBusy && 'Working on it…'}
      </span>
      {isBusy && <SlowNotice />}
    </div>
  )
}

interface CountdownProps {
  /** In milliseconds since 1970. Needs a new `key` when it changes. */
  at: number
  /** What happens at that time. */
  what?: string
  /** The text from then on. */
  after?: string
}

export function Countdown({
  at,
  what = 'The app tries again',
  after = 'Trying again…',
}: CountdownProps) {
  const [left, setLeft] = useState(() => at - Date.now())
  useEffect(() => {
    const timer = setInterval(() => setLeft(at - Date.now()), 250)
    return () => clearInterval(timer)
  }, [at])
  return (
    <p className="countdown" role="timer">
      {left > 0 ? `${what} in ${durationOf(left)}.` : after}
    </p>
  )
}

function durationOf(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000)
  if (seconds === 1) return '1 second'
  return seconds < 100 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
}

/** Details for support; no secrets and no personal data. */
function Details({ explanation: { title, details } }: { explanation: Explanation }) {
  if (details.length === 0) return null
  const text = [title, ...details.map(({ name, value }) => `${name}: ${value}`)].join('\n')
  return (
    <details className="details">
      <summary>Details for support</summary>
      <dl>
        {details.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <CopyButton className="quiet-button" text={text}>
        Copy the details
      </CopyButton>
    </details>
  )
}
