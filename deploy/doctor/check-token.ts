import { endpointsOf, guid } from '../../src/config/config.ts'
import { parseChallenges } from '../../src/http/challenges.ts'
import { checkKeeping, type Explanation, explainStatus, isStaticWebApp } from './api-answer.ts'
import { allows } from './check-cors.ts'
import { type Examination, examine, type Finding } from './finding.ts'
import { type Answer, isAnswer, probe } from './probe.ts'
import { type ApiSubject, originOf, type Subject } from './subject.ts'

type Claims = Readonly<Record<string, unknown>>

/**
 * Asks an API with a real access token, where there is one: is the answer one that the app can read, may it be kept, and if
 * it is a refusal, is that because of the token, the API, or the host in front of it? A token for another API is not sent.
 */
export async function checkToken(subject: Subject, api: ApiSubject): Promise<Finding[]> {
  if (subject.token === undefined) return []
  const token = subject.token.trim().replace(/^Bearer\s+/i, '')
  const exam = examine('token', `The access token${api.which}`)
  const claims = readClaims(token)
  if (claims === undefined) return [exam.bad(...notAToken)]
  const elsewhere = judgeAudience(claims, subject, api)
  if (elsewhere) return [exam.bad(...elsewhere)]
  const Origin = originOf(subject)
  const answer = await probe(api.url, { headers: { Authorization: `Bearer ${token}`, Origin } })
  const data = examine('api-data', `API with the access token${api.which}`)
  if (!isAnswer(answer)) return [data.bad(answer.problem, answer.fix)]
  if (answer.status === 200) {
    const caching = examine('api-cache', `Caching of the API’s data${api.which}`)
    return [exam.good(), judgeData(data, answer, api, Origin), checkKeeping(caching, answer)]
  }
  const fault = judgeClaims(claims, subject, api)
  if (fault) return [exam.bad(...fault), data.skipped('the token is not good.')]
  const refusal = await explainRefusal(answer, claims, api)
  return [
    exam.good(),
    data.bad(...(refusal.map((text) => text.replaceAll(token, '…')) as Explanation)),
  ]
}

const notAToken: Explanation = [
  'this is no access token for an API of your own: it is not a JSON Web Token.',
  'Copy the whole value that follows "Bearer " in the header Authorization of a request to the API, in the network tab of the browser.',
]

/** @returns the claims of a JSON Web Token (RFC 7519 §7.2); undefined when it is none */
function readClaims(token: string): Claims | undefined {
  const parts = token.split('.')
  if (parts.length !== 3) return undefined
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString())
    return typeof claims === 'object' && claims !== null ? (claims as Claims) : undefined
  } catch {
    return undefined
  }
}

function textOf(claims: Claims, name: string): string {
  const value = claims[name]
  return typeof value === 'string' ? value : ''
}

function audiencesOf({ aud }: Claims): string[] {
  return [aud].flat().filter((each) => typeof each === 'string')
}

const graphAudiences = ['00000003-0000-0000-c000-000000000000', 'https://graph.microsoft.com']

function judgeAudience(
  claims: Claims,
  { config }: Subject,
  api: ApiSubject,
): Explanation | undefined {
  const audiences = audiencesOf(claims).map((each) => each.toLowerCase().replace(/\/$/, ''))
  const fix = `Take the token that the app sends to ${api.url}.`
  if (audiences.includes(config.clientId))
    return ['this is the ID token, not the access token.', fix]
  if (audiences.some((each) => graphAudiences.includes(each))) {
    return ['this token is for Microsoft Graph, so it was not sent to the API.', fix]
  }
  if (audiences.some((each) => isAudience(each, api))) return undefined
  const problem = `this token is for another API (${audiences.join(', ') || 'no audience'}), so it was not sent.`
  return [problem, fix]
}

// Version 2 names the client id, version 1 the identifier URI. Which client id a name belongs to is not known here.
function isAudience(audience: string, { scope }: ApiSubject): boolean {
  const resource = scope.slice(0, scope.lastIndexOf('/')).toLowerCase()
  const [id] = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.exec(resource) ?? []
  return audience === resource || (id === undefined ? guid.test(audience) : audience === id)
}

function judgeClaims(
  claims: Claims,
  { config }: Subject,
  { scope }: ApiSubject,
): Explanation | undefined {
  const now = Date.now() / 1000
  const [expiry, start] = [Number(claims['exp'] ?? Infinity), Number(claims['nbf'] ?? 0)]
  if (expiry < now) {
    const minutes = Math.ceil((now - expiry) / 60)
    return [
      `the token expired ${minutes} min ago.`,
      'Take a new one: reload the app and copy it again.',
    ]
  }
  if (start > now + 300) {
    return ['the token is not valid yet.', 'Set the clock of this computer by NTP.']
  }
  const issuer = textOf(claims, 'iss')
  if (textOf(claims, 'ver') === '1.0' || issuer.startsWith('https://sts.windows.net/')) {
    return [
      'the token is of version 1, and the API may expect version 2.',
      'Set api.requestedAccessTokenVersion to 2 in the manifest of the API’s registration, then take a new token.',
    ]
  }
  const wanted = endpointsOf(config).issuer
  const isOther = guid.test(new URL(wanted).pathname.split('/')[1] ?? '') && issuer !== wanted
  if (isOther) {
    return [
      `the token is from another issuer: ${issuer}.`,
      `Take one of the tenant of this configuration: ${wanted}.`,
    ]
  }
  const name = scope.slice(scope.lastIndexOf('/') + 1)
  const scopes = textOf(claims, 'scp').split(' ')
  if (scopes.includes(name)) return undefined
  return [
    `the token lacks the scope ${name} (${textOf(claims, 'scp') || 'no scope at all: it is of an app, not of a person'}).`,
    'Give the app the permission in its registration, grant consent, and sign in again.',
  ]
}

function judgeData(
  exam: Examination,
  answer: Answer,
  { key, url }: ApiSubject,
  app: string,
): Finding {
  if (new URL(url).origin !== app && !allows(answer, app)) {
    const value = answer.headers.get('access-control-allow-origin') ?? 'none'
    return exam.bad(
      `the app may not read the answer (Access-Control-Allow-Origin: ${value}).`,
      `Allow the origin of the app for every answer: WithOrigins("${app}").`,
    )
  }
  const problem = problemOf(answer.text, key)
  if (problem === undefined) return exam.good()
  return exam.bad(problem, `Let the API answer as the app reads it, or correct ${key}.url.`)
}

function problemOf(text: string, key: string): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'the answer is not JSON.'
  }
  if (key !== 'weatherApi') return undefined
  if (!Array.isArray(value)) return 'the answer is not a list of days.'
  const index = value.findIndex((entry) => !isDay(entry as Claims | null))
  return index === -1 ? undefined : `entry ${index} of the answer lacks a date or a temperature.`
}

function isDay(entry: Claims | null): boolean {
  const { date, temperatureC, temperatureF } = entry ?? {}
  const isDate = typeof date === 'string' && /^\d{4}-\d{2}-\d{2}(?:T|$)/.test(date)
  return isDate && typeof temperatureC === 'number' && typeof temperatureF === 'number'
}

// The claims are those that the API should want, so what it got may be another token.
async function explainRefusal(
  answer: Answer,
  claims: Claims,
  api: ApiSubject,
): Promise<Explanation> {
  if (answer.status === 403) {
    return [
      'it answered 403, though the token has the scope of the configuration.',
      'Look into the log of the API: it wants a role, another scope, or another user.',
    ]
  }
  if (answer.status !== 401) return explainStatus(answer.status, api)
  const { origin } = new URL(api.url)
  if (await isStaticWebApp(origin)) {
    return [
      'it answered 401 to a good token: Azure Static Web Apps replaces the header Authorization.',
      `Set ${api.key}.url to the API’s own address, and allow the origin of the app there.`,
    ]
  }
  const challenge = parseChallenges(answer.headers.get('www-authenticate')).find(
    ({ scheme }) => scheme === 'bearer',
  )
  const said = challenge?.parameters.get('error_description') ?? ''
  const [, audience] = /audience '([^']*)'/i.exec(said) ?? []
  const [, issuer] = /issuer '([^']*)'/i.exec(said) ?? []
  const isOther =
    (audience !== undefined && !['(null)', ...audiencesOf(claims)].includes(audience)) ||
    (issuer !== undefined && !['(null)', claims['iss']].includes(issuer))
  if (isOther) {
    return [
      `the API got another token than this one: ${said}`,
      'The host or a proxy in front replaces the header Authorization. Let it pass the header on as it is.',
    ]
  }
  if (challenge && !challenge.parameters.has('error')) {
    return [
      'it answered 401 to a good token, as if none had come.',
      'Let the host and every proxy in front of the API pass the header Authorization on as it is.',
    ]
  }
  return [
    `it answered 401 to a token that is good by its claims${said && `: ${said}`}.`,
    `Compare the API’s own settings with the token: audience ${audiencesOf(claims).join(', ')}, issuer ${textOf(claims, 'iss')}. If they are the same, a proxy replaces the header Authorization.`,
  ]
}
