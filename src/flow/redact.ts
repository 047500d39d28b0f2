import type { Field, Redacted } from './flow-step.ts'

// Whatever is not known to be harmless is redacted.
const plainParameters = new Set([
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

/** A parameter as it may be kept. */
export function toField(name: string, value: string): Field {
  if (plainParameters.has(name) || value === '') return { name, value }
  if (name === 'error_description') return { name, value: withoutUserNames(value) }
  // In a request these two are switches; in an answer `client_info` names the account.
  const isSwitch = ['client_info', 'clidata'].includes(name) && value === '1'
  return { name, value: isSwitch ? value : redact(value) }
}

export function toFields(parameters: Iterable<readonly [string, string]>): Field[] {
  return Array.from(parameters, ([name, value]) => toField(name, value))
}

export function redact(value: string): Redacted {
  return { length: value.length, fingerprint: fingerprint(value) }
}

/**
 * FNV-1a, 32 bits. Of a token of hundreds of random bits, so few tell nothing; and it is ready at once, while the page is
 * being left, where a digest of Web Crypto would come too late.
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
