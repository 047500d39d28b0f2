import { fitsChallenge } from './challenge-proof.tsx'
import type { FlowStep } from './flow-step.ts'

interface StepGistProps {
  step: FlowStep
  before: readonly FlowStep[]
}

/** What to see of a step without opening it. */
export function StepGist({ step: { endpoint, status, verifierHash }, before }: StepGistProps) {
  const fits = verifierHash !== undefined && fitsChallenge(verifierHash, before)
  return (
    <span className="gist">
      {endpoint !== undefined && <code>{shorten(endpoint)}</code>}
      {status !== undefined && <code>HTTP {status}</code>}
      {fits && <span className="same">✓ verifier fits challenge</span>}
    </span>
  )
}

/** Method and last segment of an address: `POST …/token`. */
function shorten(endpoint: string): string {
  return endpoint.replace(/ .*\//, ' …/')
}
