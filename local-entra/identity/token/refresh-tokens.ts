import { randomBytes } from 'node:crypto'
import type { Platform } from '../../registrations/registrations.ts'

/** What a refresh token stands for. Using it changes nothing here. */
export interface RefreshTokenGrant {
  tenantId: string
  clientId: string
  userName: string
  platform: Platform
  sid: string
  authTime: number
  /** When the person showed a second factor; undefined if not. */
  mfaTime: number | undefined
  issuedAt: number
  /** When the person was cut off; undefined while all is well. */
  revokedAt: number | undefined
}

export interface RefreshTokens {
  issue(grant: RefreshTokenGrant): string
  find(refreshToken: string): RefreshTokenGrant | undefined
  /** Revokes a person's refresh tokens, or everybody's. */
  revoke(at: number, userName?: string): void
  /** Makes all refresh tokens look as old as they can get. */
  expireAll(): void
  clear(): void
}

const DAY_SECONDS = 24 * 60 * 60

/**
 * How long refresh tokens live, from the sign-in on
 * (https://learn.microsoft.com/entra/identity-platform/refresh-tokens).
 */
export const REFRESH_TOKEN_SECONDS: Record<Platform, number> = {
  spa: DAY_SECONDS,
  web: 90 * DAY_SECONDS,
  publicClient: 90 * DAY_SECONDS,
}

export function createRefreshTokens(): RefreshTokens {
  const grants = new Map<string, RefreshTokenGrant>()
  return {
    issue: (grant) => {
      const refreshToken = `1.${randomBytes(48).toString('base64url')}`
      grants.set(refreshToken, grant)
      return refreshToken
    },
    find: (refreshToken) => grants.get(refreshToken),
    revoke: (at, userName) => {
      for (const grant of grants.values()) {
        if (userName === undefined || grant.userName === userName) grant.revokedAt = at
      }
    },
    expireAll: () => {
      for (const grant of grants.values()) grant.issuedAt -= 91 * DAY_SECONDS
    },
    clear: () => grants.clear(),
  }
}
