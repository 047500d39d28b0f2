import { useEffect, useRef } from 'react'
import { useRevalidator, useRouteError } from 'react-router'
import type { Session } from '../auth/session.ts'
import { type Action, actionLabels, type Explanation, explain } from './explain.ts'
import { useDeparture } from './use-departure.ts'

/** The error page of every route: what happened, what to do, and a button that does it. */
export function RouteErrorPage({ session }: { session: Session }) {
  const error = useRouteError()
  const explanation = explain(error)
  const { revalidate } = useRevalidator()
  const [depart] = useDeparture()
  const actions: Record<Action, () => void> = {
    'sign-in': () => depart(() => session.signIn({ returnTo: hereOf(location) })),
    'try-again': () => void revalidate(),
    'go-home': () => location.assign('/'),
  }
  const act = actions[explanation.action]
  return <ErrorCard explanation={explanation} act={act} />
}

function hereOf({ pathname, search, hash }: Location): string {
  return pathname + search + hash
}

interface ErrorCardProps {
  explanation: Explanation
  act: () => void
}

export function ErrorCard({ explanation, act }: ErrorCardProps) {
  const { title, text, fixes, action, details } = explanation
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [title])
  return (
    <div role="alert" className="error">
      <title>{`${title} · Weather`}</title>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p className="lead">{text}</p>
      {fixes.length > 0 && (
        <dl className="fixes">
          {fixes.map(({ key, problem, fix }) => (
            <div key={key + problem}>
              <dt>
                <code>{key || 'config.json'}</code> {problem}
              </dt>
              <dd>{fix}</dd>
            </div>
          ))}
        </dl>
      )}
      <button type="button" className="button" onClick={act}>
        {actionLabels[action]}
      </button>
      <Details details={details} />
    </div>
  )
}

function Details({ details }: { details: Record<string, string> }) {
  const known = Object.entries(details).filter(([, value]) => value !== '')
  if (known.length === 0) return null
  return (
    <details className="details">
      <summary>Details for support</summary>
      <dl>
        {known.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
