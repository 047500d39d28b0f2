import type { ResponseFaultName, Fault } from '#local-entra'
import type { Expectation, ExplainedFault } from './explained-fault.ts'

const senseless = {
  title: 'The sign-in service sent an unexpected response',
  who: 'nobody',
  way: 'Sign in',
} as const

const misfit = { title: 'The sign-in could not be completed', who: 'you', way: 'Sign in' } as const
const foreign = { title: 'was not meant for this app', who: 'developer', way: 'Sign in' } as const
const refused = { title: 'This sign-in was not accepted', who: 'you', way: 'Sign in' } as const
const broken = {
  title: 'The sign-in service has a problem',
  who: 'nobody',
  way: 'Sign in',
} as const
const busy = { title: 'The sign-in service is busy', who: 'nobody', way: 'Sign in' } as const
const away = { title: 'sign-in service cannot be reached', who: 'nobody', way: 'Sign in' } as const

/** Faulty responses of the identity provider that are not OAuth errors. */
export const faultsOfResponses: readonly ExplainedFault[] = [
  body('failed_to_parse_response', '<html>', senseless),
  body('failed_to_parse_response', '', senseless),
  body('failed_to_parse_response', 'null', senseless),
  body('failed_to_parse_response', '[]', senseless),
  body('failed_to_parse_response', `{"padding":"${'x'.repeat(1024 * 1024)}"}`, senseless),
  body('token_parsing_error', { token_type: 'Bearer', id_token: 'no.jwt.at-all' }, senseless),
  wrongResponse('client_info_decoding_error', 'broken client_info', senseless),
  wrongResponse('nonce_mismatch', 'wrong nonce', misfit),
  body('nonce_mismatch', '{}', misfit),
  wrongResponse('id_token_refused', 'wrong issuer', foreign),
  wrongResponse('id_token_refused', 'wrong audience', foreign),
  wrongResponse('id_token_refused', 'wrong tenant', foreign),
  wrongResponse('id_token_refused', 'expired id token', foreign),
  wrongResponse('response_refused', 'repeated code', refused),
  wrongResponse('response_refused', 'foreign iss', refused),
  answered('server_error', { status: 500 }, broken),
  answered('server_error', { status: 502, body: '<html>' }, broken),
  answered('temporarily_unavailable', { status: 503 }, busy),
  answered('temporarily_unavailable', { status: 429, headers: { 'retry-after': '30' } }, busy),
  answered('post_request_failed', { drop: true }, away),
]

type Wire = Omit<Extract<Fault, { status?: number }>, 'endpoint'>

function answered(entry: string, wire: Wire, expectation: Expectation): ExplainedFault {
  return { entry, fault: { endpoint: 'token', ...wire }, ...expectation }
}

function body(entry: string, content: string | object, expectation: Expectation): ExplainedFault {
  return answered(entry, { body: content }, expectation)
}

function wrongResponse(
  entry: string,
  tamper: ResponseFaultName,
  expectation: Expectation,
): ExplainedFault {
  return { entry, fault: { tamper }, ...expectation }
}
