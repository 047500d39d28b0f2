/** Where a tampering takes place, and what it does there. */
export type Tamper =
  | { of: 'id token' | 'access token'; claims: Record<string, unknown> }
  | { of: 'id token' | 'access token'; signature: true }
  | { of: 'client_info'; value: string | undefined }
  | { of: 'authorization response'; parameter: [string, string] }

const SOMEONE_ELSE = '10ca1000-57ac-4000-f000-00000000000f'

/** Wrong answers that a careful client notices, by name. */
export const TAMPERS = {
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
} satisfies Record<string, Tamper>

export type TamperName = keyof typeof TAMPERS
export const TAMPER_NAMES = Object.keys(TAMPERS) as TamperName[]
