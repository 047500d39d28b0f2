/** What a fault changes in a successful answer, and where. */
export type AnswerChange =
  | { of: 'id token' | 'access token'; claims: Record<string, unknown> }
  | { of: 'id token' | 'access token'; signature: true }
  | { of: 'client_info'; value: string | undefined }
  | { of: 'authorization response'; parameter: [string, string] }

const SOMEONE_ELSE = '10ca1000-57ac-4000-f000-00000000000f'

/** Wrong answers that a careful client notices, by name. The control calls the name `tamper`. */
export const ANSWER_FAULTS = {
  'wrong nonce': { of: 'id token', claims: { nonce: 'not-the-nonce-of-the-request' } },
  'wrong issuer': { of: 'id token', claims: { iss: 'http://localhost:1/elsewhere/v2.0' } },
  'wrong audience': { of: 'id token', claims: { aud: SOMEONE_ELSE } },
  'wrong tenant': { of: 'id token', claims: { tid: SOMEONE_ELSE } },
  'wrong subject': { of: 'id token', claims: { sub: 'somebody-else', oid: SOMEONE_ELSE } },
  'expired id token': { of: 'id token', claims: { exp: 946_684_800 } },
  'wrong signature': { of: 'id token', signature: true },
  'access token with wrong issuer': {
    of: 'access token',
    claims: { iss: 'http://localhost:1/elsewhere/v2.0' },
  },
  'access token with wrong audience': { of: 'access token', claims: { aud: SOMEONE_ELSE } },
  'access token without scope': { of: 'access token', claims: { scp: 'another_scope' } },
  'access token with wrong signature': { of: 'access token', signature: true },
  'no client_info': { of: 'client_info', value: undefined },
  'broken client_info': { of: 'client_info', value: 'e30-this-is-no-json' },
  'client_info of somebody else': {
    of: 'client_info',
    value: Buffer.from(JSON.stringify({ uid: SOMEONE_ELSE, utid: SOMEONE_ELSE })).toString(
      'base64url',
    ),
  },
  'repeated code': { of: 'authorization response', parameter: ['code', 'a-second-code'] },
  'foreign iss': {
    of: 'authorization response',
    parameter: ['iss', 'http://localhost:1/elsewhere/v2.0'],
  },
} satisfies Record<string, AnswerChange>

export type AnswerFaultName = keyof typeof ANSWER_FAULTS
export const ANSWER_FAULT_NAMES = Object.keys(ANSWER_FAULTS) as AnswerFaultName[]

/** The faults that are planted. */
interface Planted {
  takeAnswerFault(name: AnswerFaultName): boolean
}

function* activeFaults(faults: Planted, of: AnswerChange['of']): Generator<AnswerChange> {
  for (const [name, change] of Object.entries(ANSWER_FAULTS)) {
    if (change.of === of && faults.takeAnswerFault(name as AnswerFaultName)) yield change
  }
}

/** What is wrong with a token: changed before it is signed, or after. */
export interface TokenFaults {
  claims: Record<string, unknown>
  breakSignature: boolean
}

/** Takes the faults that are planted for a token. */
export function tokenFaults(faults: Planted, of: 'id token' | 'access token'): TokenFaults {
  const found: TokenFaults = { claims: {}, breakSignature: false }
  for (const change of activeFaults(faults, of)) {
    if ('claims' in change) Object.assign(found.claims, change.claims)
    if ('signature' in change) found.breakSignature = true
  }
  return found
}

/** @returns the `client_info` with its faults; undefined when it is to be missing */
export function faultyClientInfo(faults: Planted, clientInfo: string): string | undefined {
  let value: string | undefined = clientInfo
  for (const change of activeFaults(faults, 'client_info')) {
    if ('value' in change) ({ value } = change)
  }
  return value
}

/** Adds parameters to the fragment or query of an authorization response. */
export function faultyResponse(faults: Planted, location: string): string {
  let faulty = location
  for (const change of activeFaults(faults, 'authorization response')) {
    if ('parameter' in change) faulty += `&${new URLSearchParams([change.parameter]).toString()}`
  }
  return faulty
}
