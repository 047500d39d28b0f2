import type { Field } from './flow-step.ts'
import { redact } from './redact.ts'

const harmless = new Set([
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

// Handles that a system could be given, and that tell a reader nothing.
const opaque = new Set([
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
 * The claims of a JSON Web Token (RFC 7519 §4) as they may be kept. It is read and not verified: that is for whoever the
 * token is meant for.
 * @returns undefined when it is none; an access token need not be one
 */
export function readClaims(token: unknown): Field[] | undefined {
  const claims = decodePayload(token)
  return claims && Object.entries(claims).map(([name, value]) => toClaim(name, asText(value)))
}

function toClaim(name: string, value: string): Field {
  if (opaque.has(name)) return { name, value: redact(value) }
  return harmless.has(name) ? { name, value } : { name, value, isPersonal: true }
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
