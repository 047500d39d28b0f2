import { currentPath, returnPathOf } from '../auth/return-path.ts'
import type { Session } from '../auth/session.ts'
import { type Config, findApi } from '../config/config.ts'
import { HttpStatusError, isHttpError } from '../http/http-errors.ts'
import { requestJson, type RequestOptions } from '../http/request.ts'
import { type ApiDescription, ApiError } from './api-error.ts'
import { parseClaimsChallenge } from './claims-challenge.ts'

/** How to call an API. */
export interface CallOptions extends Pick<
  RequestOptions,
  'method' | 'body' | 'timeout' | 'maxBytes'
> {
  /**
   * The request that the router gives a loader: leaving its page aborts the call, and the user comes back to that page when
   * the identity provider has to ask. Without it, the call belongs to the page on screen.
   */
  navigation?: Request
}

/** Turns the JSON of an answer into what the caller expects. @throws {UnreadableAnswerError} when it has another shape */
export type Parse<T> = (body: unknown, url: string) => T

/** A protected API. */
export interface Api {
  description: ApiDescription
  /**
   * One call: access token, request, parsed answer. A refused token (401) is replaced once, by one with the claims that the
   * API demands or by a new one. After a 403 the same call
   * gets a new token the next time, because a permission comes with a new token only.
   *
   * When the identity provider has to ask the user, a GET leaves the page and comes back to it. Any other method does not
   * leave, so that what was to be written is not lost: the call fails with an {@link AuthenticationError} that needs a
   * person, nothing has been written, and it can be repeated after signing in.
   * @param path begins with `/` or `?`, and is appended to the API's address; empty for the address itself
   * @throws {ApiError} when the call failed; never repeated unless the method is idempotent (RFC 9110 §9.2.2)
   * @throws {AuthenticationError} when there is no access token
   */
  request: <T>(path: string, parse: Parse<T>, options?: CallOptions) => Promise<T>
}

/**
 * Finds an API in the configuration.
 * @param key where it stands in config.json: see {@link findApi}
 * @param title what people call it, to follow "the"
 * @throws {ConfigError} when it is not configured
 */
export function describeApi(config: Config, key: string, title: string): ApiDescription {
  const { url, scope } = findApi(config, key)
  return { title, key, url, scopes: [scope] }
}

/** @param description the API's address, and the scopes of its access tokens; see {@link describeApi} */
export function createApi(
  session: Pick<Session, 'getAccessToken' | 'events'>,
  description: ApiDescription,
): Api {
  const { scopes } = description
  /** The calls that were answered 403, by method and path. */
  const forbidden = new Set<string>()

  async function request<T>(
    path: string,
    parse: Parse<T>,
    { navigation, ...options }: CallOptions = {},
  ): Promise<T> {
    const url = resolve(description.url, path)
    const { method = 'GET' } = options
    const call = `${method} ${path}`
    let tokenSize: number | undefined
    const returnTo = navigation ? returnPathOf(navigation.url, location) : currentPath()
    const attempt = async (token: { claims?: string; forceRefresh?: boolean }) => {
      const accessToken = await session.getAccessToken({
        scopes,
        ...token,
        ...(method === 'GET' && { returnTo }),
      })
      tokenSize = accessToken.length
      const body = await requestJson(url, {
        ...options,
        signal: navigation?.signal,
        accessToken,
        observe: (answer) => {
          session.events.emit({ kind: 'api-request', method, url, accessToken, answer })
        },
      })
      return parse(body, url)
    }
    try {
      const result = await attempt({ forceRefresh: forbidden.has(call) }).catch(
        (error: unknown) => {
          const other = otherTokenFor(error)
          if (other === undefined) throw error
          return attempt(other)
        },
      )
      forbidden.delete(call)
      return result
    } catch (error) {
      if (error instanceof HttpStatusError && error.status === 403) forbidden.add(call)
      throw isHttpError(error) ? new ApiError(description, error, tokenSize) : error
    }
  }

  return { description, request }
}

function otherTokenFor(error: unknown): { claims: string } | { forceRefresh: true } | undefined {
  if (!(error instanceof HttpStatusError) || error.status !== 401) return undefined
  const claims = parseClaimsChallenge(error.headers)
  return claims === undefined ? { forceRefresh: true } : { claims }
}

// The bearer token goes to the API's own address: a path cannot lead out of it (RFC 6750 §5.3).
function resolve(base: string, path: string): string {
  if (path === '') return base
  const joined = path.startsWith('/') ? base.replace(/\/$/, '') + path : base + path
  const [root, target] = [new URL(base, anyOrigin), new URL(joined, anyOrigin)]
  const isWithin =
    /^[/?]/.test(path) &&
    root.search + root.hash === '' &&
    target.origin === root.origin &&
    `${target.pathname}/`.startsWith(root.pathname.replace(/\/?$/, '/'))
  if (!isWithin) throw new TypeError(`"${path}" is no path of the API at ${base}.`)
  return joined
}

// An API may be a path on the app's own origin.
const anyOrigin = 'https://own.invalid'
