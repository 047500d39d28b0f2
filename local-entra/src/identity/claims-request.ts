import { EntraError } from './errors/entra-error.ts'

/** What the `claims` parameter asks for, as far as this identity provider supports it. */
export interface ClaimsRequest {
  /** The ID token's `login_hint`, which MSAL always requests. */
  loginHint: boolean
  /** Client capabilities, such as `cp1`, for the claim `xms_cc`. */
  capabilities: string[]
  /** Authentication contexts, such as `c1`, that the sign-in has to satisfy. */
  authenticationContexts: string[]
  /** Conditional Access policies that the sign-in has to satisfy: the `capolids` of an error's claims. */
  policies: string[]
  /** The access token must not be older than this, in seconds (continuous access evaluation). */
  notBefore: number | undefined
}

type Json = Record<string, unknown>

/** Reads the `claims` parameter (OpenID Connect Core §5.5). Throws EntraError 9002313 for invalid JSON. */
export function parseClaimsRequest(claims: string | undefined): ClaimsRequest {
  const request = claims === undefined ? {} : parseObject(claims)
  const idToken = member(request, 'id_token')
  const accessToken = member(request, 'access_token')
  const notBefore = Number(member(accessToken, 'nbf')['value'])
  return {
    loginHint: 'login_hint' in idToken,
    capabilities: values(member(accessToken, 'xms_cc')),
    authenticationContexts: values(member(accessToken, 'acrs')),
    policies: values(member(accessToken, 'capolids')),
    notBefore: Number.isFinite(notBefore) ? notBefore : undefined,
  }
}

function parseObject(text: string): Json {
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    // Invalid JSON is refused like JSON that is not an object.
  }
  throw new EntraError(9002313)
}

function member(object: Json, name: string): Json {
  const value = object[name]
  return isObject(value) ? value : {}
}

function values({ value, values: several }: Json): string[] {
  const all: unknown[] = Array.isArray(several) ? several : [value]
  return all.filter((entry) => typeof entry === 'string')
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
