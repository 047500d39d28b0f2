import { type Examination, examine, type Finding } from './finding.ts'
import { type Answer, isAnswer, type NoAnswer, probe } from './probe.ts'
import { type ApiSubject, originOf, type Subject } from './subject.ts'

/** May the app's origin, and no other, call the API and read its answers (Fetch Standard §3.2, CORS protocol)? */
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
  const answer = await preflight(api.url, app)
  if (!isAnswer(answer)) return exam.bad(answer.problem, answer.fix)
  const allowOrigin = `Allow the origin of the app in the API: WithOrigins("${app}").`
  if (answer.status === 401) {
    const problem = 'it answered 401: the preflight is asked for a token, and never has one.'
    return exam.bad(problem, 'Put CORS before authentication: app.UseCors() first.')
  }
  if (answer.status >= 300 && answer.status < 400) {
    return exam.bad(
      `it redirects the preflight (${answer.status}), which browsers refuse.`,
      `Set ${api.key}.url to the address that it leads to: ${answer.headers.get('location') ?? ''}.`,
    )
  }
  if (answer.status < 200 || answer.status > 299) {
    return exam.bad(`it answered ${answer.status} to OPTIONS.`, allowOrigin)
  }
  const twice = sentTwice(answer)
  if (twice) return exam.bad(...twice)
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

// One that is far from the app's, two that begin or end like it, and that of a sandboxed frame.
function otherOrigins(own: string): string[] {
  const { protocol, host } = new URL(own)
  return ['https://doctor.example', `${own}.doctor.example`, `${protocol}//doctor${host}`, 'null']
}

async function checkOtherOrigins(own: string, api: ApiSubject): Promise<Finding> {
  const exam = examine('cors-stranger', `Preflight from any other origin${api.which}`)
  const origins = otherOrigins(own)
  const answers = await Promise.all(origins.map((origin) => preflight(api.url, origin)))
  const silent = answers.find((answer) => !isAnswer(answer))
  if (silent && !isAnswer(silent)) return exam.bad(silent.problem, silent.fix)
  const allowed = origins.filter((origin, index) => {
    const answer = answers[index]
    return answer !== undefined && isAnswer(answer) && allows(answer, origin)
  })
  if (allowed.length === 0) return exam.good()
  return exam.bad(
    allowed.length === origins.length
      ? 'every origin is allowed.'
      : `so are origins that are not the app’s: ${allowed.join(', ')}.`,
    'Name the origin of the app, WithOrigins(…), in place of AllowAnyOrigin or of a pattern.',
  )
}

// Without these a browser shows the app neither the challenge nor how long to wait.
const neededHeaders = ['WWW-Authenticate', 'Retry-After']

async function checkReadable(app: string, api: ApiSubject): Promise<Finding> {
  const exam = examine('cors-answer', `Answers that ${app} may read${api.which}`)
  const answer = await probe(api.url, { headers: { Origin: app } })
  if (!isAnswer(answer)) return exam.bad(answer.problem, answer.fix)
  const twice = sentTwice(answer)
  if (twice) return exam.bad(...twice)
  if (!allows(answer, app)) {
    const problem =
      'the answer 401 lacks Access-Control-Allow-Origin, so the app sees a network error.'
    return exam.bad(problem, 'Let CORS cover errors too: app.UseCors() before authentication.')
  }
  const exposed = listOf(answer, 'access-control-expose-headers')
  const hidden = neededHeaders.filter((name) => !exposed.includes(name.toLowerCase()))
  if (hidden.length > 0) {
    return exam.bad(
      `they hide ${hidden.join(' and ')}.`,
      'Add WithExposedHeaders("WWW-Authenticate", "Retry-After").',
    )
  }
  return judgeVary(exam, answer)
}

// A cache that keeps the answer for one origin would give it to another (Fetch Standard, CORS protocol and HTTP caches).
function judgeVary(exam: Examination, answer: Answer): Finding {
  const isNeverKept = listOf(answer, 'cache-control').includes('no-store')
  const isForAll = answer.headers.get('access-control-allow-origin') === '*'
  const varies = listOf(answer, 'vary').some((name) => ['origin', '*'].includes(name))
  if (isNeverKept || isForAll || varies) return exam.good()
  return exam.advice(
    'a cache may keep them with the origin of another app in them.',
    'Send Vary: Origin, or Cache-Control: no-store.',
  )
}

// Browsers refuse a list (Fetch Standard, CORS check).
function sentTwice({ headers }: Answer): [problem: string, fix: string] | undefined {
  const value = headers.get('access-control-allow-origin') ?? ''
  if (!value.includes(',')) return undefined
  return [
    `Access-Control-Allow-Origin is there more than once: ${value}.`,
    'Let either the API or the proxy in front of it send it, and not both.',
  ]
}

/** Whether a browser lets a page of an origin read an answer (Fetch Standard, CORS check). */
export function allows(answer: Answer, origin: string): boolean {
  const allowed = answer.headers.get('access-control-allow-origin')
  return allowed === '*' || allowed === origin
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

function listOf(answer: Answer, header: string): string[] {
  const list = answer.headers.get(header) ?? ''
  return list.split(',').map((name) => name.trim().toLowerCase())
}
