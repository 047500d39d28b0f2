import { ChallengeProof } from './challenge-proof.tsx'
import { explainClaim } from './explain-claim.ts'
import { explainParameter } from './explain-field.ts'
import { FieldTable } from './field-table.tsx'
import type { FlowStep } from './flow-step.ts'

interface StepDetailsProps {
  step: FlowStep
  /** The steps that came before, to look things up that this one refers to. */
  before: readonly FlowStep[]
}

/** Everything that was recorded of a step. */
export function StepDetails({ step, before }: StepDetailsProps) {
  const { endpoint, status, fields, verifierHash, idTokenClaims, accessTokenClaims } = step
  return (
    <>
      {endpoint !== undefined && <p className="endpoint">{endpoint}</p>}
      {status !== undefined && <p className="endpoint">HTTP {status}</p>}
      {verifierHash !== undefined && (
        <ChallengeProof verifierHash={verifierHash} fields={fields} before={before} />
      )}
      <FieldTable caption="Parameters" fields={fields} explain={explainParameter} />
      {idTokenClaims && (
        <FieldTable
          caption="Claims of the ID token"
          fields={idTokenClaims}
          explain={(name) => explainClaim(name, 'id')}
        />
      )}
      {accessTokenClaims && (
        <FieldTable
          caption="Claims of the access token, which only the API has to understand"
          fields={accessTokenClaims}
          explain={(name) => explainClaim(name, 'access')}
        />
      )}
    </>
  )
}
