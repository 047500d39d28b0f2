import type { Fault } from '../../../local-entra/faults/faults.ts'
import type { AnswerFaultName } from '../../../local-entra/faults/answer-faults.ts'
import type { Expectation, ExplainedFault } from './explained-fault.ts'

const senseless = {
  title: 'The sign-in service returned an unexpected answer',
  who: 'nobody',
  way: 'Sign in',
} as const

const misfit = { title: 'The sign-in could not be completed', who: 'you', way: 'Sign in' } as const
const foreign = { title: 'was not meant for this app', who: 'developer', way: 'Sign in' } as const
const refused = { title: 'That sign-in was not accepted', who: 'you', way: 'Sign in' } as const
const broken = {
  title: 'The sign-in service has a problem',
  who: 'nobody',
  way: 'Sign in',
} as const
const busy = { title: 'The sign-in service is busy', who: 'nobody', way: 'Sign in' } as const
const away = { title: 'sign-in service cannot be reached', who: 'nobody', way: 'Sign in' } as const

/** What can be wrong with an answer of the identity provider that is not an error of OAuth. */
export const faultsOfAnswers: readonly ExplainedFault[] = [
  body('failed_to_parse_response', '<html>', senseless),
  body('failed_to_parse_response', '', senseless),
  body('failed_to_parse_response', 'null', senseless),
  body('failed_to_parse_response', '[]', senseless),
  body('failed_to_parse_response', `{"padding":"${'x'.repeat(1024 * 1024)}"}`, senseless),
  body('token_parsing_error', { token_type: 'Bearer', id_token: 'no.jwt.at-all' }, senseless),
  wrongAnswer('client_info_decoding_error', 'broken client_info', senseless),
  wrongAnswer('nonce_mismatch', 'wrong nonce', misfit),
  body('nonce_mismatch', '{}', misfit),
  wrongAnswer('id_token_refused', 'wrong issuer', foreign),
  wrongAnswer('id_token_refused', 'wrong audience', foreign),
  wrongAnswer('id_token_refused', 'wrong tenant', foreign),
  wrongAnswer('id_token_refused', 'expired id token', foreign),
  wrongAnswer('response_refused', 'repeated code', refused),
  wrongAnswer('response_refused', 'foreign iss', refused),
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

function wrongAnswer(
  entry: string,
  tamper: AnswerFaultName,
  expectation: Expectation,
): ExplainedFault {
  return { entry, fault: { tamper }, ...expectation }
}
