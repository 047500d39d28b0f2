import { AADSTS, type AadstsCode, type AadstsEntry } from './aadsts.ts'

/** A request that Entra would refuse, with the number that it would give. */
export class EntraError extends Error {
  override readonly name = 'EntraError'
  readonly code: AadstsCode
  /** What the text of the error says about this request. */
  readonly details: Record<string, string>
  /** What a new sign-in has to ask for, as a JSON string, for Conditional Access errors. */
  readonly claims: string | undefined
  /** The core reads these two: what it answers with, and that it is no fault of the server. */
  readonly statusCode = 400
  readonly expose = true

  constructor(code: AadstsCode, details: Record<string, string> = {}, claims?: string) {
    super(AADSTS[code].error)
    this.code = code
    this.details = details
    this.claims = claims
  }

  get entry(): AadstsEntry {
    return AADSTS[this.code]
  }
}

/** The pages of a sign-in were left for too long, or opened in another browser. */
export class SignInExpiredError extends Error {
  override readonly name = 'SignInExpiredError'
}

/** The person said no: at sign-in, or at consent. Entra gives this no number. */
export class UserCancelledError extends Error {
  override readonly name = 'UserCancelledError'
  readonly statusCode = 400
  readonly expose = true

  constructor() {
    super('access_denied')
  }
}
