import type { Request } from 'playwright/test'

/** A value that lets its holder act for the user. */
export interface Secret {
  kind: 'authorization code' | 'code verifier' | 'access token' | 'refresh token' | 'ID token'
  value: string
}

const inRequest = {
  code: 'authorization code',
  code_verifier: 'code verifier',
  refresh_token: 'refresh token',
} as const

const inResponse = {
  access_token: 'access token',
  refresh_token: 'refresh token',
  id_token: 'ID token',
} as const

/** The end of the path of every tenant's token endpoint. */
export const tokenEndpointPath = '/oauth2/v2.0/token'

export function isTokenRequest(request: Request): boolean {
  return request.method() === 'POST' && new URL(request.url()).pathname.endsWith(tokenEndpointPath)
}

/** The secrets in a token request (RFC 6749 §4.1.3, §6; RFC 7636 §4.5). */
export function secretsOfRequest(request: Request): Secret[] {
  const form = new URLSearchParams(request.postData() ?? '')
  return Object.entries(inRequest).flatMap(([name, kind]) => secret(kind, form.get(name)))
}

/** The secrets in a token response (RFC 6749 §5.1); none if it is not JSON. */
export function secretsOfResponse(text: string): Secret[] {
  const answer = parse(text)
  return Object.entries(inResponse).flatMap(([name, kind]) => secret(kind, answer[name]))
}

/** The `aud` of an access token; empty for one that is not a JWT. */
export function audienceOf(accessToken: string): string {
  const [, claims = ''] = accessToken.split('.')
  const { aud } = parse(Buffer.from(claims, 'base64url').toString())
  return typeof aud === 'string' ? aud : ''
}

function parse(text: string): Record<string, unknown> {
  try {
    return (JSON.parse(text) as Record<string, unknown> | null) ?? {}
  } catch {
    return {}
  }
}

function secret(kind: Secret['kind'], value: unknown): Secret[] {
  return typeof value === 'string' && value.length >= 20 ? [{ kind, value }] : []
}

/**
 * Texts that reveal a secret: the secret itself or, for a JWT, its claims and its signature separately, each also inside a
 * base64-encoded text.
 */
export function tracesOf({ value }: Secret): string[] {
  const [, claims, signature] = value.split('.')
  const parts = claims && signature ? [claims, signature] : [value]
  return parts.flatMap((part) => [part, ...asBase64(part)])
}

// Base64 encodes a text in three ways, depending on its position in a group of three bytes. The ends depend on its neighbours.
function asBase64(text: string): string[] {
  return [0, 1, 2].map((lead) => {
    const written = Buffer.from(`${'x'.repeat(lead)}${text}`).toString('base64')
    return written.slice(4, -4)
  })
}
