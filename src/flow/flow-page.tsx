import { useSyncExternalStore } from 'react'
import type { IdentityClient } from '../auth/msal/client.ts'
import { MsalState, SessionProvider } from '../auth/msal/react.tsx'
import type { Session } from '../auth/session.ts'
import { ownPath } from '../config/app.ts'
import { type Config, signInScopesOf } from '../config/config.ts'
import { useTitle } from '../errors/page/use-title.ts'
import { explainStep, isKnown } from './explain-step.ts'
import './flow.css'
import { FlowSteps } from './flow-steps.tsx'
import type { FlowRecording } from './recorder.ts'
import type { Field, FlowStep } from './step.ts'

interface FlowPageProps {
  recording: FlowRecording
  session: Session
  config: Config
  msal: IdentityClient['msal']
}

/** The steps of this session, as a sequence diagram and as a list. New steps appear as they happen. */
export function FlowPage({ recording, session, config, msal }: FlowPageProps) {
  const recorded = useSyncExternalStore(recording.subscribe, recording.getState)
  const steps = recorded.filter(isKnown)
  useTitle('Flow')
  return (
    <>
      <h1 tabIndex={-1}>How you signed in</h1>
      <p className="lead">
        What happened in this tab, step by step. Codes, verifiers and tokens are redacted before a
        step is recorded, and signing out deletes every step.
      </p>
      <FlowActions steps={steps} session={session} config={config} />
      {steps.length === 0 ? <p>No steps yet.</p> : <FlowSteps steps={steps} />}
      <SessionProvider msal={msal}>
        <MsalState />
      </SessionProvider>
    </>
  )
}

interface FlowActionsProps {
  steps: readonly FlowStep[]
  session: Session
  config: Config
}

function FlowActions({ steps, session, config }: FlowActionsProps) {
  const renew = () => {
    const scopes = signInScopesOf(config)
    // A failure appears as a step.
    session
      .getAccessToken({ scopes, returnTo: ownPath('/flow'), forceRefresh: true })
      .catch(() => {})
  }
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
  if (isPersonal) return 'personal data, left out'
  return typeof value === 'string' ? value : `redacted ${value.fingerprint} (${value.length})`
}
