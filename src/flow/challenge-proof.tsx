import { type Field, type FlowStep, textOf } from './flow-step.ts'
import { FieldValue } from './field-value.tsx'

interface ChallengeProofProps {
  verifierHash: string
  /** The parameters of the token request. */
  fields: Field[]
  before: readonly FlowStep[]
}

/** The verifier, hashed, beside the challenge that was sent: they are the same, or the code cannot be redeemed. */
export function ChallengeProof({ verifierHash, fields, before }: ChallengeProofProps) {
  const verifier = fields.find(({ name }) => name === 'code_verifier')
  return (
    <div className="proof">
      <h3>The verifier fits the challenge</h3>
      <dl>
        <dt>code verifier, as sent now</dt>
        <dd>{verifier && <FieldValue field={verifier} />}</dd>
        <dt>its SHA-256, in base64url</dt>
        <dd>
          <code>{verifierHash}</code>
        </dd>
        <dt>code challenge, as sent before</dt>
        <dd>{fitsChallenge(verifierHash, before) ? <Same challenge={verifierHash} /> : notSeen}</dd>
      </dl>
    </div>
  )
}

/** Whether a verifier hashes to the challenge of the last authorization request that could be seen. */
export function fitsChallenge(verifierHash: string, before: readonly FlowStep[]): boolean {
  const request = before.findLast(({ kind }) => kind === 'authorization-request')
  return request !== undefined && textOf(request, 'code_challenge') === verifierHash
}

const notSeen =
  'This code came through a hidden frame, whose request no hook shows; the identity provider compared them.'

function Same({ challenge }: { challenge: string }) {
  return (
    <>
      <code>{challenge}</code> <b className="same">✓ the same</b>
    </>
  )
}
