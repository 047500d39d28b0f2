/** A journey: its file, and a part of its title. */
export type ShownBy = readonly [file: string, title: string]

/** Entries of the catalogue that need more than one fault at a server, and the journeys that show them. */
export const shownElsewhere: Readonly<Record<string, ShownBy>> = {
  403: [
    'errors/api-failing.spec.ts',
    'the message for the administrator contains the link that grants the permission',
  ],
  offline: ['errors/offline.spec.ts', 'a retry while offline replaces the error'],
  no_network_connectivity: ['errors/offline.spec.ts', 'an access token that expires while offline'],
  'too-slow': ['errors/api-failing.spec.ts', 'while the API does not answer, the page says so'],
  identity_provider_timeout: ['errors/provider-failing.spec.ts', 'never answers times out'],
  sign_in_unfinished: [
    'errors/provider-failing.spec.ts',
    'after a failed redirect to the identity provider',
  ],
  timed_out: [
    'session/without-frames.spec.ts',
    'after Back from the sign-in page, the user is asked',
  ],
  other_account: ['errors/provider-failing.spec.ts', 'a token response for another account'],
  consent_refused: ['sign-in/admin-consent.spec.ts', 'a refused consent is explained'],
  endpoints_resolution_error: ['errors/configuring.spec.ts', 'an authority that cannot be reached'],
  authority_mismatch: ['errors/configuring.spec.ts', 'a session from another authority'],
  storage_unavailable: ['sign-in/browser-restrictions.spec.ts', 'blocked site data is explained'],
  cache_quota_exceeded: ['sign-in/browser-restrictions.spec.ts', 'full storage is explained'],
  CacheError: [
    'sign-in/browser-restrictions.spec.ts',
    'storage that fills up while tokens are saved',
  ],
  crypto_nonexistent: [
    'sign-in/browser-restrictions.spec.ts',
    'an address without HTTPS cannot sign in',
  ],
  'unknown-number': [
    'errors/unknown-error-codes.spec.ts',
    'is shown with a link to its explanation',
  ],
  'chunk-missing': ['errors/starting.spec.ts', 'a missing chunk causes one reload'],
  'config-unreachable': ['errors/starting.spec.ts', 'a host that does not serve the configuration'],
  'missing-role': [
    'roles/missing-role.spec.ts',
    'without the role there is no link, and the address shows who assigns the role and no data',
  ],
  'a role at the API': [
    'roles/missing-role.spec.ts',
    'a role in the app only is refused by the API, and the page says where it is missing',
  ],
  'not-found': ['errors/api-failing.spec.ts', 'an unknown address shows a message'],
}

const refusedBefore = 'The app refuses such a response before MSAL reads it: response_refused.'
const frameOrRedirect = 'A hidden frame or a redirect follows, and the page explains its error.'
const noGroup = 'No page of the app requires a group.'
const inPlaceOf = 'MSAL reports endpoints_resolution_error instead.'
const wrongSettings = 'The app refuses the configuration before MSAL reads it.'
const onlyIfThere = 'MSAL reads it only if it is present.'
const aSessionBehind = 'The app discards an unfinished sign-in before another one starts.'

/** Entries that no fault can cause at present, with the reason. They stay because MSAL has the code and may use it later. */
export const notReached: Readonly<Record<string, string>> = {
  network_error: 'The network client has a code of its own for each failure.',
  get_request_failed: inPlaceOf,
  openid_config_error: inPlaceOf,
  issuer_validation_failed: inPlaceOf,
  untrusted_authority: 'The only known authority is the configured one.',
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
    'It occurs during a sign-out or an account switch, and the next page replaces it.',
  user_cancelled: 'After Back the page works again without a message.',
  client_info_empty_error: onlyIfThere,
  null_or_empty_token: onlyIfThere,
  cache_error_unknown: 'Chromium reports full storage by its own name.',
  pkce_not_created: 'Without Web Crypto MSAL does not start.',
  redirect_in_iframe: 'The headers of the app prevent framing.',
  'a role': 'The page is refused first, because its guard requires the same role.',
  'missing-group': noGroup,
  'too-many-groups': noGroup,
  unknown: 'It is for errors that no other entry covers.',
}
