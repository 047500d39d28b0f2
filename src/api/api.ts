import { currentPath, returnPathOf } from '../auth/return-path.ts'
import type { Session } from '../auth/session.ts'
import { type Config, findApi } from '../config/config.ts'
import { HttpStatusError, isHttpError } from '../http/http-errors.ts'
import { requestFile, requestJson, type RequestOptions } from '../http/request.ts'
import { type ApiDescription, ApiError } from './api-error.ts'
import { parseClaimsChallenge } from './claims-challenge.ts'

export interface CallOptions extends Pick<
  RequestOptions,
  'method' | 'body' | 'timeout' | 'maxBytes'
> {
  /**
   * The request that the router passes to a loader. The call is aborted with it, and a sign-in redirects back to its page.
   * Without it, a sign-in redirects back to the current page.
   */
  navigation?: Request | undefined
  /** For data that the page can do without: if the user has to sign in, the call rejects, and the page is not left. */
  isOptional?: boolean
  /** The app role that the API requires for this call. The explanation of a 403 names it. */
  role?: string
}

/** Validates the JSON of a response. @throws {UnreadableResponseError} when it has another shape */
export type Parse<T> = (body: unknown, url: string) => T

/** A protected API. */
export interface Api {
  description: ApiDescription
  /**
   * Gets an access token, sends the request, and parses the response. After a 401, retries once: with a token that has the
   * claims of the challenge, or else with a new token. After a 403, the next call with the same role, or else of the same
   * method and path, gets a new token, because only a new token contains new permissions.
   *
   * If the user has to sign in, a GET redirects to the identity provider and back. Other methods do not redirect, because
   * that would lose the data: they reject with an {@link AuthenticationError} whose `needsPerson` is true. Nothing has been
   * written then, and the call can be repeated after sign-in.
   * @param path begins with `/` or `?`, and is appended to the URL of the API; empty for that URL itself
   * @throws {ApiError} when the call failed
   * @throws {AuthenticationError} when there is no access token
   */
  request: <T>(path: string, parse: Parse<T>, options?: CallOptions) => Promise<T>
  /** The same for a file, such as a picture. */
  requestFile: (path: string, options?: CallOptions) => Promise<Blob>
}

/**
 * Describes an API of the configuration.
 * @param key its key in config.json; see {@link findApi}
 * @param title its name for users, which follows "the"
 * @throws {ConfigError} when it is not configured
 */
export function describeApi(config: Config, key: string, title: string): ApiDescription {
  const { url, scope } = findApi(config, key)
  return { title, key, url, scopes: [scope] }
}

/** @param description from {@link describeApi} */
export function createApi(
  session: Pick<Session, 'getAccessToken' | 'events'>,
  description: ApiDescription,
): Api {
  const { scopes } = description
  /** Role, or else method and path, of the calls whose last response was a 403. */
  const forbidden = new Set<string>()

  async function call<T>(
    path: string,
    { navigation, role, isOptional = false, ...options }: CallOptions,
    send: (url: string, request: RequestOptions) => Promise<T>,
  ): Promise<T> {
    const url = resolve(description.url, path)
    const { method = 'GET' } = options
    const key = role ?? `${method} ${path}`
    let tokenSize: number | undefined
    const page = navigation ? returnPathOf(navigation.url, location) : currentPath()
    const returnTo = method === 'GET' && !isOptional ? page : undefined
    const attempt = async (token: { claims?: string; forceRefresh?: boolean }) => {
      const accessToken = await session.getAccessToken({
        scopes,
        ...token,
        returnTo,
      })
      tokenSize = accessToken.length
      return send(url, {
        ...options,
        signal: navigation?.signal,
        accessToken,
        observe: (response) => {
          session.events.emit({
            kind: 'api-request',
            api: description.title,
            method,
            url,
            accessToken,
            response,
          })
        },
      })
    }
    try {
      const result = await attempt({ forceRefresh: forbidden.has(key) }).catch((error: unknown) => {
        const other = otherTokenFor(error)
        if (other === undefined) throw error
        return attempt(other)
      })
      forbidden.delete(key)
      return result
    } catch (error) {
      if (error instanceof HttpStatusError && error.status === 403) forbidden.add(key)
      throw isHttpError(error)
        ? new ApiError(description, error, { tokenSize, role, isWrite: method !== 'GET' })
        : error
    }
  }

  return {
    description,
    request: (path, parse, options = {}) =>
      call(path, options, async (url, request) => parse(await requestJson(url, request), url)),
    requestFile: (path, options = {}) => call(path, options, requestFile),
  }
}

function otherTokenFor(error: unknown): { claims: string } | { forceRefresh: true } | undefined {
  if (!(error instanceof HttpStatusError) || error.status !== 401) return undefined
  const claims = parseClaimsChallenge(error.headers)
  return claims === undefined ? { forceRefresh: true } : { claims }
}

// The bearer token is sent only below the URL of the API: no path leads out of it (RFC 6750 §5.3).
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

// The base for an API whose URL is a path on the app's own origin.
const anyOrigin = 'https://own.invalid'
