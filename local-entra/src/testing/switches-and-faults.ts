import { readFileSync } from 'node:fs'
import type { Control } from '../control/control.ts'
import { AADSTS_FAULT_ENDPOINTS, type Endpoint, type WireFault } from '../faults/faults.ts'
import { AADSTS, AADSTS_CODES } from '../identity/errors/aadsts.ts'
import { SWITCH_NAMES, type SwitchName, SWITCHES } from '../identity/switches.ts'
import {
  RESPONSE_FAULTS,
  type ResponseChange,
  type ResponseFaultName,
} from '../faults/response-faults.ts'

/** A test: the file, and a part of its title. */
export type TestReference = [file: string, title: string]

const ENTRA_TOKEN = 'fidelity/token.test.ts'
const PROMPTS = 'identity/authorize/prompts.test.ts'
const SIGN_OUT = 'identity/sign-out.test.ts'
const REFRESH = 'identity/token/refresh-token.test.ts'
const TOKEN = 'identity/token/token-endpoint.test.ts'
const TOKENS = 'identity/tokens/tokens.test.ts'
const RESPONSES = 'faults/response-faults.test.ts'
const GROUPS = 'fidelity/groups.test.ts'
const CHALLENGES = 'fidelity/challenges.test.ts'
const FAULTS = 'faults/faults.test.ts'
const LOG = 'control/exchange-log.test.ts'
const API = 'weather-api/weather-api.test.ts'
const STACK = 'local-entra.test.ts'
const DEVICE = 'fidelity/device-code.test.ts'
const CONTROL = 'control/control-server.test.ts'

/** Every switch, and the test that changes it. */
export const SWITCHES_TESTS: Record<SwitchName, TestReference> = {
  refreshTokenExpiresIn: [REFRESH, 'the switches refreshIn and refreshTokenExpiresIn'],
  refreshIn: [REFRESH, 'the switches refreshIn and refreshTokenExpiresIn'],
  tokenCorsStar: [TOKEN, 'every origin may read the response'],
  logoutReturnsState: [SIGN_OUT, 'the switch logoutReturnsState'],
  frontChannelIssuer: [SIGN_OUT, 'the switch frontChannelIssuer'],
  overageNamesMicrosoftGraph: [GROUPS, 'overageNamesMicrosoftGraph'],
  tlsClientAuthAdvertised: ['identity/metadata.test.ts', 'tlsClientAuthAdvertised'],
  forecastDateTimes: [API, 'the switch forecastDateTimes'],
}

/** Every part of a fault on the wire, and the test that uses it. */
export const WIRE_FAULTS_TESTS: Record<keyof WireFault, TestReference> = {
  endpoint: [FAULTS, 'every endpoint can have a fault: %s'],
  times: [FAULTS, 'as often as the fault says'],
  latency: [FAULTS, 'latency delays the real response'],
  status: [FAULTS, 'an endpoint returns'],
  headers: [FAULTS, 'an endpoint returns'],
  body: [FAULTS, 'the body of a fault'],
  hang: [FAULTS, 'a hanging endpoint'],
  drop: [FAULTS, 'a dropped connection'],
}

/** The tests that get every AADSTS error from an endpoint, and one with `claims`. */
export const AADSTS_TESTS: TestReference[] = [
  [FAULTS, 'the token endpoint can return AADSTS%i'],
  [FAULTS, 'the authorization endpoint can return AADSTS%i'],
  [TOKEN, 'every numbered error can be had on demand'],
]

const inOneToken: TestReference = [RESPONSES, '%s: one token has only this fault']
const inOneSignature: TestReference = [RESPONSES, '%s: the signature of one token is invalid']

/** Every fault in a response, and the test that uses it. */
export const RESPONSE_FAULTS_TESTS: Record<ResponseFaultName, TestReference> = {
  'wrong nonce': inOneToken,
  'wrong issuer': inOneToken,
  'wrong audience': inOneToken,
  'wrong tenant': inOneToken,
  'wrong subject': inOneToken,
  'expired id token': inOneToken,
  'wrong signature': inOneSignature,
  'access token with wrong issuer': inOneToken,
  'access token with wrong audience': inOneToken,
  'access token without scope': inOneToken,
  'access token with wrong signature': inOneSignature,
  'no client_info': [RESPONSES, 'no client_info'],
  'broken client_info': [RESPONSES, "'broken client_info'"],
  'client_info of another account': [RESPONSES, "'client_info of another account'"],
  'repeated code': [RESPONSES, "'repeated code'"],
  'foreign iss': [RESPONSES, "'foreign iss'"],
}

/** Every command of the control, and the test that uses it. */
export const CONTROL_TESTS: Record<keyof Control, TestReference> = {
  fault: [FAULTS, 'a fault without times stays until it is undone'],
  faults: [FAULTS, 'the list of faults'],
  exchanges: [LOG, 'a sign-in is recorded'],
  clearExchanges: [API, 'rotateKeys does not affect the API'],
  signInAs: [PROMPTS, 'a silent request gets a code while a user is signed in'],
  sessionCookie: [CONTROL, 'a session cookie signs a browser in without the form'],
  revoke: [ENTRA_TOKEN, 'a revoked refresh token is `invalid_grant`'],
  withdrawConsent: [CHALLENGES, 'a silent request without consent'],
  declineConsent: [PROMPTS, 'declineConsent declines the next consent'],
  approveDeviceCode: [DEVICE, 'approveDeviceCode signs a user in without the pages'],
  requireMfa: [CHALLENGES, 'a silent request that needs a second factor'],
  changeAccount: [CHALLENGES, 'a silent request that Conditional Access blocks'],
  expireAccessTokens: [API, 'expireAccessTokens makes the API refuse'],
  expireRefreshTokens: [REFRESH, 'the control expires all refresh tokens'],
  setAccessTokenLifetime: [TOKENS, 'the lifetime of access tokens can be set'],
  plantCanary: [TOKENS, 'the canary is in every token'],
  moveClock: [ENTRA_TOKEN, 'a code expires after ten minutes'],
  rotateKeys: [API, 'rotateKeys does not affect the API'],
  replaceKeys: [API, 'replaceKeys: the API fetches the new key at once'],
  setForecast: [API, 'setForecast sets the response of the API'],
  setForecastHeaders: [API, 'setForecastHeaders lets the API allow caching'],
  requireStepUp: [CHALLENGES, 'a step-up fails silently'],
  demandClaims: [CHALLENGES, 'continuous access evaluation'],
  addChallenges: [API, 'addChallenges adds challenges'],
  limitRate: [API, 'beyond a rate limit the API answers 429'],
  setSwitch: [SIGN_OUT, 'the switch logoutReturnsState'],
  addAppOrigin: [STACK, 'an app that comes later is let in by its origin'],
  pause: [STACK, 'the identity provider can go down and come back'],
  resume: [STACK, 'the identity provider can go down and come back'],
  reset: [STACK, 'reset forgets everybody and everything but the apps'],
}

/** Where each endpoint is, for a reader who wants a fault there. */
const ENDPOINT_PATHS: Record<Endpoint, string> = {
  authorize: '`/{tenant}/oauth2/v2.0/authorize`',
  token: '`/{tenant}/oauth2/v2.0/token`',
  logout: '`/{tenant}/oauth2/v2.0/logout`',
  discovery: '`/{tenant}/v2.0/.well-known/openid-configuration`',
  keys: '`/{tenant}/discovery/v2.0/keys`',
  'instance-discovery': '`/common/discovery/instance`',
  page: 'the pages of a sign-in, and the page for a user code',
  'admin-consent': '`/{tenant}/adminconsent` and `/{tenant}/v2.0/adminconsent`',
  'device-code': '`/{tenant}/oauth2/v2.0/devicecode`',
  weather: 'all of the weather API',
  graph: 'all of Microsoft Graph except UserInfo',
  userinfo: '`/oidc/userinfo` of Microsoft Graph',
  other: 'all else at the identity provider',
}

/** @returns a page in Markdown that explains all switches, faults and commands, in the words of their comments */
export function switchesAndFaultsPage(): string {
  return [
    '# Switches, faults and commands',
    'All that the [control](README.md#control) can set. Arguments are as in TypeScript; over HTTP they are the members of a JSON object, by the same names. What returns `Undo` can be undone.',
    '## Commands',
    list(membersOf('control/control.ts', 'interface Control', Object.keys(CONTROL_TESTS))),
    '## Faults of the connection and of HTTP',
    "`fault({ endpoint: 'token', status: 503, times: 1 })`. A fault has at least one of `latency`, `status`, `body`, `hang` and `drop`.",
    list(membersOf('faults/faults.ts', 'interface WireFault', Object.keys(WIRE_FAULTS_TESTS))),
    table(
      ['endpoint', 'what has the fault'],
      Object.entries(ENDPOINT_PATHS).map(([name, path]) => [code(name), path]),
    ),
    '## Numbered errors',
    `\`fault({ endpoint: 'token', aadsts: 50173, times: 1 })\`, at ${AADSTS_FAULT_ENDPOINTS.map(code).join(', ')}. \`claims\` adds a claims challenge. \`device-code\` responds as \`token\` does.`,
    table(
      ['AADSTS', 'at authorize', 'at token', 'suberror'],
      AADSTS_CODES.map((number) => {
        const { error, tokenError = error, suberror = '', page } = AADSTS[number]
        const shown = { always: 'page', interactive: `page; \`${error}\` when silent` }
        return [
          String(number),
          page ? shown[page] : code(error),
          code(tokenError),
          suberror && code(suberror),
        ]
      }),
    ),
    '## Wrong responses',
    "`fault({ tamper: 'wrong nonce', times: 1 })`. The response is otherwise as it should be.",
    list(
      Object.entries(RESPONSE_FAULTS).map(([name, change]) => ({
        name,
        text: `${change.of} ${describe(change)}`,
      })),
    ),
    '## Switches',
    "`setSwitch('refreshIn', true)`, or `switches: { refreshIn: true }` at the start. Each is a behaviour of Entra that no public source confirms, or that differs between tenants. The default is the likeliest.",
    list(
      membersOf('identity/switches.ts', 'const SWITCHES', SWITCH_NAMES).map(({ name, text }) => ({
        name: `${name}: ${SWITCHES[name as SwitchName]}`,
        text,
      })),
    ),
  ].join('\n\n')
}

const code = (text: string) => `\`${text}\``

function describe(change: ResponseChange): string {
  if ('claims' in change) {
    const claims = Object.entries(change.claims).map(([name, value]) => `${name}: ${String(value)}`)
    return `with ${claims.map(code).join(' and ')}`
  }
  if ('signature' in change) return 'with a signature that does not match'
  if ('parameter' in change) return `with a further parameter, ${code(change.parameter.join('='))}`
  return change.value === undefined ? 'is missing' : `with the value ${code(change.value)}`
}

interface Member {
  name: string
  text: string
}

/**
 * Reads the members of an interface or an object, each with the text of its comment.
 * @param file relative to `src`
 * @param start of the declaration
 * @throws {Error} for a member without a comment
 */
function membersOf(file: string, start: string, names: readonly string[]): Member[] {
  const source = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8').split(start)[1] ?? ''
  return names.map((name) => {
    const pattern = new RegExp(
      `/\\*\\*((?:(?!\\*/)[^])*)\\*/\\n  (${name}(?:\\(.*|\\?)?): *([^\\n]*)`,
    )
    const [, comment = '', signature = name, type = ''] = pattern.exec(source) ?? []
    const text = comment
      .replaceAll(/^\s*\*? ?/gm, '')
      .replace(/@[^]*/, '')
      .trim()
      .replaceAll(/\s*\n/g, ' ')
    if (text === '') throw new Error(`${name} in ${file} has no comment`)
    const returned = signature.includes('(') ? `: ${type}` : ''
    return {
      name: `${signature.replace('?', signature.endsWith('?') ? '' : '?')}${returned}`,
      text,
    }
  })
}

const list = (members: Member[]) =>
  members.map(({ name, text }) => `- ${code(name)}: ${text}`).join('\n')

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [head, head.map(() => '---'), ...rows].map(line).join('\n')
}
