import type { IncomingMessage } from 'node:http'

/** The token endpoint answers every origin; whether it gives tokens is decided by other rules. */
export function tokenCorsHeaders({ headers, method }: IncomingMessage): Record<string, string> {
  const { origin } = headers
  if (origin === undefined) return {}
  const allowOrigin = { 'access-control-allow-origin': origin, vary: 'Origin' }
  if (method !== 'OPTIONS') return allowOrigin
  return {
    ...allowOrigin,
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': headers['access-control-request-headers'] ?? '',
    'access-control-max-age': '86400',
  }
}
