import { AuthenticatedTemplate, useAccount, useMsal } from '@azure/msal-react'
import { useSyncExternalStore } from 'react'
import type { Session } from '../auth/session.ts'
import { explainStep } from './explain-step.ts'
import './flow.css'
import { FlowSteps } from './flow-steps.tsx'
import type { FlowRecorder } from './recorder.ts'
import type { Field, FlowStep } from './step.ts'

interface FlowPageProps {
  flow: FlowRecorder
  session: Session
}

/** What happened in this session, as a sequence diagram and as a list. New steps appear as they happen. */
export function FlowPage({ flow, session }: FlowPageProps) {
  const steps = useSyncExternalStore(flow.subscribe, flow.getState)
  return (
    <>
      <title>Flow · Weather</title>
      <h1 tabIndex={-1}>How you were signed in</h1>
      <p className="lead">
        What happened in this tab, step by step. Codes, verifiers and tokens are redacted before a
        step is recorded, and signing out deletes every step.
      </p>
      <FlowActions steps={steps} session={session} />
      {steps.length === 0 ? <p>Nothing has happened yet.</p> : <FlowSteps steps={steps} />}
      <MsalState />
    </>
  )
}

/** What MSAL's own hooks return in this tab: the accounts that MSAL has tokens for, and the active one. */
function MsalState() {
  const { accounts } = useMsal()
  const active = useAccount()
  const names = accounts.map(({ username }) => username)
  return (
    <AuthenticatedTemplate>
      <p className="flow-msal">
        MSAL has tokens of {names.join(' and ')}. {active && `${active.username} is active.`}
      </p>
    </AuthenticatedTemplate>
  )
}

interface FlowActionsProps {
  steps: readonly FlowStep[]
  session: Session
}

function FlowActions({ steps, session }: FlowActionsProps) {
  // A failure shows as a step.
  const renew = () => void session.getAccessToken('/flow', { forceRefresh: true }).catch(() => {})
  return (
    <div className="flow-actions">
      <button type="button" className="quiet-button" onClick={renew}>
        Renew the access token now
      </button>
      <button type="button" className="quiet-button" onClick={() => download(exportFlow(steps))}>
        Export as JSON
      </button>
    </div>
  )
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'flow.json'
  link.click()
  URL.revokeObjectURL(url)
}

/**
 * The steps as JSON for a bug report: redacted values stay redacted, personal data is left out, and times count from the
 * first step.
 */
export function exportFlow(steps: readonly FlowStep[]): string {
  const start = steps[0]?.at ?? 0
  return JSON.stringify(
    steps.map((step) => exportStep(step, start)),
    undefined,
    2,
  )
}

function exportStep(step: FlowStep, start: number) {
  const { endpoint, status, duration, fields, idTokenClaims, accessTokenClaims } = step
  return {
    step: explainStep(step).title,
    milliseconds: step.at - start,
    endpoint,
    status,
    duration: duration === undefined ? undefined : Math.round(duration),
    parameters: exportFields(fields),
    idTokenClaims: idTokenClaims && exportFields(idTokenClaims),
    accessTokenClaims: accessTokenClaims && exportFields(accessTokenClaims),
    verifierHash: step.verifierHash,
  }
}

function exportFields(fields: readonly Field[]): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field.name, exportValue(field)]))
}

function exportValue({ value, isPersonal }: Field): string {
  if (isPersonal) return 'personal, left out'
  return typeof value === 'string' ? value : `redacted ${value.fingerprint} (${value.length})`
}
