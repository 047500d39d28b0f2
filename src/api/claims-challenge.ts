import { bearerChallenges } from '../http/challenges.ts'

/**
 * Reads the claims challenge in the 401 of a protected API. Continuous Access Evaluation demands a token that is newer than
 * an event; step-up authentication demands an authentication context.
 * @param headers of the 401
 * @returns the `claims` parameter for the next request (OpenID Connect Core 1.0 §5.5), or undefined when there is none
 * @see {@link https://learn.microsoft.com/entra/identity-platform/claims-challenge}
 */
export function parseClaimsChallenge(headers: Headers): string | undefined {
  return bearerChallenges(headers)
    .filter((parameters) => parameters.get('error') === 'insufficient_claims')
    .map((parameters) => decodeBase64(parameters.get('claims') ?? ''))
    .find(isClaimsRequest)
}

// Base64 or base64url (RFC 4648 §4, §5), with or without padding.
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

function isClaimsRequest(text: string | undefined): boolean {
  try {
    const request = JSON.parse(text ?? '') as { access_token?: unknown } | null
    return typeof request?.access_token === 'object' && request.access_token !== null
  } catch {
    return false
  }
}
