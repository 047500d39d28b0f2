/** The steps between the browser, the identity provider and the protected API that this tab can observe. */
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

/** Replaces a value that must not be stored. */
export interface Redacted {
  /** The number of characters in the value. */
  length: number
  /** Equal values have equal fingerprints; see redact.ts. */
  fingerprint: string
}

/** A parameter of a request or response, or a claim of a token. */
export interface Field {
  name: string
  value: string | Redacted
  /** Personal data: shown to the user, left out of an export. */
  isPersonal?: boolean
}

/** One step, free of secrets. */
export interface FlowStep {
  kind: StepKind
  /** Milliseconds since 1970. */
  at: number
  /** For a response: milliseconds since its request. */
  duration?: number
  /** The name of the API, for a request to one and its response. */
  api?: string
  /** For a request: method and address, without the query. */
  endpoint?: string
  /** HTTP status; missing when there was no response. */
  status?: number
  fields: Field[]
  idTokenClaims?: Field[]
  accessTokenClaims?: Field[]
  /** BASE64URL(SHA256(code verifier)), computed from the verifier that was sent (RFC 7636 §4.6). */
  verifierHash?: string
}

/** The value of a field, or undefined if the field is missing or redacted. */
export function textOf({ fields }: { fields: Field[] }, name: string): string | undefined {
  const value = fields.find((field) => field.name === name)?.value
  return typeof value === 'string' ? value : undefined
}
