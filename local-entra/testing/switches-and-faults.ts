import type { Control } from '../control/control.ts'
import type { WireFault } from '../faults/faults.ts'
import type { SwitchName } from '../identity/switches.ts'
import type { AnswerFaultName } from '../faults/answer-faults.ts'

/** A test: the file, and a part of its title. */
export type ProvedBy = [file: string, title: string]

const PEOPLE = 'identity/interaction/people.test.ts'
const PROMPTS = 'identity/authorize/prompts/prompts.test.ts'
const SIGN_OUT = 'identity/sign-out/sign-out.test.ts'
const REFRESH = 'identity/token/refresh-token.test.ts'
const TOKEN = 'identity/token/token-endpoint.test.ts'
const ON_DEMAND = 'identity/tokens/claims-on-demand.test.ts'
const ANSWERS = 'faults/answer-faults.test.ts'
const CHALLENGES = 'identity/authorize/challenges.test.ts'
const FAULTS = 'faults/faults.test.ts'
const LOG = 'control/exchange-log.test.ts'
const API = 'weather-api/weather-api.test.ts'
const STACK = 'local-stack.test.ts'
const CONTROL = 'control/control-server.test.ts'

/** Every switch, and the test that turns it. */
export const SWITCHES_PROVED: Record<SwitchName, ProvedBy> = {
  refreshTokenExpiresIn: [REFRESH, 'the switches refreshIn and refreshTokenExpiresIn'],
  refreshIn: [REFRESH, 'the switches refreshIn and refreshTokenExpiresIn'],
  tokenCorsStar: [TOKEN, 'every origin may read the answer'],
  logoutReturnsState: [SIGN_OUT, 'the switch logoutReturnsState'],
  frontChannelIssuer: [SIGN_OUT, 'the switch frontChannelIssuer'],
  tlsClientAuthAdvertised: ['identity/metadata/metadata.test.ts', 'tlsClientAuthAdvertised'],
  forecastDateTimes: [API, 'the switch forecastDateTimes'],
}

/** Every kind of fault on the wire, and the test that makes it. */
export const WIRE_FAULTS_PROVED: Record<keyof WireFault, ProvedBy> = {
  endpoint: [FAULTS, 'every endpoint can be hit: %s'],
  times: [FAULTS, 'as often as wanted'],
  latency: [FAULTS, 'latency delays the real answer'],
  status: [FAULTS, 'an endpoint answers'],
  headers: [FAULTS, 'an endpoint answers'],
  body: [FAULTS, 'a garbage body'],
  hang: [FAULTS, 'a hanging endpoint'],
  drop: [FAULTS, 'a dropped connection'],
}

/** Every numbered error is made at both endpoints, by a test for each number; and one with `claims`. */
export const AADSTS_PROVED: ProvedBy[] = [
  [FAULTS, 'AADSTS%i can be had at the token endpoint'],
  [FAULTS, 'AADSTS%i can be had at the authorization endpoint'],
  [TOKEN, 'every numbered error can be had on demand'],
]

const inOneToken: ProvedBy = [ANSWERS, '%s: one token is wrong in just that']
const inOneSignature: ProvedBy = [ANSWERS, '%s: one token does not verify']

/** Every wrong answer, and the test that gets it. */
export const ANSWER_FAULTS_PROVED: Record<AnswerFaultName, ProvedBy> = {
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
  'no client_info': [ANSWERS, 'no client_info'],
  'broken client_info': [ANSWERS, "'broken client_info'"],
  'client_info of somebody else': [ANSWERS, "'client_info of somebody else'"],
  'repeated code': [ANSWERS, "'repeated code'"],
  'foreign iss': [ANSWERS, "'foreign iss'"],
}

/** Everything that the control can do, and the test that does it. */
export const CONTROL_PROVED: Record<keyof Control, ProvedBy> = {
  fault: [FAULTS, 'a fault without a count stays until it is undone'],
  faults: [FAULTS, 'faults can be listed'],
  exchanges: [LOG, 'a sign-in is written down'],
  clearExchanges: [API, 'rotateKeys is invisible'],
  signInAs: [PROMPTS, 'a silent request gets a code while somebody is signed in'],
  sessionCookie: [CONTROL, 'a session cookie signs a browser in without the form'],
  revoke: [REFRESH, 'a revoked person is AADSTS50173'],
  withdrawConsent: [PROMPTS, 'without consent a silent request is consent_required'],
  declineConsent: [PROMPTS, 'a consent can be declined without asking'],
  requireMfa: [PEOPLE, 'requireMfa asks everybody'],
  changeAccount: [PEOPLE, 'somebody who was let in and then blocked'],
  expireAccessTokens: [API, 'expireAccessTokens makes the API refuse'],
  expireRefreshTokens: [REFRESH, 'refresh tokens can be brought to their end'],
  setAccessTokenLifetime: [ON_DEMAND, 'the lifetime of access tokens can be set'],
  plantCanary: [ON_DEMAND, 'a canary is planted in every token'],
  moveClock: [TOKEN, 'a code is too old after ten minutes'],
  rotateKeys: [API, 'rotateKeys is invisible'],
  replaceKeys: [API, 'replaceKeys: the API fetches the unannounced key at once'],
  setForecast: [API, 'setForecast plants what the API answers'],
  setForecastHeaders: [API, 'setForecastHeaders lets the API allow caching'],
  requireStepUp: [CHALLENGES, 'a step-up is refused silently'],
  demandClaims: [CHALLENGES, 'an API that demands fresh tokens challenges with nbf'],
  addChallenges: [API, 'addChallenges adds challenges'],
  limitRate: [API, 'beyond a rate limit the API answers 429'],
  setSwitch: [SIGN_OUT, 'the switch logoutReturnsState'],
  addAppOrigin: [STACK, 'an app that comes later is let in by its origin'],
  pause: [STACK, 'the identity provider can go down and come back'],
  resume: [STACK, 'the identity provider can go down and come back'],
  reset: [STACK, 'reset forgets everybody and everything but the apps'],
}
