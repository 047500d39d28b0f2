import { createHash } from 'node:crypto'

/** Parameters and JSON members that a log must not hold, because whoever has them is the user. */
const SECRET = new Set([
  'access_token',
  'refresh_token',
  'id_token',
  'id_token_hint',
  'code',
  'code_verifier',
  'client_secret',
  'authorization',
  'cookie',
  'set-cookie',
])

/**
 * Replaces a secret by `sha256:<base64url>`. Equal secrets stay recognisably equal, and a
 * verifier can be compared with its S256 challenge, which is this very hash (RFC 7636 §4.2).
 */
export function fingerprint(secret: string): string {
  return `sha256:${createHash('sha256').update(secret).digest('base64url')}`
}

export function redactEntry(name: string, value: string): string {
  return SECRET.has(name.toLowerCase()) ? fingerprint(value) : value
}

export function redactRecord(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, redactEntry(name, value)]),
  )
}

/** Redacts the query and the fragment of a URL, absolute or relative. */
export function redactUrl(url: string): string {
  return url.replace(
    /([?&#])([^=&#]+)=([^&#]*)/g,
    (_, mark: string, name: string, value: string) =>
      SECRET.has(name.toLowerCase())
        ? `${mark}${name}=${fingerprint(decodeURIComponent(value))}`
        : `${mark}${name}=${value}`,
  )
}

/** Redacts the members of a JSON body; any other body is kept as it is. */
export function redactBody(body: string): unknown {
  try {
    return JSON.parse(body, (name, value: unknown) =>
      typeof value === 'string' ? redactEntry(name, value) : value,
    )
  } catch {
    return body
  }
}
