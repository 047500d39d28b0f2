import { endpointsOf } from '../../src/config/config.ts'
import { parseChallenges } from '../../src/http/challenges.ts'
import { isBelowApi } from '../configure/doubts.ts'
import { type Examination, examine, type Finding } from './finding.ts'
import { type Answer, isAnswer, type NoAnswer, probe } from './probe.ts'
import { apisIn, type ApiSubject, originOf, type Subject } from './subject.ts'

/** Checks each API of the configuration: its refusals, whether they may be kept, its CORS headers, its clock. */
export async function checkApis(subject: Subject): Promise<Finding[]> {
  const findings = apisIn(subject).map(async (api) => [
    checkHost(subject, api),
    ...(await Promise.all([
      checkRefusals(subject, api),
      checkCors(subject, api),
      checkClock(subject, api),
    ])),
  ])
  return (await Promise.all(findings)).flat(2)
}

/** Does the API refuse a request without a token, and one with a made-up token (RFC 6750 §3)? */
async function checkRefusals(subject: Subject, api: ApiSubject): Promise<Finding[]> {
  const open = examine('api', `API ${api.url} without a token${api.which}`)
  const answer = await probe(api.url)
  if (!isAnswer(answer)) return [open.bad(answer.problem, answer.fix)]
  const refusal = judgeOpen(open, answer, api)
  if (refusal.outcome === 'bad') return [refusal]
  return [
    refusal,
    checkKeeping(api, answer),
    await checkForgery(api, 'a token that is none', 'made.up'),
    await checkForgery(api, 'a token that nobody signed', unsignedToken(subject, api)),
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

type Explanation = [problem: string, fix: string]

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

function explainStatus(status: number, { key }: ApiSubject): Explanation {
  switch (status) {
    case 301:
    case 302:
    case 303:
      return [
        'it redirects to a sign-in page, as web sites do.',
        'Let the API use bearer tokens and no cookies, and turn off the host’s own sign-in in front of it.',
      ]
    case 307:
    case 308:
      return ['it redirects elsewhere.', `Set ${key}.url to the address that it leads to.`]
    case 403:
      return [
        'it answered 403 where 401 is due, so the app would never sign in again.',
        'Check the token before the scope.',
      ]
    case 404:
      return ['there is nothing at this address.', `Correct ${key}.url: the path counts.`]
    case 405:
      return ['it does not take GET.', `Correct ${key}.url: the path counts.`]
    default:
      return [`it answered ${status}.`, 'Look into the log of the API.']
  }
}

/**
 * May a cache keep what the API answers (RFC 9111 §3)? The answer is a refusal: one with data needs a token. Most APIs send
 * the header with either.
 */
function checkKeeping({ which }: ApiSubject, { headers }: Answer): Finding {
  const exam = examine('api-cache', `Caching of the API’s answers${which}`)
  const rule = headers.get('cache-control') ?? ''
  const expires = Date.parse(headers.get('expires') ?? '') > Date.now()
  if (/\bno-store\b/i.test(rule)) return exam.good()
  const fix =
    'Send Cache-Control: no-store with every answer: context.Response.Headers.CacheControl = "no-store" in ASP.NET Core.'
  const isKept = expires || /\b(?:public|max-age=0*[1-9]|s-maxage=0*[1-9])/i.test(rule)
  const said = rule || (expires ? 'Expires' : 'no Cache-Control')
  if (!isKept) {
    const problem = `it does not forbid it (${said}), so data of one user may stay in the browser, and each call costs a preflight.`
    return exam.advice(problem, fix)
  }
  if (/\b(?:private|no-cache)\b/i.test(rule)) {
    return exam.bad(`browsers may keep them (${said}): data of one user stays on the device.`, fix)
  }
  const problem = `every cache on the way may keep them (${said}), and then answers other users with them.`
  return exam.bad(problem, fix)
}

/**
 * Does the app's host pass the access token on? Azure Static Web Apps puts a token of its own in its place.
 * @see {@link https://github.com/Azure/static-web-apps/issues/34}
 */
export function checkHost({ app }: Subject, { url, key, which }: ApiSubject): Finding[] {
  const { origin, hostname, pathname } = new URL(url)
  if (origin !== app || !hostname.endsWith('.azurestaticapps.net') || !isBelowApi(pathname))
    return []
  const exam = examine('api-host', `The host in front of the API${which}`)
  const problem =
    'Azure Static Web Apps replaces the header Authorization of each request below /api.'
  return [
    exam.bad(
      problem,
      `Set ${key}.url to the API’s own address, and allow the origin of the app there.`,
    ),
  ]
}

async function checkForgery(api: ApiSubject, what: string, token: string): Promise<Finding> {
  const exam = examine('api-token', `API with ${what}${api.which}`)
  const answer = await probe(api.url, { headers: { Authorization: `Bearer ${token}` } })
  if (!isAnswer(answer)) return exam.bad(answer.problem, answer.fix)
  if (answer.status === 401) return exam.good()
  if (answer.status < 300) {
    return exam.bad(
      'it was let in: the API does not check signatures.',
      'Check each token with the keys of the identity provider, RS256 alone.',
    )
  }
  const problem = `it answered ${answer.status} where 401 is due.`
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

const otherOrigin = 'https://doctor.example'

/** May the app's origin, and no other, call the API and read its answers (Fetch Standard §3.2, CORS protocol)? */
async function checkCors(subject: Subject, api: ApiSubject): Promise<Finding[]> {
  const own = originOf(subject)
  if (new URL(api.url).origin === own) return []
  return Promise.all([checkPreflight(own, api), checkOtherOrigin(api), checkReadable(own, api)])
}

async function checkPreflight(app: string, api: ApiSubject): Promise<Finding> {
  const exam = examine('cors-preflight', `Preflight from ${app}${api.which}`)
  const answer = await preflight(api.url, app)
  if (!isAnswer(answer)) return exam.bad(answer.problem, answer.fix)
  const allowOrigin = `Allow the origin of the app in the API: WithOrigins("${app}").`
  if (answer.status === 401) {
    const problem = 'it answered 401: the preflight is asked for a token, and never has one.'
    return exam.bad(problem, 'Put CORS before authentication: app.UseCors() first.')
  }
  if (answer.status < 200 || answer.status > 299) {
    return exam.bad(`it answered ${answer.status} to OPTIONS.`, allowOrigin)
  }
  if (!allows(answer, app)) return exam.bad('it does not allow this origin.', allowOrigin)
  const headers = listOf(answer, 'access-control-allow-headers')
  // A wildcard does not cover Authorization (Fetch Standard §4.10).
  if (!headers.includes('authorization')) {
    return exam.bad(
      'it does not allow the header Authorization.',
      'Allow it by name: WithHeaders("Authorization"); a wildcard does not cover it.',
    )
  }
  if (answer.headers.get('access-control-max-age') !== null) return exam.good()
  return exam.advice(
    'browsers may not keep the answer, so nearly every call costs a preflight.',
    'Add SetPreflightMaxAge: Access-Control-Max-Age 7200.',
  )
}

async function checkOtherOrigin(api: ApiSubject): Promise<Finding> {
  const exam = examine('cors-stranger', `Preflight from any other origin${api.which}`)
  const answer = await preflight(api.url, otherOrigin)
  if (!isAnswer(answer)) return exam.bad(answer.problem, answer.fix)
  if (!allows(answer, otherOrigin)) return exam.good()
  return exam.bad(
    'every origin is allowed.',
    'Name the origin of the app, WithOrigins(…), in place of AllowAnyOrigin.',
  )
}

// Without these a browser shows the app neither the challenge nor how long to wait.
const neededHeaders = ['WWW-Authenticate', 'Retry-After']

async function checkReadable(app: string, api: ApiSubject): Promise<Finding> {
  const exam = examine('cors-answer', `Answers that ${app} may read${api.which}`)
  const answer = await probe(api.url, { headers: { Origin: app } })
  if (!isAnswer(answer)) return exam.bad(answer.problem, answer.fix)
  if (!allows(answer, app)) {
    const problem =
      'the answer 401 lacks Access-Control-Allow-Origin, so the app sees a network error.'
    return exam.bad(problem, 'Let CORS cover errors too: app.UseCors() before authentication.')
  }
  const exposed = listOf(answer, 'access-control-expose-headers')
  const hidden = neededHeaders.filter((name) => !exposed.includes(name.toLowerCase()))
  if (hidden.length === 0) return exam.good()
  return exam.bad(
    `they hide ${hidden.join(' and ')}.`,
    'Add WithExposedHeaders("WWW-Authenticate", "Retry-After").',
  )
}

function preflight(url: string, origin: string): Promise<Answer | NoAnswer> {
  return probe(url, {
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'authorization',
    },
  })
}

function allows(answer: Answer, origin: string): boolean {
  const allowed = answer.headers.get('access-control-allow-origin')
  return allowed === '*' || allowed === origin
}

function listOf(answer: Answer, header: string): string[] {
  const list = answer.headers.get(header) ?? ''
  return list.split(',').map((name) => name.trim().toLowerCase())
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
