import type { Catalogue, CatalogueEntry } from './entry.ts'
import { passingTitles } from './titles.ts'

const unreachable: CatalogueEntry = {
  title: passingTitles.signInUnreachable,
  text: 'It may be down, or your device may have lost its connection. Nothing is lost.',
  who: 'nobody',
  fix: 'Check your connection and try again.',
  action: 'try-again',
  developer:
    'A request to `{authority}` got no response. The browser does not tell the app why, but the console does. Usual causes: the network, the host name or its certificate; CORS, if `{redirectUri}` is not registered under “Single-page application”; `connect-src` of the content security policy, if config.json changed but the headers did not; or a browser extension.',
}

const mismatch: CatalogueEntry = {
  title: 'The sign-in could not be completed',
  text: 'The response from the sign-in page does not belong to the latest sign-in of this tab. This happens when sign-in is started twice or an old link is opened.',
  who: 'you',
  fix: 'Sign in again, in this tab.',
  action: 'sign-in',
  developer:
    'The state, the nonce or the stored request does not match. Use one MSAL client per page and one sign-in at a time, and do not clear session storage in between.',
}

const otherTab: CatalogueEntry = {
  ...mismatch,
  title: 'This sign-in was started somewhere else',
  text: 'This tab cannot complete the sign-in, because it was started in another tab or because the browser has cleared the storage of this tab.',
}

const garbled: CatalogueEntry = {
  title: 'The sign-in service sent an unexpected response',
  text: 'The app cannot read the response. Nothing is lost.',
  who: 'nobody',
  fix: 'Wait a moment, then try again.',
  action: 'try-again',
  developer:
    'The token endpoint did not respond with a JSON object. Look for a proxy, a captive portal or a virus scanner between the browser and `{authority}`.',
}

const wrongSetting = (title: string, fix: string): CatalogueEntry => ({
  title,
  text: 'A setting of the app is wrong. This is not your fault: let the developer of this app know.',
  who: 'developer',
  fix,
  action: 'reload',
})

const ended: CatalogueEntry = {
  title: 'Your session has ended',
  text: 'This browser no longer holds a session for you.',
  who: 'you',
  fix: 'Sign in again to return to this page.',
  action: 'sign-in',
}

const full: CatalogueEntry = {
  title: 'Your browser has no storage left for this site',
  text: 'The app stores your sign-in in this tab, and the storage of this tab is full.',
  who: 'you',
  fix: 'Close this tab, open the app in a new tab and sign in there. If that does not help, clear the data of this site in your browser.',
  action: 'sign-in',
}

const noCrypto: CatalogueEntry = {
  title: 'This address is not secure enough to sign in',
  text: 'Sign-in needs an encrypted connection, and this page was loaded without one.',
  who: 'you',
  fix: 'Open the app at its secure address, which begins with https.',
  action: 'open-securely',
  developer:
    '`crypto.subtle` exists only in secure contexts. Serve `{origin}` over https, or use `http://localhost` for development.',
}

/** By MSAL `errorCode`: those that an app with redirect sign-in can get. */
export const msalErrors: Catalogue = {
  no_network_connectivity: {
    ...unreachable,
    title: passingTitles.offline,
    text: 'Your device has no connection. Nothing is lost.',
    fix: 'Check your connection. The app continues as soon as you are back online.',
  },
  post_request_failed: unreachable,
  get_request_failed: unreachable,
  network_error: unreachable,
  identity_provider_timeout: {
    ...unreachable,
    title: 'The sign-in service does not respond',
    text: 'It did not respond in time. Nothing is lost.',
  },
  timed_out: {
    ...ended,
    title: 'Your sign-in needs to be renewed',
    text: 'The app could not renew it in the background. Your browser may block the sign-in service there. Nothing is lost.',
    developer:
      'A hidden frame got no response. This is expected where third-party cookies are blocked. Otherwise, check that `{frameRedirectUri}` is registered and that this origin may frame it.',
  },
  failed_to_parse_response: garbled,
  empty_response: garbled,
  client_info_decoding_error: garbled,
  client_info_empty_error: garbled,
  token_parsing_error: garbled,
  null_or_empty_token: garbled,
  state_mismatch: mismatch,
  invalid_state: mismatch,
  state_not_found: mismatch,
  nonce_mismatch: mismatch,
  no_state_in_hash: mismatch,
  unable_to_parse_state: mismatch,
  hash_empty_error: mismatch,
  hash_does_not_contain_known_properties: mismatch,
  hash_not_deserialized: mismatch,
  state_interaction_type_mismatch: mismatch,
  authorization_code_missing_from_server_response: mismatch,
  no_token_request_cache_error: otherTab,
  unable_to_parse_token_request_cache_error: otherTab,
  interaction_in_progress: {
    ...mismatch,
    title: 'A sign-in is already in progress',
    text: 'This tab started a sign-in that is not finished yet.',
    fix: 'Sign in again. The app discards the unfinished sign-in.',
  },
  interaction_in_progress_cancelled: {
    ...mismatch,
    title: 'The sign-in was interrupted',
    text: 'Another sign-in was started before this one finished.',
  },
  user_cancelled: {
    title: 'You did not sign in',
    text: 'You left the sign-in page before sign-in was finished.',
    who: 'you',
    fix: 'You can sign in again at any time.',
    action: 'sign-in',
  },
  no_account_error: ended,
  no_account_found: ended,
  no_tokens_found: ended,
  refresh_token_expired: ended,
  token_refresh_required: ended,
  cache_quota_exceeded: full,
  cache_error_unknown: full,
  // While MSAL saves tokens, it wraps its own error and loses the code.
  CacheError: full,
  crypto_nonexistent: noCrypto,
  pkce_not_created: noCrypto,
  redirect_in_iframe: {
    title: 'You cannot sign in here, inside another page',
    text: 'Another site shows this app inside its own page. Sign-in pages do not open there.',
    who: 'you',
    fix: 'Open the app in its own window or tab.',
    action: 'reload',
    developer: 'Do not put the app into a frame. Its headers forbid framing.',
  },
  block_iframe_reload: ended,
  iframe_closed_prematurely: ended,
  endpoints_resolution_error: wrongSetting(
    'The sign-in service of this app cannot be found',
    'There is no response from `{authority}`. Correct `authority` in config.json, or set the endpoints in `authorityMetadata`.',
  ),
  openid_config_error: wrongSetting(
    'The sign-in service of this app cannot be found',
    'There is no discovery document at `{authority}`. Correct `authority` in config.json, or set the endpoints in `authorityMetadata`.',
  ),
  untrusted_authority: wrongSetting(
    'The sign-in service of this app is not trusted',
    'MSAL does not know the host of `{authority}`. Correct `authority` in config.json.',
  ),
  authority_mismatch: {
    title: 'The account belongs to another sign-in service',
    text: 'The app has changed to another sign-in service since you signed in.',
    who: 'you',
    fix: 'Sign in again to return to this page.',
    action: 'sign-in',
    developer:
      'The account of this tab comes from an authority other than `{authority}`. If this is not intended, correct `authority` in config.json.',
  },
  invalid_authority_metadata: wrongSetting(
    'The settings of the sign-in service are not valid',
    'Correct `authorityMetadata` in config.json. It needs issuer, authorization_endpoint, token_endpoint, end_session_endpoint and jwks_uri.',
  ),
  issuer_validation_failed: wrongSetting(
    'The sign-in service is not the expected one',
    'The issuer in the discovery document of `{authority}` does not match. Correct the tenant ID and the host in `authority` in config.json. National clouds have other hosts.',
  ),
  authority_uri_insecure: wrongSetting(
    'The address of the sign-in service is not secure',
    'Use https for `authority` in config.json. The app uses `{authority}`.',
  ),
  end_session_endpoint_not_supported: wrongSetting(
    'The sign-in service cannot sign you out',
    'The user is signed out of this app, but still signed in to the sign-in service. Add `end_session_endpoint` to `authorityMetadata` in config.json.',
  ),
}
