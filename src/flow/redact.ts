import type { Field, Redacted } from './step.ts'

// An allowlist: a parameter that is not in it is redacted.
const plainParameters = new Set([
  'cache-control',
  'claims',
  'client_id',
  'client-request-id',
  'code_challenge',
  'code_challenge_method',
  'correlation_id',
  'error',
  'error_codes',
  'error_subcode',
  'error_uri',
  'expires_in',
  'ext_expires_in',
  'grant_type',
  'iss',
  'pocd',
  'post_logout_redirect_uri',
  'prompt',
  'redirect_uri',
  'refresh_in',
  'refresh_token_expires_in',
  'response_mode',
  'response_type',
  'scope',
  'suberror',
  'timestamp',
  'token_type',
  'trace_id',
  'www-authenticate',
  'x-client-SKU',
  'x-client-VER',
  'x-ms-lib-capability',
])

/** Redacts a parameter of a request or response, unless it is known to be harmless. */
export function toField(name: string, value: string): Field {
  if (plainParameters.has(name) || value === '') return { name, value }
  if (name === 'error_description') return { name, value: withoutUserNames(value) }
  // In a request these two are switches. In a response, `client_info` identifies the account.
  const isSwitch = ['client_info', 'clidata'].includes(name) && value === '1'
  return { name, value: isSwitch ? value : redact(value) }
}

export function toFields(parameters: Iterable<readonly [string, string]>): Field[] {
  return Array.from(parameters, ([name, value]) => toField(name, value))
}

/** Replaces a secret by its length and a fingerprint. */
export function redact(value: string): Redacted {
  return { length: value.length, fingerprint: fingerprint(value) }
}

/**
 * FNV-1a, 32 bits: too few to reveal anything about a token of hundreds of random bits. It is synchronous, so that it works
 * while the page unloads; Web Crypto is asynchronous.
 */
function fingerprint(value: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < value.length; index++) {
    hash = Math.imul(hash ^ value.charCodeAt(index), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}

function withoutUserNames(text: string): string {
  return text.replace(/[^\s'"<>(),;:]+@[^\s'"<>(),;:]+/g, '…')
}

const plainClaims = new Set([
  'acr',
  'acrs',
  'aud',
  'auth_time',
  'azp',
  'azpacr',
  'exp',
  'iat',
  'idtyp',
  'iss',
  'nbf',
  'scp',
  'tid',
  'ver',
  'xms_cc',
])

// Identifiers that another system could accept and that tell a reader nothing.
const opaqueClaims = new Set([
  'aio',
  'at_hash',
  'c_hash',
  'login_hint',
  'nonce',
  'rh',
  'sid',
  'signin_state',
  'uti',
])

/**
 * The claims of a JSON Web Token (RFC 7519 §4), redacted where needed. The token is not verified: that is its audience's
 * job.
 * @returns undefined if it is not a JSON Web Token, which an access token need not be
 */
export function readClaims(token: unknown): Field[] | undefined {
  const claims = decodePayload(token)
  return claims && Object.entries(claims).map(([name, value]) => toClaim(name, asText(value)))
}

// A claim in neither list may be personal.
function toClaim(name: string, value: string): Field {
  if (opaqueClaims.has(name)) return { name, value: redact(value) }
  return plainClaims.has(name) ? { name, value } : { name, value, isPersonal: true }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function decodePayload(token: unknown): object | undefined {
  if (typeof token !== 'string') return undefined
  try {
    const base64 = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    const payload: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof payload === 'object' && payload !== null ? payload : undefined
  } catch {
    return undefined
  }
}
