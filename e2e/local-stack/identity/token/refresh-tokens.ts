import { randomBytes } from 'node:crypto'

/** What a refresh token stands for. Nothing here changes when it is used. */
export interface RefreshTokenGrant {
  tenantId: string
  clientId: string
  userName: string
  sid: string
  authTime: number
  nonce: string | undefined
  issuedAt: number
}

export interface RefreshTokens {
  issue(grant: RefreshTokenGrant): string
  find(refreshToken: string): RefreshTokenGrant | undefined
  clear(): void
}

/** How long a refresh token of a single-page app lives; a successor inherits the end. */
export const SPA_REFRESH_TOKEN_SECONDS = 24 * 60 * 60

export function createRefreshTokens(): RefreshTokens {
  const grants = new Map<string, RefreshTokenGrant>()
  return {
    issue: (grant) => {
      const refreshToken = `1.${randomBytes(48).toString('base64url')}`
      grants.set(refreshToken, grant)
      return refreshToken
    },
    find: (refreshToken) => grants.get(refreshToken),
    clear: () => grants.clear(),
  }
}
