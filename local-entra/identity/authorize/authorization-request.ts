import type { AppRegistration, Platform } from '../../registrations/registrations.ts'
import type { Authority } from '../authority.ts'
import type { IdentityState } from '../identity-state.ts'

/** An authorization request (OpenID Connect Core §3.1.2.1) as it came in. */
export interface AuthorizationRequest {
  authority: Authority
  params: URLSearchParams
}

/** A rule throws EntraError when the request breaks it. */
export type Rule = (state: IdentityState, request: AuthorizationRequest) => void

/** Where an answer goes. Only a redirect URI that is registered gets this far. */
export interface ReturnAddress {
  redirectUri: string
  responseMode: string | undefined
  state: string | undefined
  silent: boolean
}

/** The app of a request and how its redirect URI is registered. */
export interface RequestingApp {
  app: AppRegistration
  platform: Platform
  address: ReturnAddress
}

export function returnAddress(params: URLSearchParams): ReturnAddress {
  return {
    redirectUri: params.get('redirect_uri') ?? '',
    responseMode: params.get('response_mode') ?? undefined,
    state: params.get('state') ?? undefined,
    silent: params.get('prompt') === 'none',
  }
}
