import { explainClaim, explainParameter, type FieldExplanation } from './explain-field.ts'
import type { Reference } from './references.ts'
import { type Field, type FlowStep, textOf } from './step.ts'

interface StepDetailsProps {
  step: FlowStep
  /** The steps before this one. A code verifier is compared with the challenge of one of them. */
  before: readonly FlowStep[]
}

export function StepDetails({ step, before }: StepDetailsProps) {
  const { endpoint, status, fields, verifierHash, idTokenClaims, accessTokenClaims } = step
  const standard = fields.filter((field) => !isExtension(field))
  const extensions = fields.filter(isExtension)
  return (
    <>
      {endpoint !== undefined && (
        <p className="endpoint">
          <code translate="no">{endpoint}</code>
        </p>
      )}
      {status !== undefined && (
        <p className="endpoint">
          <code translate="no">{`HTTP ${status}`}</code>
        </p>
      )}
      {verifierHash !== undefined && (
        <ChallengeProof verifierHash={verifierHash} fields={fields} before={before} />
      )}
      <FieldTable caption="Parameters" fields={standard} explain={explainParameter} />
      <FieldTable
        caption="Specific to MSAL and Entra, not in the standards"
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
          caption="Claims of the access token, which is meant for the API only"
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

interface FieldTableProps {
  caption: string
  fields: readonly Field[]
  explain: (name: string) => FieldExplanation
}

/** Each parameter or claim with its value, its explanation and a link to its specification. */
function FieldTable({ caption, fields, explain }: FieldTableProps) {
  if (fields.length === 0) return null
  return (
    <>
      <h3>{caption}</h3>
      <dl className="fields">
        {fields.map((field) => {
          const { text, reference } = explain(field.name)
          return (
            <div key={field.name}>
              <dt>{field.name}</dt>
              <dd>
                <FieldValue field={field} />
                <p>
                  <span>{text}</span> <ReferenceLink reference={reference} />
                </p>
              </dd>
            </div>
          )
        })}
      </dl>
    </>
  )
}

const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const dateClaims = new Set(['auth_time', 'exp', 'iat', 'nbf'])

/** The value of a field, or its length and fingerprint if it was redacted. */
function FieldValue({ field: { name, value } }: { field: Field }) {
  if (typeof value !== 'string') {
    return (
      <span className="redacted">
        <span>{`${value.length === 1 ? '1 character' : `${value.length} characters`}, redacted`}</span>{' '}
        <code translate="no">{`#${value.fingerprint}`}</code>
      </span>
    )
  }
  return (
    <>
      <code translate="no">{value}</code>
      {dateClaims.has(name) && <span className="moment">{` ${formatDate(Number(value))}`}</span>}
    </>
  )
}

/** A NumericDate (RFC 7519 §2) as local date and time; empty for an invalid one, such as one in milliseconds. */
function formatDate(numericDate: number): string {
  const date = new Date(numericDate * 1000)
  return Number.isNaN(date.getTime()) ? '' : dateTime.format(date)
}

/** A link to a specification. */
export function ReferenceLink({ reference: { name, href } }: { reference: Reference }) {
  return (
    <a className="reference" href={href} rel="noreferrer">
      {name}
    </a>
  )
}

interface ChallengeProofProps {
  verifierHash: string
  /** The parameters of the token request. */
  fields: Field[]
  before: readonly FlowStep[]
}

/** The hash of the verifier beside the challenge. The code can be redeemed only if they are equal (RFC 7636 §4.6). */
function ChallengeProof({ verifierHash, fields, before }: ChallengeProofProps) {
  const verifier = fields.find(({ name }) => name === 'code_verifier')
  return (
    <div className="proof">
      <h3>The verifier matches the challenge</h3>
      <dl>
        <dt>code verifier, as sent now</dt>
        <dd>{verifier && <FieldValue field={verifier} />}</dd>
        <dt>its SHA-256, in base64url</dt>
        <dd>
          <code translate="no">{verifierHash}</code>
        </dd>
        <dt>code challenge, as sent before</dt>
        <dd>
          {fitsChallenge(verifierHash, before) ? (
            <>
              <code translate="no">{verifierHash}</code> <b className="same">✓ the same</b>
            </>
          ) : (
            'This code came through a hidden frame. MSAL does not expose its request, so only the identity provider compared the two.'
          )}
        </dd>
      </dl>
    </div>
  )
}

/** Whether a verifier hashes to the challenge of the last authorization request that was recorded. */
export function fitsChallenge(verifierHash: string, before: readonly FlowStep[]): boolean {
  const request = before.findLast(({ kind }) => kind === 'authorization-request')
  return request !== undefined && textOf(request, 'code_challenge') === verifierHash
}
