import type { Session } from '../auth/session.ts'
import { exportFlow } from './export-flow.ts'
import type { FlowStep } from './flow-step.ts'

interface FlowActionsProps {
  steps: readonly FlowStep[]
  session: Session
}

/** Makes something happen to look at, and takes what there is along. */
export function FlowActions({ steps, session }: FlowActionsProps) {
  // Whether it works is a step of its own.
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
