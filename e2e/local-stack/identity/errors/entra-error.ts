import { AADSTS, type AadstsCode, type AadstsEntry } from './aadsts.ts'

/** A request that Entra would refuse, with the number that it would give. */
export class EntraError extends Error {
  override name = 'EntraError'
  readonly code: AadstsCode
  readonly details: Record<string, string>
  /** The core reads these two: what it answers with, and that it is no fault of the server. */
  readonly statusCode = 400
  readonly expose = true

  constructor(code: AadstsCode, details: Record<string, string> = {}) {
    super(AADSTS[code].error)
    this.code = code
    this.details = details
  }

  get entry(): AadstsEntry {
    return AADSTS[this.code]
  }
}

/** The person said no: at sign-in, or at consent. Entra gives this no number. */
export class UserCancelledError extends Error {
  override name = 'UserCancelledError'
  readonly statusCode = 400
  readonly expose = true

  constructor() {
    super('access_denied')
  }
}
