import { randomBytes } from 'node:crypto'
import { explainErrorNumber, findErrorNumber } from '../identity-provider/aadsts.ts'
import { type Examination, examine, type Finding } from './finding.ts'
import { type Answer, isAnswer, type NoAnswer, probe } from './probe.ts'
import { endpoints, redirectUris, type Subject } from './subject.ts'

/**
 * Is each redirect URI of the type "Single-page application"? A made-up code is redeemed with and without an `Origin`:
 * with one, a single-page app hears about the code; without one, that it must have an origin (AADSTS9002327).
 */
export async function checkPlatform(subject: Subject): Promise<Finding[]> {
  return Promise.all(redirectUris(subject).map((uri) => checkRedirectUri(subject, uri)))
}

async function checkRedirectUri(subject: Subject, redirectUri: string): Promise<Finding> {
  const exam = examine('platform', `Platform of ${redirectUri}`)
  const [fromBrowser, fromElsewhere] = await Promise.all([
    redeemMadeUpCode(subject, redirectUri, { Origin: subject.app }),
    redeemMadeUpCode(subject, redirectUri, {}),
  ])
  if (!isAnswer(fromBrowser)) return exam.bad(fromBrowser.problem, fromBrowser.fix)
  return judgeBrowser(exam, fromBrowser, subject.app) ?? judgeElsewhere(exam, fromElsewhere)
}

async function redeemMadeUpCode(
  subject: Subject,
  redirectUri: string,
  headers: Record<string, string>,
): Promise<Answer | NoAnswer> {
  const { clientId, weatherApi } = subject.config
  return probe(endpoints(subject).token, {
    method: 'POST',
    headers,
    body: new URLSearchParams({
      client_id: clientId,
      grant_type: 'authorization_code',
      code: `doctor.${randomBytes(16).toString('base64url')}`,
      code_verifier: randomBytes(32).toString('base64url'),
      redirect_uri: redirectUri,
      scope: `${weatherApi.scope} openid profile offline_access`,
    }),
  })
}

const otherPlatform = ['9002326', '7000218']
const unknownParty = ['90002', '700016', '50011']

function judgeBrowser(exam: Examination, answer: Answer, app: string): Finding | undefined {
  const number = findErrorNumber(answer.text) ?? ''
  if (unknownParty.includes(number)) return exam.skipped('the sign-in was refused already.')
  if (otherPlatform.includes(number)) {
    const { problem, fix } = explainErrorNumber(number)
    return exam.bad(problem, fix)
  }
  const allowed = answer.headers.get('access-control-allow-origin')
  if (allowed !== app && allowed !== '*') {
    const problem = 'the token endpoint does not let this origin read its answers.'
    return exam.bad(problem, spaFix)
  }
  if (answer.status >= 500) return exam.bad(`the answer was ${answer.status}.`, 'Try again later.')
  return undefined
}

// An identity provider that looks at the code first says the same to both: then nothing is known.
function judgeElsewhere(exam: Examination, answer: Answer | NoAnswer): Finding {
  if (!isAnswer(answer)) return exam.bad(answer.problem, answer.fix)
  if (findErrorNumber(answer.text) === '9002327') return exam.good()
  return exam.advice(
    'the identity provider did not say which type it is.',
    'See under Authentication that it stands at the platform "Single-page application".',
  )
}

const spaFix = 'Register the redirect URI under Authentication, platform "Single-page application".'
