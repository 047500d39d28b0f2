import { endpointsOf } from '../../src/config/config.ts'
import { isIssuerOf } from '../../src/config/issuer.ts'
import { parseChallenges } from '../../src/http/challenges.ts'
import { isGraph } from '../identity-provider/microsoft-graph.ts'
import { appRoles } from '../registrations/names.ts'
import {
  apiOfToken,
  type Claims,
  listOf,
  nameOf,
  readClaims,
  textOf,
  tokenOf,
} from './access-token.ts'
import { checkKeeping, type Explanation, explainStatus, isStaticWebApp } from './api-responses.ts'
import { allows } from './check-cors.ts'
import { checkGraphToken } from './check-graph.ts'
import { type Examination, examine, type Finding } from './finding.ts'
import { type HttpResponse, isResponse, probe } from './probe.ts'
import { type ApiSubject, originOf, type Subject } from './subject.ts'

/**
 * Calls the API of a real access token, if there is one. Checks that the app can read the response and that caches do not
 * store it. Explains a refusal by the token, the API, or the host in front of it. No other API gets the token.
 */
export async function checkToken(subject: Subject): Promise<Finding[]> {
  const token = tokenOf(subject)
  if (token === undefined) return []
  const exam = examine('token', 'Access token')
  const claims = readClaims(token)
  if (claims === undefined) return [exam.bad(...notAToken)]
  const api = apiOfToken(claims, subject)
  if (Array.isArray(api)) return [exam.bad(...api)]
  if (isGraph(api)) return checkGraphToken(subject, api, { token, claims })
  return [...(await callApi(subject, api, token, claims)), ...describeRoles(claims, api)]
}

// A user without the role is no fault.
function describeRoles(claims: Claims, { key, which }: ApiSubject): Finding[] {
  const roles = listOf(claims, 'roles')
  const missing = appRoles.filter(({ value }) => key === 'weatherApi' && !roles.includes(value))
  const [{ value } = { value: '' }] = missing
  const refused = value === '' ? '' : `, so the API refuses what requires ${value}`
  const said = `Roles in the access token${which}: ${roles.join(', ') || 'none'}${refused}`
  return [examine('token-roles', said).good()]
}

async function callApi(
  subject: Subject,
  api: ApiSubject,
  token: string,
  claims: Claims,
): Promise<Finding[]> {
  const exam = examine('token', `Access token${api.which}`)
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
  const name = nameOf(scope)
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
    (audience !== undefined && !['(null)', ...listOf(claims, 'aud')].includes(audience)) ||
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
    `Compare the API’s own settings with the token: audience ${listOf(claims, 'aud').join(', ')}, issuer ${textOf(claims, 'iss')}. If they match, a proxy replaces the Authorization header.`,
  ]
}
