/** What a fault changes in a successful response, and where. */
export type ResponseChange =
  | { of: 'id token' | 'access token'; claims: Record<string, unknown> }
  | { of: 'id token' | 'access token'; signature: true }
  | { of: 'client_info'; value: string | undefined }
  | { of: 'authorization response'; parameter: [string, string] }

const OTHER_ID = '10ca1000-57ac-4000-f000-00000000000f'

/** Faults that a careful client detects, by name: the `tamper` of the control. */
export const RESPONSE_FAULTS = {
  'wrong nonce': { of: 'id token', claims: { nonce: 'not-the-nonce-of-the-request' } },
  'wrong issuer': { of: 'id token', claims: { iss: 'http://localhost:1/elsewhere/v2.0' } },
  'wrong audience': { of: 'id token', claims: { aud: OTHER_ID } },
  'wrong tenant': { of: 'id token', claims: { tid: OTHER_ID } },
  'wrong subject': { of: 'id token', claims: { sub: 'another-user', oid: OTHER_ID } },
  'expired id token': { of: 'id token', claims: { exp: 946_684_800 } },
  'wrong signature': { of: 'id token', signature: true },
  'access token with wrong issuer': {
    of: 'access token',
    claims: { iss: 'http://localhost:1/elsewhere/v2.0' },
  },
  'access token with wrong audience': { of: 'access token', claims: { aud: OTHER_ID } },
  'access token without scope': { of: 'access token', claims: { scp: 'another_scope' } },
  'access token with wrong signature': { of: 'access token', signature: true },
  'no client_info': { of: 'client_info', value: undefined },
  'broken client_info': { of: 'client_info', value: 'e30-this-is-no-json' },
  'client_info of another account': {
    of: 'client_info',
    value: Buffer.from(JSON.stringify({ uid: OTHER_ID, utid: OTHER_ID })).toString('base64url'),
  },
  'repeated code': { of: 'authorization response', parameter: ['code', 'a-second-code'] },
  'foreign iss': {
    of: 'authorization response',
    parameter: ['iss', 'http://localhost:1/elsewhere/v2.0'],
  },
} satisfies Record<string, ResponseChange>

export type ResponseFaultName = keyof typeof RESPONSE_FAULTS
export const RESPONSE_FAULT_NAMES = Object.keys(RESPONSE_FAULTS) as ResponseFaultName[]

/** The active faults. */
interface ActiveFaults {
  takeResponseFault(name: ResponseFaultName): boolean
}

function* activeFaults(faults: ActiveFaults, of: ResponseChange['of']): Generator<ResponseChange> {
  for (const [name, change] of Object.entries(RESPONSE_FAULTS)) {
    if (change.of === of && faults.takeResponseFault(name as ResponseFaultName)) yield change
  }
}

/** The faults of one token. */
export interface TokenFaults {
  claims: Record<string, unknown>
  breakSignature: boolean
}

/** Takes the active faults of a token. */
export function tokenFaults(faults: ActiveFaults, of: 'id token' | 'access token'): TokenFaults {
  const found: TokenFaults = { claims: {}, breakSignature: false }
  for (const change of activeFaults(faults, of)) {
    if ('claims' in change) Object.assign(found.claims, change.claims)
    if ('signature' in change) found.breakSignature = true
  }
  return found
}

/** @returns the `client_info` with its active faults; undefined when it is to be missing */
export function faultyClientInfo(faults: ActiveFaults, clientInfo: string): string | undefined {
  let value: string | undefined = clientInfo
  for (const change of activeFaults(faults, 'client_info')) {
    if ('value' in change) ({ value } = change)
  }
  return value
}

/** @returns the address of an authorization response with its active faults, as further parameters */
export function faultyResponse(faults: ActiveFaults, location: string): string {
  let faulty = location
  for (const change of activeFaults(faults, 'authorization response')) {
    if ('parameter' in change) faulty += `&${new URLSearchParams([change.parameter]).toString()}`
  }
  return faulty
}
