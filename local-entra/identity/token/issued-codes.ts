import type { Platform } from '../../registrations/registrations.ts'

/** What an authorization code stands for, beyond what the core remembers of it. */
export interface IssuedCode {
  tenantId: string
  clientId: string
  userName: string
  platform: Platform
  /** The `scope` and `claims` parameters of the authorization request. */
  scope: string
  claims: string | undefined
  sid: string
  authTime: number
  mfaTime: number | undefined
  issuedAt: number
  redeemed: boolean
}

export type IssuedCodes = Map<string, IssuedCode>
