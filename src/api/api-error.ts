import type { HttpError } from '../http/http-errors.ts'
import { parseClaimsChallenge } from './claims-challenge.ts'

/** A protected API, as people and errors name it. */
export interface ApiDescription {
  /** What people call it, to follow "the": `order service`. */
  title: string
  /** Where it stands in config.json, e.g. `apis.orders`. */
  key: string
  url: string
  /** The permissions that a token for it needs, each with its resource. */
  scopes: readonly string[]
}

/** A call to a protected API failed. Says which API it was; `cause` says how it failed. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly api: ApiDescription
  override readonly cause: HttpError
  /** Bytes of the access token that was sent, which servers may find too large. */
  readonly tokenSize: number | undefined

  constructor(api: ApiDescription, cause: HttpError, tokenSize?: number) {
    super(cause.message, { cause })
    this.api = api
    this.cause = cause
    this.tokenSize = tokenSize
  }

  /** The status of the answer; undefined when there was none, or it could not be read. */
  get status(): number | undefined {
    return 'status' in this.cause ? this.cause.status : undefined
  }

  /** The claims that a sign-in has to ask for before the API accepts its token (a claims challenge). */
  get claims(): string | undefined {
    if (!('headers' in this.cause) || this.status !== 401) return undefined
    return parseClaimsChallenge(this.cause.headers)
  }
}
