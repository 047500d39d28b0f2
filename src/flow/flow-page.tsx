import { AuthenticatedTemplate, useAccount, useMsal } from '@azure/msal-react'
import { useSyncExternalStore } from 'react'
import type { Session } from '../auth/session.ts'
import { FlowActions } from './flow-actions.tsx'
import './flow.css'
import { FlowSteps } from './flow-steps.tsx'
import type { FlowRecorder } from './recorder.ts'

interface FlowPageProps {
  flow: FlowRecorder
  session: Session
}

/** What really happened in this session, as a sequence diagram and as a list; it grows while it is looked at. */
export function FlowPage({ flow, session }: FlowPageProps) {
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
      <MsalState />
    </>
  )
}

/** What MSAL holds in this tab, as its own hooks return it: the accounts it has tokens of, and the active one. */
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
