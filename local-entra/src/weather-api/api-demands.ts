import type { RequestListener, ServerResponse } from 'node:http'
import { decodeJwt, errors, type JWTPayload } from 'jose'
import { bearerChallenge } from '../../../weather-api/require-access.ts'
import type { RequestHandler } from '../../../weather-api/weather-api.ts'
import type { Clock } from '../clock.ts'

/** What the control makes the weather API require or return, until it is undone. */
export interface ApiDemands {
  /** Continuous access evaluation: access tokens must have been issued at this second or later. */
  notBefore: number | undefined
  /** Step-up authentication: access tokens must have this authentication context (`acrs` claim), such as `c1`. */
  authenticationContext: string | undefined
  /** Challenges before and after each challenge of the API. */
  otherChallenges: OtherChallenges | undefined
  /** The maximum number of requests in a number of seconds. */
  rateLimit: { requests: number; seconds: number } | undefined
  /** The response in place of a random forecast. */
  forecast: unknown
  /** The response to one account, by user name. */
  forecastOf: Record<string, unknown>
  /** Headers of the response in place of `Cache-Control: no-store`. */
  forecastHeaders: Headers | undefined
  /** The days that clients have removed. */
  removedDays: Set<string>
}

export interface OtherChallenges {
  before: string[]
  after: string[]
  /** Each challenge has its own header field. Otherwise they are a list in one. */
  separately: boolean
}

/** @returns the demands after the start: none */
export function noApiDemands(): ApiDemands {
  return {
    notBefore: undefined,
    authenticationContext: undefined,
    otherChallenges: undefined,
    rateLimit: undefined,
    forecast: undefined,
    forecastOf: {},
    forecastHeaders: undefined,
    removedDays: new Set(),
  }
}

/** What the demands depend on. */
export interface DemandContext {
  demands: ApiDemands
  clock: Clock
  /** Whether a token, by its `uti` claim, counts as expired. */
  isExpired: (uti: string) => boolean
  /** The forecast's dates are full date-times with an offset, as .NET 6 wrote them. */
  dateTimes: () => boolean
  /** The CORS headers of a response that does not come from the API. */
  corsHeaders: (origin: string | null) => Record<string, string>
  /** Finds the account of a token by its `oid` claim. */
  userNameOf: (objectId: unknown) => string | undefined
  /** The authorization endpoint and the client id of the API, for claims challenges. */
  authorizationUri: string
  clientId: string
}

/**
 * Enforces the demands on requests to the API. The API responds first: with 200 or 403 it has accepted the token, and only
 * then can the token be challenged or the forecast be replaced.
 */
export function enforceDemands(context: DemandContext, api: RequestHandler): RequestHandler {
  const secondsToWait = createRateLimit(context)
  return async (request) => {
    // A preflight is neither counted nor refused.
    const seconds = request.method === 'OPTIONS' ? undefined : secondsToWait()
    if (seconds !== undefined) return tooManyRequests(context, request, seconds)
    const isChange = request.method === 'DELETE'
    const response = await api(isChange ? askForForecast(request) : request)
    if (response.status !== 200 && response.status !== 403) return response
    const claims = claimsOf(request)
    const challenge = challengeTo(context, claims)
    if (challenge !== undefined) return unauthorized(response, challenge)
    if (isChange) return api(request)
    if (response.status !== 200) return response
    return withHeaders(context.demands, request, await withForecast(context, claims, response))
  }
}

/** A request that changes nothing, for the API to accept or refuse the token before it is challenged. */
function askForForecast({ url, headers }: Request): Request {
  return new Request(new URL('/WeatherForecast', url), { headers })
}

/**
 * @returns a function that counts a request, and returns the seconds to wait, or undefined if the request is within the limit
 */
function createRateLimit({ demands, clock }: DemandContext): () => number | undefined {
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
  { corsHeaders }: DemandContext,
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

/** @returns the claims of the access token, which the API has verified */
function claimsOf(request: Request): JWTPayload {
  const [, token = ''] = (request.headers.get('authorization') ?? '').split(/ +/)
  return decodeJwt(token)
}

/** @returns the `WWW-Authenticate` header, or undefined when the token satisfies the demands */
function challengeTo(context: DemandContext, claims: JWTPayload): string | undefined {
  if (context.isExpired(String(claims['uti']))) {
    const exp = context.clock.now() - 300
    return bearerChallenge(new errors.JWTExpired('counts as expired', { ...claims, exp }))
  }
  return claimsChallenge(context, claims)
}

/** A claims challenge (https://learn.microsoft.com/entra/identity-platform/claims-challenge). */
function claimsChallenge(
  { demands, authorizationUri, clientId }: DemandContext,
  claims: JWTPayload,
): string | undefined {
  const encoded = missingClaims(demands, claims)
  if (encoded === undefined) return undefined
  return `Bearer realm="", authorization_uri="${authorizationUri}", client_id="${clientId}", error="insufficient_claims", claims="${encoded}"`
}

/** @returns the `claims` of a challenge, in base64; undefined when the token satisfies the demands */
export function missingClaims(
  { notBefore, authenticationContext }: Partial<ApiDemands>,
  { nbf = 0, acrs }: JWTPayload,
): string | undefined {
  const missing: Record<string, object> = {}
  if (notBefore !== undefined && nbf < notBefore) {
    missing['nbf'] = { essential: true, value: String(notBefore) }
  }
  const contexts = Array.isArray(acrs) ? acrs : []
  if (authenticationContext !== undefined && !contexts.includes(authenticationContext)) {
    missing['acrs'] = { essential: true, value: authenticationContext }
  }
  if (Object.keys(missing).length === 0) return undefined
  return Buffer.from(JSON.stringify({ access_token: missing })).toString('base64')
}

/** Keeps the CORS and cache headers of the API. */
function unauthorized({ headers: own }: Response, challenge: string): Response {
  const headers = new Headers(own)
  headers.delete('content-type')
  headers.set('www-authenticate', challenge)
  return new Response(null, { status: 401, headers })
}

/**
 * Adds challenges to those of the API: a list in any number of header fields (RFC 9110 §11.6.1). `Headers` joins the fields
 * of one name, so they are added where Node writes them.
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
  { demands, dateTimes, clock, userNameOf }: DemandContext,
  { oid }: JWTPayload,
  response: Response,
): Promise<Response> {
  const planted = [demands.forecastOf[userNameOf(oid) ?? ''], demands.forecast]
  // null is a forecast that a test may want.
  const [forecast] = planted.filter((each) => each !== undefined)
  if (forecast === undefined) {
    if (!dateTimes()) return response
    return withBody(response, await withDateTimes(response, clock))
  }
  return withBody(response, forecast)
}

function withBody(response: Response, forecast: unknown): Response {
  return new Response(JSON.stringify(forecast), { status: 200, headers: response.headers })
}

/** Dates as .NET 6 serialises a DateTimeOffset: `2030-01-01T10:20:30.0004567+00:00`. */
async function withDateTimes(response: Response, clock: Clock): Promise<object[]> {
  const [, time = ''] = new Date(clock.now() * 1000).toISOString().split('T')
  const days = (await response.json()) as { date: string }[]
  return days.map((day) => ({ ...day, date: `${day.date}T${time.replace('Z', '4567+00:00')}` }))
}

/** Sets the headers of the forecast, and evaluates a conditional request (RFC 9110 §13.1). */
function withHeaders({ forecastHeaders }: ApiDemands, request: Request, response: Response) {
  if (!forecastHeaders) return response
  const headers = new Headers(response.headers)
  headers.delete('cache-control')
  for (const [name, value] of forecastHeaders) headers.set(name, value)
  return isNotModified(request, headers)
    ? new Response(null, { status: 304, headers })
    : new Response(response.body, { status: 200, headers })
}

function isNotModified(request: Request, headers: Headers): boolean {
  const etag = headers.get('etag')
  const known = request.headers.get('if-none-match')
  // If-None-Match takes precedence over the date (RFC 9110 §13.1.3).
  if (known !== null) return etag !== null && known.split(/, */).includes(etag)
  const modified = headers.get('last-modified')
  return modified !== null && modified === request.headers.get('if-modified-since')
}
