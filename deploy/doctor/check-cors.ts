import { examine, type Finding } from './finding.ts'
import { type Answer, isAnswer, probe } from './probe.ts'
import { forecastUrl, type Subject } from './subject.ts'

const stranger = 'https://doctor.example'

/** May the app's origin, and it alone, ask the API and read what it answers (Fetch Standard §3.2, CORS protocol)? */
export async function checkCors(subject: Subject): Promise<Finding[]> {
  const url = forecastUrl(subject)
  if (new URL(url).origin === subject.app) return []
  return Promise.all([
    checkPreflight(subject, url),
    checkStranger(url),
    checkReadable(subject, url),
  ])
}

async function checkPreflight({ app }: Subject, url: string): Promise<Finding> {
  const exam = examine('cors-preflight', `Preflight from ${app}`)
  const answer = await preflight(url, app)
  if (!isAnswer(answer)) return exam.bad(answer.problem, answer.fix)
  if (answer.status === 401) {
    const problem = 'it answered 401: the preflight is asked for a token, and never has one.'
    return exam.bad(problem, 'Put CORS before authentication: app.UseCors() first.')
  }
  if (answer.status < 200 || answer.status > 299) {
    return exam.bad(`it answered ${answer.status} to OPTIONS.`, allowOrigin(app))
  }
  if (!allows(answer, app)) return exam.bad('it does not allow this origin.', allowOrigin(app))
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

async function checkStranger(url: string): Promise<Finding> {
  const exam = examine('cors-stranger', `Preflight from any other origin`)
  const answer = await preflight(url, stranger)
  if (!isAnswer(answer)) return exam.bad(answer.problem, answer.fix)
  if (!allows(answer, stranger)) return exam.good()
  return exam.bad(
    'every origin is allowed.',
    'Name the origin of the app, WithOrigins(…), in place of AllowAnyOrigin.',
  )
}

// Without these a browser shows the app neither the challenge nor how long to wait.
const neededHeaders = ['WWW-Authenticate', 'Retry-After']

async function checkReadable({ app }: Subject, url: string): Promise<Finding> {
  const exam = examine('cors-answer', `Answers that ${app} may read`)
  const answer = await probe(url, { headers: { Origin: app } })
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

function preflight(url: string, origin: string) {
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

function allowOrigin(app: string): string {
  return `Allow the origin of the app in the API: WithOrigins("${app}").`
}
