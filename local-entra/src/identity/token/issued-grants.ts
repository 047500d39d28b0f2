import { randomBytes } from 'node:crypto'
import type { Platform } from '../../registrations/registrations.ts'
import { LimitedMap } from '../limited-map.ts'

/** A user's sign-in, which tokens stand for. Times are in seconds. */
export interface SignInOfToken {
  tenantId: string
  userName: string
  sid: string
  /** When the user signed in. */
  authTime: number
  /** When the user gave a second factor; undefined if not. */
  mfaTime: number | undefined
  /** Undefined while the sign-in is not revoked. */
  revokedAt?: number | undefined
}

/** What is known of an access token apart from its claims. */
export interface IssuedAccessToken {
  /** Undefined for a token of an app itself. */
  signIn: SignInOfToken | undefined
  /** Counts as expired before its time: the control has said so. */
  isExpired: boolean
}

/** What a code or a refresh token stands for. */
interface IssuedGrant extends SignInOfToken {
  clientId: string
  platform: Platform
  issuedAt: number
}

/** What an authorization code stands for. */
export interface IssuedCode extends IssuedGrant {
  redirectUri: string
  /** The `scope` and `claims` parameters of the authorization request. */
  scope: string
  claims: string | undefined
  nonce: string | undefined
  /** S256 (RFC 7636 §4.2); undefined without PKCE. */
  codeChallenge: string | undefined
  redeemed: boolean
}

/** What a refresh token stands for. For a single-page app, its successors have the same `issuedAt`. */
export type RefreshTokenGrant = IssuedGrant

export interface RefreshTokens {
  issue(grant: RefreshTokenGrant): string
  find(refreshToken: string): RefreshTokenGrant | undefined
  list(): RefreshTokenGrant[]
  /** Makes all refresh tokens look older than any lifetime. */
  expireAll(): void
  clear(): void
}

const DAY_SECONDS = 24 * 60 * 60

const LIFETIMES: Record<Platform, number> = {
  spa: DAY_SECONDS,
  web: 90 * DAY_SECONDS,
  publicClient: 90 * DAY_SECONDS,
}

/**
 * @returns when a refresh token expires, in seconds: at a fixed time after the sign-in
 * (https://learn.microsoft.com/entra/identity-platform/refresh-tokens)
 */
export function refreshTokenExpiry({
  issuedAt,
  platform,
}: Pick<RefreshTokenGrant, 'issuedAt' | 'platform'>): number {
  return issuedAt + LIFETIMES[platform]
}

/** @returns an empty store of refresh tokens */
export function createRefreshTokens(): RefreshTokens {
  const grants = new LimitedMap<string, RefreshTokenGrant>()
  return {
    issue: (grant) => {
      const refreshToken = `1.${randomBytes(48).toString('base64url')}`
      grants.set(refreshToken, grant)
      return refreshToken
    },
    find: (refreshToken) => grants.get(refreshToken),
    list: () => [...grants.values()],
    expireAll: () => {
      for (const grant of grants.values()) grant.issuedAt -= 91 * DAY_SECONDS
    },
    clear: () => grants.clear(),
  }
}

/** `2022-04-01T07:29:11.0000000Z`, with the digits of .NET. */
export function entraDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('Z', '0000Z')
}
