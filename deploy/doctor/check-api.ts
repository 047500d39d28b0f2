import { type Examination, examine, type Finding } from './finding.ts'
import { type Answer, isAnswer, probe } from './probe.ts'
import { forecastUrl, type Subject } from './subject.ts'

/** Does the API refuse whoever has no token, and whoever made one up (RFC 6750 §3)? */
export async function checkApi(subject: Subject): Promise<Finding[]> {
  const url = forecastUrl(subject)
  const open = examine('api', `API ${url} without a token`)
  const answer = await probe(url)
  if (!isAnswer(answer)) return [open.bad(answer.problem, answer.fix)]
  const refusal = judgeOpen(open, answer)
  if (refusal.outcome === 'bad') return [refusal]
  return [
    refusal,
    await checkForgery(url, 'a token that is none', 'made.up'),
    await checkForgery(url, 'a token that nobody signed', unsignedToken(subject)),
  ]
}

function judgeOpen(exam: Examination, answer: Answer): Finding {
  const { status, headers } = answer
  if (status === 401) return judgeChallenge(exam, headers.get('www-authenticate') ?? '')
  if (status >= 200 && status < 300) return exam.bad(...unprotected(answer))
  const [problem, fix] = statusWords[status] ?? [
    `it answered ${status}.`,
    'Look into the log of the API.',
  ]
  return exam.bad(problem, fix)
}

function judgeChallenge(exam: Examination, challenge: string): Finding {
  if (/^bearer\b/i.test(challenge)) return exam.good()
  return exam.bad(
    challenge === ''
      ? 'it answered 401, but with no WWW-Authenticate header.'
      : `it answered 401 and asks for something else than a bearer token: ${challenge}.`,
    'Let the API use bearer tokens: AddMicrosoftIdentityWebApiAuthentication in ASP.NET Core.',
  )
}

function unprotected({ headers }: Answer): [problem: string, fix: string] {
  if (headers.get('content-type')?.startsWith('text/html') === true) {
    return [
      'it answered with a page: this is not the address of the API.',
      'Correct weatherApi.url; for a path on the app’s own origin, let the host hand it to the API.',
    ]
  }
  return [
    'it gave the forecast to somebody without a token.',
    'Demand authorization: [Authorize] and the scope in ASP.NET Core.',
  ]
}

const redirected: [string, string] = [
  'it redirects to a sign-in page, as web sites do.',
  'Let the API use bearer tokens and no cookies, and turn off the host’s own sign-in in front of it.',
]

const statusWords: Readonly<Record<number, [problem: string, fix: string]>> = {
  301: redirected,
  302: redirected,
  303: redirected,
  307: ['it redirects elsewhere.', 'Set weatherApi.url to the address that it leads to.'],
  308: ['it redirects elsewhere.', 'Set weatherApi.url to the address that it leads to.'],
  403: [
    'it answered 403 where 401 is due, so the app would not sign anybody in again.',
    'Let something that checks tokens stand before the check of the scope.',
  ],
  404: ['there is nothing at this address.', 'Correct weatherApi.url: the path counts.'],
  405: ['it does not take GET.', 'Correct weatherApi.url: the path counts.'],
}

async function checkForgery(url: string, what: string, token: string): Promise<Finding> {
  const exam = examine('api-token', `API with ${what}`)
  const answer = await probe(url, { headers: { Authorization: `Bearer ${token}` } })
  if (!isAnswer(answer)) return exam.bad(answer.problem, answer.fix)
  if (answer.status === 401) return exam.good()
  if (answer.status < 300) {
    const problem = 'it was let in: the API does not check signatures.'
    return exam.bad(
      problem,
      'Check each token with the keys of the identity provider, RS256 alone.',
    )
  }
  const problem = `it answered ${answer.status} where 401 is due.`
  return exam.bad(problem, 'Let the API answer 401 to every token that it cannot check.')
}

// Says all that a good token says, and is signed by nobody (RFC 8725 §3.1).
function unsignedToken({ config }: Subject): string {
  const now = Math.floor(Date.now() / 1000)
  const { authority, authorityMetadata, weatherApi } = config
  const claims = {
    iss: authorityMetadata?.issuer ?? `${authority}/v2.0`,
    aud: /[0-9a-f-]{36}/i.exec(weatherApi.scope)?.[0] ?? weatherApi.scope,
    iat: now,
    nbf: now,
    exp: now + 600,
    sub: 'doctor',
    tid: 'doctor',
    scp: weatherApi.scope.slice(weatherApi.scope.lastIndexOf('/') + 1),
  }
  return `${encode({ typ: 'JWT', alg: 'none' })}.${encode(claims)}.`
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
