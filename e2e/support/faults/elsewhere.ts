/** A journey: its file, and a part of its title. */
export type ShownBy = readonly [file: string, title: string]

/** Entries of the catalogue that need more than one fault at a server, and the journeys that lead to them. */
export const shownElsewhere: Readonly<Record<string, ShownBy>> = {
  403: [
    'errors/api-failing.spec.ts',
    'the message for the administrator has the link that grants the permission',
  ],
  offline: ['errors/offline.spec.ts', 'whoever loses the connection in front of an error'],
  no_network_connectivity: ['errors/offline.spec.ts', 'a token that has expired while there is no'],
  'too-slow': ['errors/api-failing.spec.ts', 'while the API does not answer there are words'],
  identity_provider_timeout: ['errors/provider-failing.spec.ts', 'never answers is given up'],
  sign_in_unfinished: [
    'errors/provider-failing.spec.ts',
    'while it is down, whoever comes back gets words',
  ],
  timed_out: ['session/without-frames.spec.ts', 'whoever came Back from the sign-in page'],
  other_account: ['errors/provider-failing.spec.ts', 'an answer for somebody else'],
  consent_refused: ['sign-in/admin-consent.spec.ts', 'a refused consent says so'],
  endpoints_resolution_error: ['errors/configuring.spec.ts', 'an authority where nobody answers'],
  authority_mismatch: ['errors/configuring.spec.ts', 'a session of another authority'],
  storage_unavailable: ['sign-in/browser-refusing.spec.ts', 'whoever lets no site keep data'],
  cache_quota_exceeded: [
    'sign-in/browser-refusing.spec.ts',
    'a storage that is full is said in words',
  ],
  CacheError: ['sign-in/browser-refusing.spec.ts', 'a storage that fills up under the tokens'],
  crypto_nonexistent: [
    'sign-in/browser-refusing.spec.ts',
    'an address without encryption cannot sign in',
  ],
  'unknown-number': ['errors/unknown-numbers.spec.ts', 'is told as what it is'],
  'chunk-missing': ['errors/starting.spec.ts', 'a script that is gone for good'],
  'config-unreachable': [
    'errors/starting.spec.ts',
    'a host that does not hand out its configuration',
  ],
  'not-found': ['errors/api-failing.spec.ts', 'an address that leads nowhere'],
}

const refusedBefore = 'The app refuses such an answer before MSAL sees it: response_refused.'
const frameOrRedirect = 'A hidden frame or a redirect follows, and the words are about that.'
const inPlaceOf = 'MSAL says endpoints_resolution_error in its place.'
const wrongSettings = 'The configuration is refused before MSAL sees it.'
const onlyIfThere = 'MSAL reads it only where there is something to read.'
const aSessionBehind = 'A sign-in that was left unfinished is dropped before another one begins.'

/** Entries that no fault leads to as the app is now, and why they stay: MSAL has the code, and may send it in another version. */
export const notReached: Readonly<Record<string, string>> = {
  network_error: 'The network client has a code of its own for each failure.',
  get_request_failed: inPlaceOf,
  openid_config_error: inPlaceOf,
  issuer_validation_failed: inPlaceOf,
  untrusted_authority: 'The known authority is always the one configured.',
  invalid_authority_metadata: wrongSettings,
  authority_uri_insecure: wrongSettings,
  end_session_endpoint_not_supported: wrongSettings,
  block_iframe_reload: frameOrRedirect,
  iframe_closed_prematurely: frameOrRedirect,
  no_account_error: frameOrRedirect,
  no_account_found: frameOrRedirect,
  no_tokens_found: frameOrRedirect,
  refresh_token_expired: frameOrRedirect,
  token_refresh_required: frameOrRedirect,
  empty_response: frameOrRedirect,
  state_mismatch: refusedBefore,
  invalid_state: refusedBefore,
  state_not_found: refusedBefore,
  no_state_in_hash: refusedBefore,
  unable_to_parse_state: refusedBefore,
  hash_empty_error: refusedBefore,
  hash_does_not_contain_known_properties: refusedBefore,
  hash_not_deserialized: refusedBefore,
  state_interaction_type_mismatch: refusedBefore,
  authorization_code_missing_from_server_response: refusedBefore,
  no_token_request_cache_error: refusedBefore,
  unable_to_parse_token_request_cache_error: refusedBefore,
  interaction_in_progress: aSessionBehind,
  interaction_in_progress_cancelled: aSessionBehind,
  account_forgotten:
    'It comes while the page is left or changes account, and the next page replaces it.',
  user_cancelled: 'The page that is come back to is live again, without words.',
  client_info_empty_error: onlyIfThere,
  null_or_empty_token: onlyIfThere,
  cache_error_unknown: 'Chromium has a name for what happens when storage is full.',
  pkce_not_created: 'Where there is nothing to make it with, MSAL does not even start.',
  redirect_in_iframe: 'The headers of the app keep it out of frames.',
  unknown: 'It is for what nobody has thought of.',
}
