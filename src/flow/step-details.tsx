import { ChallengeProof } from './challenge-proof.tsx'
import { explainClaim } from './explain-claim.ts'
import { explainParameter } from './explain-field.ts'
import { FieldTable } from './field-table.tsx'
import type { Field, FlowStep } from './flow-step.ts'

interface StepDetailsProps {
  step: FlowStep
  /** The steps that came before, to look things up that this one refers to. */
  before: readonly FlowStep[]
}

/** Everything that was recorded of a step. */
export function StepDetails({ step, before }: StepDetailsProps) {
  const { endpoint, status, fields, verifierHash, idTokenClaims, accessTokenClaims } = step
  const standard = fields.filter((field) => !isExtension(field))
  const extensions = fields.filter(isExtension)
  return (
    <>
      {endpoint !== undefined && (
        <p className="endpoint">
          <code>{endpoint}</code>
        </p>
      )}
      {status !== undefined && (
        <p className="endpoint">
          <code>HTTP {status}</code>
        </p>
      )}
      {verifierHash !== undefined && (
        <ChallengeProof verifierHash={verifierHash} fields={fields} before={before} />
      )}
      <FieldTable caption="Parameters" fields={standard} explain={explainParameter} />
      <FieldTable
        caption="Between MSAL and Entra, outside the standards"
        fields={extensions}
        explain={explainParameter}
      />
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

function isExtension({ name }: Field): boolean {
  return explainParameter(name).isExtension === true
}
