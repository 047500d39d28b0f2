import type { AppRegistration, Platform } from '../../registrations/registrations.ts'
import type { Authority } from '../authority.ts'
import type { IdentityState } from '../identity-state.ts'

/** An authorization request (OpenID Connect Core §3.1.2.1) as it came in. */
export interface AuthorizationRequest {
  authority: Authority
  params: URLSearchParams
  /** Set when an administrator is asked to consent for the tenant: at which of the two endpoints. */
  adminConsent?: AdminConsent | undefined
}

export type AdminConsent = 'v1' | 'v2'

/** A rule throws EntraError when the request breaks it. */
export type Rule = (state: IdentityState, request: AuthorizationRequest) => void

/** Where an answer goes. Only a redirect URI that is registered gets this far. */
export interface ReturnAddress {
  redirectUri: string
  responseMode: string | undefined
  state: string | undefined
  silent: boolean
  adminConsent: AdminConsent | undefined
}

/** The app of a request and how its redirect URI is registered. */
export interface RequestingApp {
  app: AppRegistration
  platform: Platform
  address: ReturnAddress
}

export function returnAddress({ params, adminConsent }: AuthorizationRequest): ReturnAddress {
  return {
    redirectUri: params.get('redirect_uri') ?? '',
    responseMode: params.get('response_mode') ?? undefined,
    state: params.get('state') ?? undefined,
    silent: params.get('prompt') === 'none',
    adminConsent,
  }
}
