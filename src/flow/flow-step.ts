/** What can be seen to happen between the browser, the identity provider and the protected API. */
export type StepKind =
  | 'authorization-request'
  | 'authorization-response'
  | 'frame-request'
  | 'frame-response'
  | 'token-request'
  | 'token-response'
  | 'silent-failure'
  | 'api-request'
  | 'api-response'
  | 'end-session-response'

/** What is left of a value that must not be kept. */
export interface Redacted {
  /** How many characters it had. */
  length: number
  /** Tells whether two redacted values were the same, and nothing else about them. */
  fingerprint: string
}

/** A parameter of a request or an answer, or a claim of a token. */
export interface Field {
  name: string
  value: string | Redacted
  /** Says something about the person: shown to them, left out of an export. */
  isPersonal?: boolean
}

/** One step, with nothing in it that anyone could use. */
export interface FlowStep {
  kind: StepKind
  /** Milliseconds since 1970. */
  at: number
  /** For an answer: milliseconds since its request. */
  duration?: number
  /** For a request: method and address, without query. */
  endpoint?: string
  /** HTTP status; for an answer that never came there is none. */
  status?: number
  fields: Field[]
  idTokenClaims?: Field[]
  accessTokenClaims?: Field[]
  /** BASE64URL(SHA256(code verifier)), computed from the verifier that was sent (RFC 7636 §4.6). */
  verifierHash?: string
}

/** The value of a field that was not redacted. */
export function textOf({ fields }: { fields: Field[] }, name: string): string | undefined {
  const value = fields.find((field) => field.name === name)?.value
  return typeof value === 'string' ? value : undefined
}
