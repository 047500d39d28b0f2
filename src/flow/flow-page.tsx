import type { IPublicClientApplication } from '@azure/msal-browser'
import { MsalProvider } from '@azure/msal-react'
import { useSyncExternalStore } from 'react'
import type { Session } from '../auth/session.ts'
import { FlowActions } from './flow-actions.tsx'
import './flow.css'
import { FlowSteps } from './flow-steps.tsx'
import { MsalState } from './msal-state.tsx'
import type { FlowRecorder } from './recorder.ts'

interface FlowPageProps {
  flow: FlowRecorder
  session: Session
  client: IPublicClientApplication
}

/** What really happened in this session, as a sequence diagram and as a list; it grows while it is looked at. */
export function FlowPage({ flow, session, client }: FlowPageProps) {
  const steps = useSyncExternalStore(flow.subscribe, flow.getState)
  return (
    <>
      <title>Flow · Weather</title>
      <h1 tabIndex={-1}>How you were signed in</h1>
      <p className="lead">
        What really happened in this tab, step by step. Codes, verifiers and tokens were taken out
        before anything was written down, and all of it goes when you sign out.
      </p>
      <FlowActions steps={steps} session={session} />
      {steps.length === 0 ? <p>Nothing has happened yet.</p> : <FlowSteps steps={steps} />}
      <MsalProvider instance={client}>
        <MsalState />
      </MsalProvider>
    </>
  )
}
