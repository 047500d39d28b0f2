import * as v from 'valibot'

/**
 * Reads the claims challenge of a protected API out of its refusal: Continuous Access Evaluation wants a token that is
 * newer than an event, step-up one with an authentication context.
 * @param wwwAuthenticate the header of the 401, or null
 * @returns the `claims` parameter for the next request (OpenID Connect Core 1.0 §5.5), or undefined when there is none
 * @see {@link https://learn.microsoft.com/entra/identity-platform/claims-challenge}
 */
export function parseClaimsChallenge(wwwAuthenticate: string | null): string | undefined {
  const parameters = parseParameters(wwwAuthenticate ?? '')
  if (parameters.get('error') !== 'insufficient_claims') return undefined
  const claims = decodeBase64(parameters.get('claims') ?? '')
  return claims !== undefined && isClaimsRequest(claims) ? claims : undefined
}

// RFC 9110 §11.2: name = token or quoted string. A split at `=` would take base64's padding for a separator.
// A name is tried where it begins and nowhere else: a long header then takes no longer than its length.
function parseParameters(header: string): Map<string, string> {
  const pattern = /(?<![\w-])([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g
  const found = Array.from(header.matchAll(pattern), ([, name = '', quoted, plain]) => {
    return [name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain ?? ''] as const
  })
  return new Map(found)
}

// Both alphabets of RFC 4648, with padding or without.
function decodeBase64(text: string): string | undefined {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(binary, (character) => character.charCodeAt(0)),
    )
  } catch {
    return undefined
  }
}

const claimsRequest = v.looseObject({ access_token: v.looseObject({}) })

function isClaimsRequest(text: string): boolean {
  try {
    return v.is(claimsRequest, JSON.parse(text))
  } catch {
    return false
  }
}
