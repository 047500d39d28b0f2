import type { WireFault } from '#local-entra'
import type { Expectation, ExplainedFault } from './explained-fault.ts'

const busy = { title: 'The weather service is busy', who: 'nobody', way: 'Try again' } as const
const broken = { ...busy, title: 'The weather service has a problem' }
const forbidden = {
  title: 'You do not have access',
  who: 'administrator',
  way: 'Try again',
} as const
const blocked = { title: 'was blocked', who: 'developer', way: 'Try again' } as const
const nowhere = { ...busy, title: 'The weather service was not found', who: 'developer' } as const
const senseless = { ...busy, title: 'sent an unexpected response' }
const misdirected = { ...senseless, who: 'developer' } as const
const refused = { title: 'did not accept your sign-in', who: 'you', way: 'Sign in' } as const
const otherSignIn = { ...refused, who: 'developer', way: 'Try again' } as const
const rejected = { ...blocked, title: 'did not accept the request' } as const
const tooLarge = { ...forbidden, title: 'Your sign-in is too large' } as const
const misread = { ...refused, who: 'developer' } as const

const json = { 'content-type': 'application/json' }
const needs = { 'www-authenticate': 'Bearer error="insufficient_scope", scope="Forecast.Write"' }
const hugeBody = `["${'x'.repeat(17 * 1024 * 1024)}"]`

/** Responses of the API other than a forecast. */
export const faultsOfApi: readonly ExplainedFault[] = [
  status(400, rejected),
  status(401, refused),
  api('more than the scope', { status: 403 }, forbidden),
  api('another scope', { status: 403, headers: needs }, { ...forbidden, who: 'developer' }),
  api('gateway', { status: 403, headers: { 'content-type': 'text/html' } }, blocked),
  status(404, nowhere),
  status(405, nowhere),
  status(408, busy),
  status(410, nowhere),
  status(429, busy),
  status(431, tooLarge),
  status(494, tooLarge),
  status(500, broken),
  status(502, broken),
  status(503, busy),
  status(504, broken),
  status(511, { title: 'Your network asks you to sign in', who: 'you', way: 'Try again' }),
  api('redirect', { status: 302, headers: { location: 'https://login.example/' } }, misdirected),
  api(
    'otherSignIn',
    { status: 401, headers: { 'www-authenticate': 'Negotiate, NTLM' } },
    otherSignIn,
  ),
  refusal('audience', `error_description="The audience 'x' is invalid"`, misread),
  refusal('issuer', `error_description="The issuer 'x' is invalid"`, misread),
  refusal('signature', 'error_description="The signature key was not found"', misread),
  refusal('lifetime', `error_description="The token expired at '10/30/2025'"`, misread),
  api('content-type', { body: '<html>' }, senseless),
  api('not-json', { body: '[{"date":', headers: json }, senseless),
  api('shape', { body: [{}] }, senseless),
  api('too-large', { body: hugeBody, headers: json }, { ...busy, title: 'is too large' }),
  api('unreachable', { drop: true }, { ...busy, title: 'cannot be reached' }),
]

function api(
  entry: string,
  wire: Omit<WireFault, 'endpoint'>,
  expectation: Expectation,
): ExplainedFault {
  return { entry, fault: { endpoint: 'weather', ...wire }, ...expectation }
}

function status(code: number, expectation: Expectation): ExplainedFault {
  return api(String(code), { status: code }, expectation)
}

/** A 401 with a Bearer challenge (RFC 6750 §3). */
function refusal(entry: string, description: string, expectation: Expectation): ExplainedFault {
  const headers = { 'www-authenticate': `Bearer error="invalid_token", ${description}` }
  return api(entry, { status: 401, headers }, expectation)
}
