import type { IncomingMessage } from 'node:http'
import type { Switches } from '../switches.ts'

/** The token endpoint answers every origin; whether it gives tokens is decided by other rules. */
export function tokenCorsHeaders(
  { headers, method }: IncomingMessage,
  { tokenCorsStar }: Pick<Switches, 'tokenCorsStar'>,
): Record<string, string> {
  const { origin } = headers
  if (origin === undefined) return {}
  const allowed = tokenCorsStar ? '*' : origin
  const answer = { 'access-control-allow-origin': allowed, vary: 'Origin' }
  if (method !== 'OPTIONS') return answer
  return {
    ...answer,
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': headers['access-control-request-headers'] ?? '',
    'access-control-max-age': '86400',
  }
}
