/** What an authorization code stands for, beyond what the core remembers of it. */
export interface IssuedCode {
  tenantId: string
  clientId: string
  userName: string
  scopes: string[]
  sid: string
  authTime: number
  issuedAt: number
  redeemed: boolean
}

export type IssuedCodes = Map<string, IssuedCode>
