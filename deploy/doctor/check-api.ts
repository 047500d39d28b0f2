import { endpointsOf } from '../../src/config/config.ts'
import { parseChallenges } from '../../src/http/challenges.ts'
import { isBelowApi } from '../configure/sanity-checks.ts'
import { isGraph } from '../identity-provider/microsoft-graph.ts'
import { type Examination, examine, type Finding } from './finding.ts'
import { type HttpResponse, isResponse, probe } from './probe.ts'
import { nameOf } from './access-token.ts'
import { checkKeeping, type Explanation, explainStatus, isStaticWebApp } from './api-responses.ts'
import { checkCors } from './check-cors.ts'
import { checkGraph } from './check-graph.ts'
import { checkLargeToken } from './check-large-token.ts'
import { checkToken } from './check-token.ts'
import { apisIn, type ApiSubject, originOf, type Subject } from './subject.ts'

/**
 * Checks each API of the configuration: how it rejects bad tokens, caching, CORS, its clock, and its response to a real
 * access token if there is one.
 */
export async function checkApis(subject: Subject): Promise<Finding[]> {
  const findings = apisIn(subject).map((api) =>
    isGraph(api) ? checkGraph(subject, api) : checkApi(subject, api),
  )
  return (await Promise.all([...findings, checkToken(subject)])).flat()
}

async function checkApi(subject: Subject, api: ApiSubject): Promise<Finding[]> {
  const findings = await Promise.all([
    checkDomain(subject, api),
    checkRefusals(subject, api),
    checkCors(subject, api),
    checkClock(subject, api),
  ])
  return findings.flat()
}

/** Checks that the API rejects requests without a token and with forged tokens (RFC 6750 §3). */
async function checkRefusals(subject: Subject, api: ApiSubject): Promise<Finding[]> {
  const open = examine('api', `API ${api.url} without a token${api.which}`)
  const response = await probe(api.url)
  if (!isResponse(response)) return [open.bad(response.problem, response.fix)]
  const refusal = judgeOpen(open, response, api)
  if (refusal.outcome === 'bad') return [refusal]
  const isCrossOrigin = new URL(api.url).origin !== originOf(subject)
  const [madeUp, unsigned, large] = await Promise.all([
    checkForgery(api, 'a malformed token', 'made.up'),
    checkForgery(api, 'an unsigned token', unsignedToken(subject, api)),
    checkLargeToken(api),
  ])
  const keeping = checkKeeping(
    examine('api-cache', `Caching of the API’s responses${api.which}`),
    response,
  )
  const forgeries = [madeUp, unsigned]
  // The other checks are meaningful only if the API rejects both forgeries.
  if (forgeries.some(({ finding }) => finding.outcome === 'bad'))
    return [refusal, keeping, ...forgeries.map(({ finding }) => finding)]
  return [
    refusal,
    keeping,
    ...forgeries.map(({ finding }) => finding),
    large,
    ...(isCrossOrigin ? [] : checkArrival(api, response, unsigned.response)),
  ]
}

// RFC 6750 §3.1: the challenge has an error code for a bad token, and none without a token.
function checkArrival(
  api: ApiSubject,
  open: HttpResponse,
  refused: HttpResponse | undefined,
): Finding[] {
  const [without, withToken] = [open, refused].map(
    (response) => response?.headers.get('www-authenticate') ?? '',
  )
  const errors = parseChallenges(withToken ?? '').some(({ parameters }) => parameters.has('error'))
  if (errors || without !== withToken) return []
  const exam = examine('api-arrival', `Access token in requests to the API${api.which}`)
  return [
    exam.advice(
      'the API responds to a bad token as if there were none. Either it never reports token errors, or the host in front removes the Authorization header.',
      'Run the doctor with the access token of a signed-in user (API_TOKEN) to see which. If it is the host, configure it to pass the Authorization header on unchanged.',
    ),
  ]
}

function judgeOpen(exam: Examination, response: HttpResponse, api: ApiSubject): Finding {
  const { status, headers } = response
  if (status === 401) return judgeChallenge(exam, headers.get('www-authenticate') ?? '')
  if (status >= 200 && status < 300) return exam.bad(...unprotected(response, api))
  return exam.bad(...explainStatus(status, api))
}

function judgeChallenge(exam: Examination, header: string): Finding {
  const schemes = parseChallenges(header).map(({ scheme }) => scheme)
  if (schemes.includes('bearer')) return exam.good()
  return exam.bad(
    header === ''
      ? 'it returned 401 without a WWW-Authenticate header.'
      : `it returned 401, but requires something other than a bearer token: ${header}.`,
    'Configure the API to use bearer tokens: AddMicrosoftIdentityWebApiAuthentication in ASP.NET Core.',
  )
}

function unprotected({ headers }: HttpResponse, { key }: ApiSubject): Explanation {
  if (headers.get('content-type')?.startsWith('text/html') === true) {
    return [
      'it returned HTML: this is not the URL of the API.',
      `Correct ${key}.url. For a path on the app’s own origin, configure the host to forward it to the API.`,
    ]
  }
  return [
    'it returned data without a token.',
    'Require authorization: [Authorize] and the scope in ASP.NET Core.',
  ]
}

/**
 * Checks whether the app's host passes the access token on. Azure Static Web Apps replaces it with a token of its own.
 * @see {@link https://github.com/Azure/static-web-apps/issues/34}
 */
export function checkHost(subject: Subject, api: ApiSubject): Finding[] {
  const { hostname } = new URL(api.url)
  const isKnown = isBehindHost(subject, api) && hostname.endsWith('.azurestaticapps.net')
  return isKnown ? [replacesTokens(api)] : []
}

// Under a custom domain, the host is recognised by `/.auth/me`, which every Static Web App serves.
async function checkDomain(subject: Subject, api: ApiSubject): Promise<Finding[]> {
  const known = checkHost(subject, api)
  if (known.length > 0 || !isBehindHost(subject, api)) return known
  return (await isStaticWebApp(originOf(subject))) ? [replacesTokens(api)] : []
}

function isBehindHost(subject: Subject, { url }: ApiSubject): boolean {
  const { origin, pathname } = new URL(url)
  return origin === originOf(subject) && isBelowApi(pathname)
}

function replacesTokens({ key, which }: ApiSubject): Finding {
  return examine('api-host', `Host in front of the API${which}`).bad(
    'Azure Static Web Apps replaces the Authorization header of each request below /api.',
    `Set ${key}.url to the API’s own URL, and allow the origin of the app in its CORS policy.`,
  )
}

/** The result of a token that an API must reject. */
interface Forgery {
  finding: Finding
  response: HttpResponse | undefined
}

async function checkForgery(api: ApiSubject, what: string, token: string): Promise<Forgery> {
  const exam = examine('api-token', `API with ${what}${api.which}`)
  const response = await probe(api.url, { headers: { Authorization: `Bearer ${token}` } })
  if (!isResponse(response))
    return { finding: exam.bad(response.problem, response.fix), response: undefined }
  return { finding: judgeForgery(exam, response), response }
}

function judgeForgery(exam: Examination, { status }: HttpResponse): Finding {
  if (status === 401) return exam.good()
  if (status < 300) {
    return exam.bad(
      'the API accepted it: it does not check signatures.',
      'Verify each token with the keys of the identity provider, and allow only RS256.',
    )
  }
  const problem = `it returned ${status} instead of 401.`
  return exam.bad(problem, 'Return 401 for every token that cannot be verified.')
}

// Has all claims of a good token, and no signature (RFC 8725 §3.1).
function unsignedToken({ config }: Subject, { scope }: ApiSubject): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: endpointsOf(config).issuer,
    aud: /[0-9a-f-]{36}/i.exec(scope)?.[0] ?? scope,
    iat: now,
    nbf: now,
    exp: now + 600,
    sub: 'doctor',
    tid: 'doctor',
    scp: nameOf(scope),
  }
  return `${encode({ typ: 'JWT', alg: 'none' })}.${encode(claims)}.`
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

/** ASP.NET's default. With a larger difference, the API rejects good tokens as expired or not yet valid. */
const toleranceInSeconds = 300

/** Compares the clocks of the identity provider and the API by the `Date` header (RFC 9110 §6.6.1). */
async function checkClock(subject: Subject, api: ApiSubject): Promise<Finding> {
  const exam = examine('clock', `Clocks of the identity provider and the API${api.which}`)
  const [issuing, checking] = await Promise.all([
    readClock(endpointsOf(subject.config).token_endpoint),
    readClock(api.url),
  ])
  if (issuing === undefined || checking === undefined) {
    return exam.skipped('one of them sends no Date header.')
  }
  const seconds = Math.round((checking - issuing) / 1000)
  if (Math.abs(seconds) <= toleranceInSeconds) return exam.good()
  const problem = `the API’s clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'fast' : 'slow'}, so it rejects good tokens.`
  return exam.bad(problem, 'Synchronise the clock of the API’s machine by NTP.')
}

async function readClock(url: string): Promise<number | undefined> {
  const response = await probe(url)
  const date = isResponse(response) ? Date.parse(response.headers.get('date') ?? '') : NaN
  return Number.isNaN(date) ? undefined : date
}
