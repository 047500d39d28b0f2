import { createHash, randomBytes } from 'node:crypto'
import { explainErrorNumber, findErrorNumber } from '../identity-provider/aadsts.ts'
import { type Examination, examine, type Finding } from './finding.ts'
import { type Answer, isAnswer, probe } from './probe.ts'
import { endpoints, redirectUris, type Subject } from './subject.ts'

/**
 * Sends, for each redirect URI, the authorization request that the app sends, with `prompt=none`. Nobody is signed in
 * here, so `login_required` is the answer of a good set-up (OpenID Connect Core 1.0 §3.1.2.6).
 */
export async function checkAuthorization(subject: Subject): Promise<Finding[]> {
  return Promise.all(redirectUris(subject).map((uri) => checkRedirectUri(subject, uri)))
}

async function checkRedirectUri(subject: Subject, redirectUri: string): Promise<Finding> {
  const exam = examine('redirect-uri', `Sign-in with redirect URI ${redirectUri}`)
  const answer = await probe(authorizationRequest(subject, redirectUri))
  if (!isAnswer(answer)) return exam.bad(answer.problem, answer.fix)
  return judge(exam, answer, redirectUri)
}

function authorizationRequest(subject: Subject, redirectUri: string): string {
  const { clientId, weatherApi } = subject.config
  const url = new URL(endpoints(subject).authorization)
  const verifier = randomBytes(32).toString('base64url')
  const parameters = {
    client_id: clientId,
    scope: `${weatherApi.scope} openid profile offline_access`,
    redirect_uri: redirectUri,
    response_type: 'code',
    response_mode: 'fragment',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    nonce: randomBytes(16).toString('base64url'),
    state: 'doctor',
    prompt: 'none',
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

const needsPerson = ['login_required', 'interaction_required', 'consent_required']

function judge(exam: Examination, answer: Answer, redirectUri: string): Finding {
  const location = answer.headers.get('location')
  if (location === null || !location.startsWith(redirectUri)) return judgePage(exam, answer)
  const { hash, search } = new URL(location)
  const parameters = new URLSearchParams(hash === '' ? search : hash.slice(1))
  const error = parameters.get('error') ?? ''
  if (needsPerson.includes(error)) return exam.good()
  const number = findErrorNumber(parameters.get('error_description') ?? '')
  if (number === undefined) return exam.bad(`the answer was ${error || 'no error'}.`, askProvider)
  const { problem, fix } = explainErrorNumber(number)
  return exam.bad(problem, fix)
}

// What the app may not be told, the person is: on a page (RFC 6749 §4.1.2.1).
function judgePage(exam: Examination, answer: Answer): Finding {
  const number = findErrorNumber(answer.text)
  if (number === undefined) {
    const problem = `the answer was neither a redirect nor a known error (${answer.status}).`
    return exam.bad(problem, askProvider)
  }
  const { problem, fix } = explainErrorNumber(number)
  return exam.bad(problem, fix)
}

const askProvider =
  'Check authority and clientId; if both are right, sign in by hand and read the page.'
