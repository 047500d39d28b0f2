import { createHash, randomBytes } from 'node:crypto'
import { apisOf, endpointsOf } from '../../src/config/config.ts'
import { explainErrorNumber, findErrorNumber } from '../identity-provider/aadsts.ts'
import { type Examination, examine, type Finding } from './finding.ts'
import { type HttpResponse, isResponse, type NoResponse, probe } from './probe.ts'
import { apisIn, type ApiSubject, originOf, redirectUris, type Subject } from './subject.ts'

/**
 * Sends the authorization requests that the app sends, with `prompt=none`: one for each redirect URI, and one for the
 * scope of each further API, if the sign-in itself works. Without a session, a correct setup returns `login_required` (OpenID Connect Core 1.0
 * §3.1.2.6).
 */
export async function checkAuthorization(subject: Subject): Promise<Finding[]> {
  const [, ...furtherApis] = apisIn(subject)
  const signIns = await Promise.all(
    redirectUris(subject).map((uri) => checkRedirectUri(subject, uri)),
  )
  if (signIns[0]?.outcome !== 'good') return signIns
  const scopes = await Promise.all(furtherApis.map((api) => checkScope(subject, api)))
  return [...signIns, ...scopes]
}

async function checkRedirectUri(subject: Subject, redirectUri: string): Promise<Finding> {
  const exam = examine('redirect-uri', `Sign-in with redirect URI ${redirectUri}`)
  const response = await authorize(subject, redirectUri, firstScope(subject))
  if (!isResponse(response)) return exam.bad(response.problem, response.fix)
  return judge(exam, readAuthorization(response, redirectUri), subject)
}

async function checkScope(subject: Subject, api: ApiSubject): Promise<Finding> {
  const exam = examine('scope', `Sign-in with scope ${api.scope}${api.which}`)
  const [redirectUri] = redirectUris(subject)
  const response = await authorize(subject, redirectUri, api.scope)
  if (!isResponse(response)) return exam.bad(response.problem, response.fix)
  return judge(exam, readAuthorization(response, redirectUri), subject, api)
}

function authorize(subject: Subject, redirectUri: string, scope: string) {
  const url = new URL(endpointsOf(subject.config).authorization_endpoint)
  const verifier = randomBytes(32).toString('base64url')
  const parameters = {
    client_id: subject.config.clientId,
    scope: `${scope} openid profile offline_access`,
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
  return probe(url.href)
}

// Sign-in requests only the scope of the first API.
function firstScope({ config }: Subject): string {
  return apisOf(config)[0]?.scope ?? ''
}

/** The result of an authorization request. */
interface Authorization {
  /** The OAuth error of the redirect; undefined when the response does not redirect back to the app. */
  error: string | undefined
  number: string | undefined
  status: number
}

// An error about the redirect URI or the client id is shown on a page, without a redirect (RFC 6749 §4.1.2.1).
function readAuthorization(
  { status, headers, text }: HttpResponse,
  redirectUri: string,
): Authorization {
  const location = headers.get('location')
  if (location === null || !location.startsWith(redirectUri)) {
    return { error: undefined, number: findErrorNumber(text), status }
  }
  const { hash, search } = new URL(location)
  const parameters = new URLSearchParams(hash === '' ? search : hash.slice(1))
  const number = findErrorNumber(parameters.get('error_description') ?? '')
  return { error: parameters.get('error') ?? '', number, status }
}

const needsPerson = ['login_required', 'interaction_required', 'consent_required']

function judge(
  exam: Examination,
  { error, number, status }: Authorization,
  subject: Subject,
  api?: ApiSubject,
): Finding {
  if (error !== undefined && needsPerson.includes(error)) return exam.good()
  if (number !== undefined) {
    const { problem, fix } = explainErrorNumber(number, subject, api)
    return exam.bad(problem, fix)
  }
  const problem =
    error === undefined
      ? `the identity provider returned neither a redirect nor a known error (${status}).`
      : `the identity provider returned ${error || 'no error'}.`
  const fix = 'Check authority and clientId. If both are right, sign in manually and read the page.'
  return exam.bad(problem, fix)
}

const unknownParty = ['90002', '700016', '50011']
const refusedAlready = 'the sign-in was already refused above.'

/**
 * Checks that each redirect URI has the platform "Single-page application". It redeems a made-up code with and without an
 * `Origin` header. For a single-page app, the first error is about the code, the second about the missing origin
 * (AADSTS9002327).
 */
export async function checkPlatform(subject: Subject): Promise<Finding[]> {
  return Promise.all(redirectUris(subject).map((uri) => checkPlatformOf(subject, uri)))
}

async function checkPlatformOf(subject: Subject, redirectUri: string): Promise<Finding> {
  const exam = examine('platform', `Platform of ${redirectUri}`)
  const [fromBrowser, fromElsewhere] = await Promise.all([
    redeemMadeUpCode(subject, redirectUri, { Origin: originOf(subject) }),
    redeemMadeUpCode(subject, redirectUri, {}),
  ])
  if (!isResponse(fromBrowser)) return exam.bad(fromBrowser.problem, fromBrowser.fix)
  return judgeBrowser(exam, fromBrowser, subject) ?? judgeElsewhere(exam, fromElsewhere)
}

async function redeemMadeUpCode(
  subject: Subject,
  redirectUri: string,
  headers: Record<string, string>,
): Promise<HttpResponse | NoResponse> {
  return probe(endpointsOf(subject.config).token_endpoint, {
    method: 'POST',
    headers,
    body: new URLSearchParams({
      client_id: subject.config.clientId,
      grant_type: 'authorization_code',
      code: `doctor.${randomBytes(16).toString('base64url')}`,
      code_verifier: randomBytes(32).toString('base64url'),
      redirect_uri: redirectUri,
      scope: `${firstScope(subject)} openid profile offline_access`,
    }),
  })
}

const otherPlatform = ['9002326', '7000218']

function judgeBrowser(
  exam: Examination,
  response: HttpResponse,
  subject: Subject,
): Finding | undefined {
  const number = findErrorNumber(response.text) ?? ''
  if (unknownParty.includes(number)) return exam.skipped(refusedAlready)
  if (otherPlatform.includes(number)) {
    const { problem, fix } = explainErrorNumber(number, subject)
    return exam.bad(problem, fix)
  }
  const allowed = response.headers.get('access-control-allow-origin')
  if (allowed !== originOf(subject) && allowed !== '*') {
    return exam.bad(
      'the token endpoint does not let this origin read its responses.',
      'Register the redirect URI under Authentication, platform "Single-page application".',
    )
  }
  if (response.status >= 500)
    return exam.bad(`the token endpoint returned ${response.status}.`, 'Try again later.')
  return undefined
}

// If the identity provider checks the code first, both errors are the same and the platform stays unknown.
function judgeElsewhere(exam: Examination, response: HttpResponse | NoResponse): Finding {
  if (!isResponse(response)) return exam.bad(response.problem, response.fix)
  if (findErrorNumber(response.text) === '9002327') return exam.good()
  return exam.advice(
    'the identity provider did not reveal the platform.',
    'Check under Authentication that it is listed under the platform "Single-page application".',
  )
}
