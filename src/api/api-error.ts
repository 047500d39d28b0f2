import type { HttpError } from '../http/http-errors.ts'
import { parseClaimsChallenge } from './claims-challenge.ts'

/** A protected API: where it is, and what users and developers call it. */
export interface ApiDescription {
  /** Its name for users, which follows "the": `order service`. */
  title: string
  /** Its key in config.json, e.g. `apis.orders`. */
  key: string
  url: string
  /** The scopes that an access token for it needs, each with its resource. */
  scopes: readonly string[]
}

/** What is known of a call that failed; see {@link ApiError}. */
interface FailedCall {
  tokenSize?: number | undefined
  role?: string | undefined
  isWrite?: boolean
}

/** A call to a protected API failed. `cause` is the error of the request. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly api: ApiDescription
  override readonly cause: HttpError
  /** Bytes of the access token that was sent: some servers reject large headers. */
  readonly tokenSize: number | undefined
  /** The app role that the API requires for the call, as far as the app knows. */
  readonly role: string | undefined
  /** Whether the call was to change something. The app does not repeat it by itself. */
  readonly isWrite: boolean

  constructor(api: ApiDescription, cause: HttpError, call: FailedCall = {}) {
    super(cause.message, { cause })
    this.api = api
    this.cause = cause
    this.tokenSize = call.tokenSize
    this.role = call.role
    this.isWrite = call.isWrite ?? false
  }

  /** The status of the response; undefined when there was none, or it could not be read. */
  get status(): number | undefined {
    return 'status' in this.cause ? this.cause.status : undefined
  }

  /** The claims that a sign-in must request before the API accepts its token (claims challenge). */
  get claims(): string | undefined {
    if (!('headers' in this.cause) || this.status !== 401) return undefined
    return parseClaimsChallenge(this.cause.headers)
  }
}
