import { type Examination, examine, type Finding } from './finding.ts'
import { type HttpResponse, isResponse, type NoResponse, probe } from './probe.ts'
import { type ApiSubject, originOf, type Subject } from './subject.ts'

/** Checks that only the app's origin may call the API and read its responses (Fetch Standard §3.2, CORS protocol). */
export async function checkCors(subject: Subject, api: ApiSubject): Promise<Finding[]> {
  const own = originOf(subject)
  if (new URL(api.url).origin === own) return []
  return Promise.all([
    checkPreflight(own, api),
    checkOtherOrigins(own, api),
    checkReadable(own, api),
  ])
}

async function checkPreflight(app: string, api: ApiSubject): Promise<Finding> {
  const exam = examine('cors-preflight', `Preflight from ${app}${api.which}`)
  const response = await preflight(api.url, app)
  if (!isResponse(response)) return exam.bad(response.problem, response.fix)
  const allowOrigin = `Allow the origin of the app in the API: WithOrigins("${app}").`
  if (response.status === 401) {
    const problem =
      'it returned 401: the API requires a token for the preflight, which never has one.'
    return exam.bad(problem, 'Run CORS before authentication: app.UseCors() first.')
  }
  if (response.status >= 300 && response.status < 400) {
    return exam.bad(
      `it redirects the preflight (${response.status}), which browsers do not follow.`,
      `Set ${api.key}.url to the URL that it redirects to: ${response.headers.get('location') ?? ''}.`,
    )
  }
  if (response.status < 200 || response.status > 299) {
    return exam.bad(`it returned ${response.status} for OPTIONS.`, allowOrigin)
  }
  const twice = sentTwice(response)
  if (twice) return exam.bad(...twice)
  if (!allows(response, app)) return exam.bad('it does not allow this origin.', allowOrigin)
  if (!allowsToken(response)) {
    return exam.bad(
      'it does not allow the Authorization header.',
      'Allow it by name: WithHeaders("Authorization"). A wildcard does not cover it.',
    )
  }
  if (response.headers.get('access-control-max-age') === null) {
    return exam.advice(
      'browsers do not cache the preflight, so nearly every call costs one.',
      'Send Access-Control-Max-Age: 7200 (SetPreflightMaxAge).',
    )
  }
  return (await checkRemoval(exam, app, api)) ?? exam.good()
}

// Editors of the forecast remove a day. Only GET, HEAD and POST need no permission (Fetch Standard §2.2.1).
async function checkRemoval(
  exam: Examination,
  app: string,
  { key, url }: ApiSubject,
): Promise<Finding | undefined> {
  if (key !== 'weatherApi') return undefined
  const day = `${url.replace(/\/$/, '')}/2030-01-31`
  const response = await preflight(day, app, 'DELETE')
  if (!isResponse(response)) return undefined
  const methods = listOf(response, 'access-control-allow-methods')
  // The app sends no credentials, so a wildcard covers every method (Fetch Standard, CORS-preflight fetch).
  const isAllowed = methods.includes('delete') || methods.includes('*')
  if (response.status < 300 && isAllowed) return undefined
  return exam.advice(
    'it does not allow DELETE, so no one can remove a day of the forecast.',
    'Allow it: WithMethods("GET", "DELETE").',
  )
}

// An unrelated origin, one that begins like the app's, one that ends like it, and that of a sandboxed frame.
function otherOrigins(own: string): string[] {
  const { protocol, host } = new URL(own)
  return ['https://doctor.example', `${own}.doctor.example`, `${protocol}//doctor${host}`, 'null']
}

async function checkOtherOrigins(own: string, api: ApiSubject): Promise<Finding> {
  const exam = examine('cors-stranger', `Preflight from any other origin${api.which}`)
  const origins = otherOrigins(own)
  const responses = await Promise.all(origins.map((origin) => preflight(api.url, origin)))
  const silent = responses.find((response) => !isResponse(response))
  if (silent && !isResponse(silent)) return exam.bad(silent.problem, silent.fix)
  const allowed = origins.filter((origin, index) => {
    const response = responses[index]
    return response !== undefined && isResponse(response) && allows(response, origin)
  })
  if (allowed.length === 0) return exam.good()
  return exam.bad(
    allowed.length === origins.length
      ? 'the API allows every origin.'
      : `the API allows origins other than the app’s: ${allowed.join(', ')}.`,
    'Allow only the origin of the app, WithOrigins(…), instead of AllowAnyOrigin or a pattern.',
  )
}

// Without these the app can read neither the challenge nor the time to wait.
const neededHeaders = ['WWW-Authenticate', 'Retry-After']

async function checkReadable(app: string, api: ApiSubject): Promise<Finding> {
  const exam = examine('cors-answer', `CORS headers of the API’s responses to ${app}${api.which}`)
  const response = await probe(api.url, { headers: { Origin: app } })
  if (!isResponse(response)) return exam.bad(response.problem, response.fix)
  const twice = sentTwice(response)
  if (twice) return exam.bad(...twice)
  if (!allows(response, app)) {
    const problem = 'the 401 lacks Access-Control-Allow-Origin, so the app sees a network error.'
    return exam.bad(
      problem,
      'Send CORS headers with errors too: app.UseCors() before authentication.',
    )
  }
  const exposed = listOf(response, 'access-control-expose-headers')
  const hidden = neededHeaders.filter((name) => !exposed.includes(name.toLowerCase()))
  if (hidden.length > 0) {
    return exam.bad(
      `they do not expose ${hidden.join(' and ')}.`,
      'Add WithExposedHeaders("WWW-Authenticate", "Retry-After").',
    )
  }
  return judgeVary(exam, response)
}

// A cache may return a response that it stored for another origin (Fetch Standard, CORS protocol and HTTP caches).
function judgeVary(exam: Examination, response: HttpResponse): Finding {
  const isNeverKept = listOf(response, 'cache-control').includes('no-store')
  const isForAll = response.headers.get('access-control-allow-origin') === '*'
  const varies = listOf(response, 'vary').some((name) => ['origin', '*'].includes(name))
  if (isNeverKept || isForAll || varies) return exam.good()
  return exam.advice(
    'a cache may return a response that allows the origin of another app.',
    'Send Vary: Origin, or Cache-Control: no-store.',
  )
}

// Browsers refuse a list (Fetch Standard, CORS check).
function sentTwice({ headers }: HttpResponse): [problem: string, fix: string] | undefined {
  const value = headers.get('access-control-allow-origin') ?? ''
  if (!value.includes(',')) return undefined
  return [
    `Access-Control-Allow-Origin has more than one value: ${value}.`,
    'Send it either from the API or from the proxy in front of it, not from both.',
  ]
}

/** Whether a preflight allows the access token. A wildcard does not cover Authorization (Fetch Standard §4.10). */
export function allowsToken(response: HttpResponse): boolean {
  return listOf(response, 'access-control-allow-headers').includes('authorization')
}

/** Whether a browser lets a page of an origin read a response (Fetch Standard, CORS check). */
export function allows(response: HttpResponse, origin: string): boolean {
  const allowed = response.headers.get('access-control-allow-origin')
  return allowed === '*' || allowed === origin
}

/**
 * Asks a server as a browser does whether a page of an origin may send a request (Fetch Standard, CORS protocol).
 * @param header a header of the request that needs permission; that of an access token by default
 */
export function preflight(
  url: string,
  origin: string,
  method = 'GET',
  header = 'authorization',
): Promise<HttpResponse | NoResponse> {
  return probe(url, {
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': method,
      'Access-Control-Request-Headers': header,
    },
  })
}

function listOf(response: HttpResponse, header: string): string[] {
  const list = response.headers.get(header) ?? ''
  return list.split(',').map((name) => name.trim().toLowerCase())
}
