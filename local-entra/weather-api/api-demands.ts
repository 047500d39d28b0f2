import type { RequestListener, ServerResponse } from 'node:http'
import { decodeJwt, errors, type JWTPayload } from 'jose'
import { bearerChallenge } from '../../weather-api/require-access.ts'
import type { RequestHandler } from '../../weather-api/weather-api.ts'
import type { Clock } from '../clock.ts'

/** What tests make the weather API demand or answer, until it is undone. */
export interface ApiDemands {
  /** Continuous access evaluation: tokens must be from this second or later. */
  notBefore: number | undefined
  /** Step-up: tokens must carry this authentication context, such as `c1`. */
  authenticationContext: string | undefined
  /** Access tokens, by their `uti`, that are treated as expired. */
  expired: Set<string>
  /** Challenges that are added around each challenge of the API. */
  otherChallenges: OtherChallenges | undefined
  /** The maximum number of requests in so many seconds. */
  rateLimit: { requests: number; seconds: number } | undefined
  /** What is answered instead of a random forecast. */
  forecast: unknown
  /** The forecast of one account, by user name. */
  forecastOf: Record<string, unknown>
  /** Headers of the forecast, in place of `Cache-Control: no-store`. */
  forecastHeaders: Headers | undefined
}

export interface OtherChallenges {
  before: string[]
  after: string[]
  /** Each challenge in a header field of its own, instead of a list in one. */
  separately: boolean
}

export function noApiDemands(): ApiDemands {
  return {
    notBefore: undefined,
    authenticationContext: undefined,
    expired: new Set(),
    otherChallenges: undefined,
    rateLimit: undefined,
    forecast: undefined,
    forecastOf: {},
    forecastHeaders: undefined,
  }
}

export interface DemandingFront {
  demands: ApiDemands
  clock: Clock
  /** The forecast's dates are full date-times with an offset, as .NET 6 wrote them. */
  dateTimes: () => boolean
  /** CORS headers of an answer that the API is not asked for. */
  corsHeaders: (origin: string | null) => Record<string, string>
  /** The account that a token is about, by the `oid` claim. */
  userNameOf: (objectId: unknown) => string | undefined
  /** Where a client that is challenged gets a better token, and for which API. */
  authorizationUri: string
  clientId: string
}

/**
 * Puts the demands in front of the API. The API answers first: 200 and 403 mean that it accepts the token, and only then
 * can the token be challenged or the forecast replaced.
 */
export function putDemandsInFront(front: DemandingFront, api: RequestHandler): RequestHandler {
  const secondsToWait = createRateLimit(front)
  return async (request) => {
    // The API answers a preflight without counting it.
    const seconds = request.method === 'OPTIONS' ? undefined : secondsToWait()
    if (seconds !== undefined) return tooManyRequests(front, request, seconds)
    const answer = await api(request)
    if (answer.status !== 200 && answer.status !== 403) return answer
    const payload = tokenIn(request)
    const challenge = challengeTo(front, payload)
    if (challenge !== undefined) return unauthorized(answer, challenge)
    if (answer.status !== 200) return answer
    return withHeaders(front.demands, request, await withForecast(front, payload, answer))
  }
}

/**
 * Counts requests.
 * @returns a function that gives the seconds to wait, or undefined when the request may pass
 */
function createRateLimit({ demands, clock }: DemandingFront): () => number | undefined {
  let limit: ApiDemands['rateLimit']
  let passed: number[] = []
  return () => {
    const { rateLimit } = demands
    // A new limit counts from zero: the clock may have been moved in between.
    if (limit !== rateLimit) passed = []
    limit = rateLimit
    if (!rateLimit) return undefined
    const now = clock.now()
    passed = passed.filter((time) => time > now - rateLimit.seconds)
    const [oldest] = passed
    if (passed.length >= rateLimit.requests) return (oldest ?? now) + rateLimit.seconds - now
    passed.push(now)
    return undefined
  }
}

function tooManyRequests(
  { corsHeaders }: DemandingFront,
  request: Request,
  seconds: number,
): Response {
  const headers = {
    ...corsHeaders(request.headers.get('origin')),
    'cache-control': 'no-store',
    'retry-after': String(seconds),
  }
  return new Response(null, { status: 429, headers })
}

/** The claims of the access token, which the API has verified. */
function tokenIn(request: Request): JWTPayload {
  const [, token = ''] = (request.headers.get('authorization') ?? '').split(/ +/)
  return decodeJwt(token)
}

/** @returns the `WWW-Authenticate` header, or undefined when the token satisfies the demands */
function challengeTo(front: DemandingFront, payload: JWTPayload): string | undefined {
  if (front.demands.expired.has(String(payload['uti']))) {
    return bearerChallenge(
      new errors.JWTExpired('treated as expired', { ...payload, exp: front.clock.now() - 300 }),
    )
  }
  return claimsChallenge(front, payload)
}

/**
 * Asks the client for a token with more claims
 * (https://learn.microsoft.com/entra/identity-platform/claims-challenge).
 */
function claimsChallenge(
  { demands, authorizationUri, clientId }: DemandingFront,
  payload: JWTPayload,
): string | undefined {
  const { notBefore, authenticationContext } = demands
  const missing: Record<string, object> = {}
  if (notBefore !== undefined && (payload.nbf ?? 0) < notBefore) {
    missing['nbf'] = { essential: true, value: String(notBefore) }
  }
  const contexts = Array.isArray(payload['acrs']) ? payload['acrs'] : []
  if (authenticationContext !== undefined && !contexts.includes(authenticationContext)) {
    missing['acrs'] = { essential: true, value: authenticationContext }
  }
  if (Object.keys(missing).length === 0) return undefined
  const claims = Buffer.from(JSON.stringify({ access_token: missing })).toString('base64')
  return `Bearer realm="", authorization_uri="${authorizationUri}", client_id="${clientId}", error="insufficient_claims", claims="${claims}"`
}

/** Keeps the CORS and cache headers of the API's own answer. */
function unauthorized({ headers: own }: Response, challenge: string): Response {
  const headers = new Headers(own)
  headers.delete('content-type')
  headers.set('www-authenticate', challenge)
  return new Response(null, { status: 401, headers })
}

/**
 * Adds challenges around the API's own (RFC 9110 §11.6.1: a list, in any number of fields). `Headers` would join the fields,
 * so they are added where Node writes them.
 */
export function addOtherChallenges(
  demands: ApiDemands,
  listener: RequestListener,
): RequestListener {
  return (request, response) => {
    const { otherChallenges } = demands
    if (otherChallenges) writeWith(otherChallenges, response)
    listener(request, response)
  }
}

function writeWith({ before, after, separately }: OtherChallenges, response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response)
  response.writeHead = (status: number, ...rest: unknown[]) => {
    const headers = Object.entries((rest.at(-1) ?? {}) as Record<string, string>).map(
      ([name, value]) => {
        if (name.toLowerCase() !== 'www-authenticate') return [name, value] as const
        const challenges = [...before, value, ...after]
        return [name, separately ? challenges : challenges.join(', ')] as const
      },
    )
    return writeHead(status, Object.fromEntries(headers))
  }
}

async function withForecast(
  { demands, dateTimes, clock, userNameOf }: DemandingFront,
  { oid }: JWTPayload,
  answer: Response,
): Promise<Response> {
  const forecast =
    demands.forecastOf[userNameOf(oid) ?? ''] ??
    demands.forecast ??
    (dateTimes() ? await withDateTimes(answer, clock) : undefined)
  if (forecast === undefined) return answer
  return new Response(JSON.stringify(forecast), { status: 200, headers: answer.headers })
}

/** `2030-01-01T10:20:30.0004567+00:00`: seven digits of a second and an offset. */
async function withDateTimes(answer: Response, clock: Clock): Promise<object[]> {
  const [, time = ''] = new Date(clock.now() * 1000).toISOString().split('T')
  const days = (await answer.json()) as { date: string }[]
  return days.map((day) => ({ ...day, date: `${day.date}T${time.replace('Z', '4567+00:00')}` }))
}

/** Sets the forecast's headers, and answers a conditional request (RFC 9110 §13.1). */
function withHeaders({ forecastHeaders }: ApiDemands, request: Request, answer: Response) {
  if (!forecastHeaders) return answer
  const headers = new Headers(answer.headers)
  headers.delete('cache-control')
  for (const [name, value] of forecastHeaders) headers.set(name, value)
  return isFresh(request, headers)
    ? new Response(null, { status: 304, headers })
    : new Response(answer.body, { status: 200, headers })
}

function isFresh(request: Request, headers: Headers): boolean {
  const etag = headers.get('etag')
  const known = request.headers.get('if-none-match')
  // With an entity tag, the date does not count (RFC 9110 §13.1.3).
  if (known !== null) return etag !== null && known.split(/, */).includes(etag)
  const modified = headers.get('last-modified')
  return modified !== null && modified === request.headers.get('if-modified-since')
}
