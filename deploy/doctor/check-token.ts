import { endpointsOf, guid } from '../../src/config/config.ts'
import { isIssuerOf } from '../../src/config/issuer.ts'
import { parseChallenges } from '../../src/http/challenges.ts'
import { checkKeeping, type Explanation, explainStatus, isStaticWebApp } from './api-responses.ts'
import { allows } from './check-cors.ts'
import { type Examination, examine, type Finding } from './finding.ts'
import { type HttpResponse, isResponse, probe } from './probe.ts'
import { type ApiSubject, originOf, type Subject } from './subject.ts'

type Claims = Readonly<Record<string, unknown>>

/**
 * Calls an API with a real access token, if there is one. Checks that the app can read the response and that caches do not
 * store it. Explains a refusal by the token, the API, or the host in front of it. A token for another API is not sent.
 */
export async function checkToken(subject: Subject, api: ApiSubject): Promise<Finding[]> {
  if (subject.token === undefined) return []
  const token = subject.token.trim().replace(/^Bearer\s+/i, '')
  const exam = examine('token', `Access token${api.which}`)
  const claims = readClaims(token)
  if (claims === undefined) return [exam.bad(...notAToken)]
  const elsewhere = judgeAudience(claims, subject, api)
  if (elsewhere) return [exam.bad(...elsewhere)]
  const Origin = originOf(subject)
  const response = await probe(api.url, { headers: { Authorization: `Bearer ${token}`, Origin } })
  const data = examine('api-data', `API with the access token${api.which}`)
  if (!isResponse(response)) return [data.bad(response.problem, response.fix)]
  if (response.status === 200) {
    const caching = examine('api-cache', `Caching of the API’s data${api.which}`)
    return [exam.good(), judgeData(data, response, api, Origin), checkKeeping(caching, response)]
  }
  const fault = judgeClaims(claims, subject, api)
  if (fault) return [exam.bad(...fault), data.skipped('the token is invalid.')]
  const refusal = await explainRefusal(response, claims, api)
  return [
    exam.good(),
    data.bad(...(refusal.map((text) => text.replaceAll(token, '…')) as Explanation)),
  ]
}

const notAToken: Explanation = [
  'this is not a JSON Web Token, so it is not an access token for your API.',
  'In the network tab of the browser, copy the whole value after "Bearer " in the Authorization header of a request to the API.',
]

/** @returns the claims of a JSON Web Token (RFC 7519 §7.2); undefined when it is not one */
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
  const fix = `Copy the token that the app sends to ${api.url}.`
  if (audiences.includes(config.clientId))
    return ['this is the ID token, not the access token.', fix]
  if (audiences.some((each) => graphAudiences.includes(each))) {
    return ['this token is for Microsoft Graph, so it was not sent to the API.', fix]
  }
  if (audiences.some((each) => isAudience(each, api))) return undefined
  const problem = `this token is for another API (${audiences.join(', ') || 'no audience'}), so it was not sent.`
  return [problem, fix]
}

// The audience is the client id in version 2, the application ID URI in version 1. The client id of a URI is unknown here.
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
    return [`the token expired ${minutes} min ago.`, 'Reload the app and copy a new token.']
  }
  if (start > now + 300) {
    return ['the token is not valid yet.', 'Synchronise the clock of this computer by NTP.']
  }
  const issuer = textOf(claims, 'iss')
  if (textOf(claims, 'ver') === '1.0' || issuer.startsWith('https://sts.windows.net/')) {
    return [
      'the token is version 1, and the API may expect version 2.',
      'Set api.requestedAccessTokenVersion to 2 in the manifest of the API’s registration, then copy a new token.',
    ]
  }
  if (!isIssuerOf(config, issuer)) {
    return [
      `the token is from another issuer: ${issuer}.`,
      `Copy a token from the tenant of this configuration: ${endpointsOf(config).issuer}.`,
    ]
  }
  const name = scope.slice(scope.lastIndexOf('/') + 1)
  const scopes = textOf(claims, 'scp').split(' ')
  if (scopes.includes(name)) return undefined
  return [
    `the token lacks the scope ${name} (${textOf(claims, 'scp') || 'no scope: it belongs to an app, not to a user'}).`,
    'Add the API permission to the app registration, grant consent, and sign in again.',
  ]
}

function judgeData(
  exam: Examination,
  response: HttpResponse,
  { key, url }: ApiSubject,
  app: string,
): Finding {
  if (new URL(url).origin !== app && !allows(response, app)) {
    const value = response.headers.get('access-control-allow-origin') ?? 'none'
    return exam.bad(
      `the app may not read the response (Access-Control-Allow-Origin: ${value}).`,
      `Allow the origin of the app for every response: WithOrigins("${app}").`,
    )
  }
  const problem = problemOf(response.text, key)
  if (problem === undefined) return exam.good()
  return exam.bad(problem, `Return the format that the app reads, or correct ${key}.url.`)
}

function problemOf(text: string, key: string): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'the response is not JSON.'
  }
  if (key !== 'weatherApi') return undefined
  if (!Array.isArray(value)) return 'the response is not an array of days.'
  const index = value.findIndex((entry) => !isDay(entry as Claims | null))
  return index === -1 ? undefined : `entry ${index} of the response lacks a date or a temperature.`
}

function isDay(entry: Claims | null): boolean {
  const { date, temperatureC, temperatureF } = entry ?? {}
  const isDate = typeof date === 'string' && /^\d{4}-\d{2}-\d{2}(?:T|$)/.test(date)
  return isDate && typeof temperatureC === 'number' && typeof temperatureF === 'number'
}

// The claims are right, so the API may have got another token.
async function explainRefusal(
  response: HttpResponse,
  claims: Claims,
  api: ApiSubject,
): Promise<Explanation> {
  if (response.status === 403) {
    return [
      'it returned 403, although the token has the scope of the configuration.',
      'Read the log of the API: it may require a role, another scope, or another user.',
    ]
  }
  if (response.status !== 401) return explainStatus(response.status, api)
  const { origin } = new URL(api.url)
  if (await isStaticWebApp(origin)) {
    return [
      'it returned 401 for a valid token: Azure Static Web Apps replaces the Authorization header.',
      `Set ${api.key}.url to the API’s own URL, and allow the origin of the app in its CORS policy.`,
    ]
  }
  const challenge = parseChallenges(response.headers.get('www-authenticate')).find(
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
      `the API got a different token: ${said}`,
      'The host or a proxy in front replaces the Authorization header. Configure it to pass the header on unchanged.',
    ]
  }
  if (challenge && !challenge.parameters.has('error')) {
    return [
      'it returned 401 for a valid token, as if there were none.',
      'Configure the host and every proxy in front of the API to pass the Authorization header on unchanged.',
    ]
  }
  return [
    `it returned 401 for a token with the right claims${said && `: ${said}`}.`,
    `Compare the API’s own settings with the token: audience ${audiencesOf(claims).join(', ')}, issuer ${textOf(claims, 'iss')}. If they match, a proxy replaces the Authorization header.`,
  ]
}
