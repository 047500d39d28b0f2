/** What a test or a person at the control asks of sign-ins from now on. */
export interface Demands {
  /** Everybody needs a second factor, as if Conditional Access had been changed. */
  mfa: boolean
  /** How many consents are declined without asking. */
  consentsToDecline: number
  /** Lifetime of access tokens in seconds; undefined for Entra's random one. */
  accessTokenSeconds: number | undefined
  /** Text planted in every token, to find out where tokens end up. */
  canary: string | undefined
}

export function noDemands(): Demands {
  return { mfa: false, consentsToDecline: 0, accessTokenSeconds: undefined, canary: undefined }
}
