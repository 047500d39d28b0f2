import { endpointsOf } from '../../src/config/config.ts'
import { parseChallenges } from '../../src/http/challenges.ts'
import { isBelowApi } from '../configure/doubts.ts'
import { type Examination, examine, type Finding } from './finding.ts'
import { type Answer, isAnswer, probe } from './probe.ts'
import { checkKeeping, type Explanation, explainStatus, isStaticWebApp } from './api-answer.ts'
import { checkCors } from './check-cors.ts'
import { checkLargeToken } from './check-large-token.ts'
import { checkToken } from './check-token.ts'
import { apisIn, type ApiSubject, originOf, type Subject } from './subject.ts'

/**
 * Checks each API of the configuration: its refusals, whether they may be kept, its answer to a real token where there is
 * one, its CORS headers, its clock.
 */
export async function checkApis(subject: Subject): Promise<Finding[]> {
  const findings = apisIn(subject).map((api) =>
    Promise.all([
      checkDomain(subject, api),
      checkRefusals(subject, api),
      checkToken(subject, api),
      checkCors(subject, api),
      checkClock(subject, api),
    ]),
  )
  return (await Promise.all(findings)).flat(2)
}

/** Does the API refuse a request without a token, and one with a made-up token (RFC 6750 §3)? */
async function checkRefusals(subject: Subject, api: ApiSubject): Promise<Finding[]> {
  const open = examine('api', `API ${api.url} without a token${api.which}`)
  const answer = await probe(api.url)
  if (!isAnswer(answer)) return [open.bad(answer.problem, answer.fix)]
  const refusal = judgeOpen(open, answer, api)
  if (refusal.outcome === 'bad') return [refusal]
  const isCrossOrigin = new URL(api.url).origin !== originOf(subject)
  const [madeUp, unsigned, large] = await Promise.all([
    checkForgery(api, 'a token that is none', 'made.up'),
    checkForgery(api, 'a token that nobody signed', unsignedToken(subject, api)),
    checkLargeToken(api),
  ])
  const keeping = checkKeeping(
    examine('api-cache', `Caching of the API’s answers${api.which}`),
    answer,
  )
  const forgeries = [madeUp, unsigned]
  // Only an API that refuses both, and small tokens as it should, can show what it makes of the others.
  if (forgeries.some(({ finding }) => finding.outcome === 'bad'))
    return [refusal, keeping, ...forgeries.map(({ finding }) => finding)]
  return [
    refusal,
    keeping,
    ...forgeries.map(({ finding }) => finding),
    large,
    ...(isCrossOrigin ? [] : checkArrival(api, answer, unsigned.answer)),
  ]
}

// RFC 6750 §3.1: what is wrong with a token is said, and nothing is when there was none.
function checkArrival(api: ApiSubject, open: Answer, refused: Answer | undefined): Finding[] {
  const [without, withToken] = [open, refused].map(
    (answer) => answer?.headers.get('www-authenticate') ?? '',
  )
  const errors = parseChallenges(withToken ?? '').some(({ parameters }) => parameters.has('error'))
  if (errors || without !== withToken) return []
  const exam = examine('api-arrival', `Access tokens on their way to the API${api.which}`)
  return [
    exam.advice(
      'the API answers a bad token as if none had come. Either it never says what is wrong with one, or the host in front keeps the header Authorization.',
      'Run the doctor with the access token of a signed-in user (API_TOKEN) to see which; let the host pass Authorization on as it is.',
    ),
  ]
}

function judgeOpen(exam: Examination, answer: Answer, api: ApiSubject): Finding {
  const { status, headers } = answer
  if (status === 401) return judgeChallenge(exam, headers.get('www-authenticate') ?? '')
  if (status >= 200 && status < 300) return exam.bad(...unprotected(answer, api))
  return exam.bad(...explainStatus(status, api))
}

function judgeChallenge(exam: Examination, header: string): Finding {
  const schemes = parseChallenges(header).map(({ scheme }) => scheme)
  if (schemes.includes('bearer')) return exam.good()
  return exam.bad(
    header === ''
      ? 'it answered 401, but with no WWW-Authenticate header.'
      : `it answered 401 and asks for something else than a bearer token: ${header}.`,
    'Let the API use bearer tokens: AddMicrosoftIdentityWebApiAuthentication in ASP.NET Core.',
  )
}

function unprotected({ headers }: Answer, { key }: ApiSubject): Explanation {
  if (headers.get('content-type')?.startsWith('text/html') === true) {
    return [
      'it answered with a page: this is not the address of the API.',
      `Correct ${key}.url; for a path on the app’s own origin, let the host hand it to the API.`,
    ]
  }
  return [
    'it answered a request without a token.',
    'Require authorization: [Authorize] and the scope in ASP.NET Core.',
  ]
}

/**
 * Does the app's host pass the access token on? Azure Static Web Apps puts a token of its own in its place.
 * @see {@link https://github.com/Azure/static-web-apps/issues/34}
 */
export function checkHost(subject: Subject, api: ApiSubject): Finding[] {
  const { hostname } = new URL(api.url)
  const isKnown = isBehindHost(subject, api) && hostname.endsWith('.azurestaticapps.net')
  return isKnown ? [replacesTokens(api)] : []
}

// Under a domain of one's own, it is known by who is signed in, which it tells everywhere.
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
  return examine('api-host', `The host in front of the API${which}`).bad(
    'Azure Static Web Apps replaces the header Authorization of each request below /api.',
    `Set ${key}.url to the API’s own address, and allow the origin of the app there.`,
  )
}

/** What came of a token that an API must not take. */
interface Forgery {
  finding: Finding
  answer: Answer | undefined
}

async function checkForgery(api: ApiSubject, what: string, token: string): Promise<Forgery> {
  const exam = examine('api-token', `API with ${what}${api.which}`)
  const answer = await probe(api.url, { headers: { Authorization: `Bearer ${token}` } })
  if (!isAnswer(answer)) return { finding: exam.bad(answer.problem, answer.fix), answer: undefined }
  return { finding: judgeForgery(exam, answer), answer }
}

function judgeForgery(exam: Examination, { status }: Answer): Finding {
  if (status === 401) return exam.good()
  if (status < 300) {
    return exam.bad(
      'it was let in: the API does not check signatures.',
      'Check each token with the keys of the identity provider, RS256 alone.',
    )
  }
  const problem = `it answered ${status} where 401 is due.`
  return exam.bad(problem, 'Let the API answer 401 to every token that it cannot check.')
}

// Says all that a good token says, and is signed by nobody (RFC 8725 §3.1).
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
    scp: scope.slice(scope.lastIndexOf('/') + 1),
  }
  return `${encode({ typ: 'JWT', alg: 'none' })}.${encode(claims)}.`
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

/** An API that differs by more takes good tokens for expired or not yet valid; ASP.NET's tolerance. */
const toleranceInSeconds = 300

/** Do the identity provider and the API agree on the time (RFC 9110 §6.6.1, Date)? */
async function checkClock(subject: Subject, api: ApiSubject): Promise<Finding> {
  const exam = examine('clock', `Clocks of the identity provider and the API${api.which}`)
  const [issuing, checking] = await Promise.all([
    readClock(endpointsOf(subject.config).token_endpoint),
    readClock(api.url),
  ])
  if (issuing === undefined || checking === undefined) {
    return exam.skipped('one of them did not say what time it is.')
  }
  const seconds = Math.round((checking - issuing) / 1000)
  if (Math.abs(seconds) <= toleranceInSeconds) return exam.good()
  const problem = `the API’s clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'fast' : 'slow'}, so it refuses good tokens.`
  return exam.bad(problem, 'Let the API’s machine set its clock by NTP.')
}

async function readClock(url: string): Promise<number | undefined> {
  const answer = await probe(url)
  const date = isAnswer(answer) ? Date.parse(answer.headers.get('date') ?? '') : NaN
  return Number.isNaN(date) ? undefined : date
}
