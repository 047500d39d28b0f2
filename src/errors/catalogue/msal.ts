import type { Catalogue, CatalogueEntry } from './entry.ts'
import { passingTitles } from './titles.ts'

const unreachable: CatalogueEntry = {
  title: passingTitles.signInUnreachable,
  text: 'It may be down, or your device may have lost its connection. Nothing is lost.',
  who: 'nobody',
  fix: 'Check your connection and try again.',
  action: 'try-again',
  developer:
    'A request to `{authority}` got no answer. The browser does not tell the app why, but the console does. Usual causes: the network, the host name or its certificate; CORS, if `{redirectUri}` is not registered under “Single-page application”; `connect-src` of the content security policy, if config.json was changed and the headers were not; or an extension of the browser.',
}

const mismatch: CatalogueEntry = {
  title: 'The sign-in could not be completed',
  text: 'The answer of the sign-in page does not belong to the last sign-in that this tab started. This happens when a sign-in is started twice or an old link is opened.',
  who: 'you',
  fix: 'Sign in once more, in this tab.',
  action: 'sign-in',
  developer:
    'State, nonce or stored request do not match. Use one MSAL client per page and one sign-in at a time, and do not clear session storage in between.',
}

const otherTab: CatalogueEntry = {
  ...mismatch,
  title: 'That sign-in was started somewhere else',
  text: 'This tab lacks what it needs to complete the sign-in: it was started in another tab, or the browser has cleared its storage.',
}

const garbled: CatalogueEntry = {
  title: 'The sign-in service returned an unexpected answer',
  text: 'The app cannot read the answer. This usually passes quickly; nothing is lost.',
  who: 'nobody',
  fix: 'Wait a moment and try again.',
  action: 'try-again',
  developer:
    'The token endpoint did not answer with a JSON object. Look for a proxy, a captive portal or a virus scanner between the browser and `{authority}`.',
}

const wrongSetting = (title: string, fix: string): CatalogueEntry => ({
  title,
  text: 'This is not your fault: a setting of the app has to be corrected.',
  who: 'developer',
  fix,
  action: 'reload',
})

const ended: CatalogueEntry = {
  title: 'Your session has ended',
  text: 'This browser no longer holds a session for you.',
  who: 'you',
  fix: 'Sign in again. You come back to this page.',
  action: 'sign-in',
}

const full: CatalogueEntry = {
  title: 'The browser has no room left for the sign-in',
  text: 'The app keeps your sign-in in the storage of this tab, and that is full. So it could not be kept.',
  who: 'you',
  fix: 'Close this tab and sign in in a new one. If that does not help, clear the data that your browser stores for this site.',
  action: 'sign-in',
}

const noCrypto: CatalogueEntry = {
  title: 'This address is not secure enough to sign in',
  text: 'Signing in needs an encrypted connection, and this page was loaded without one. The browser therefore disables the encryption that the app needs.',
  who: 'you',
  fix: 'Open the app at its secure address, the one that begins with https.',
  action: 'open-securely',
  developer:
    '`crypto.subtle` exists only in secure contexts. Serve `{origin}` over https, or use `http://localhost` for development.',
}

/** `errorCode`s of MSAL that an app which signs in by redirect can meet. */
export const msalErrors: Catalogue = {
  no_network_connectivity: {
    ...unreachable,
    title: passingTitles.offline,
    text: 'Your device has no connection. Nothing is lost.',
    fix: 'The app continues by itself as soon as the connection is back.',
  },
  post_request_failed: unreachable,
  get_request_failed: unreachable,
  network_error: unreachable,
  identity_provider_timeout: {
    ...unreachable,
    title: 'The sign-in service does not answer',
    text: 'The app waited, but no answer came in time. Nothing is lost.',
  },
  timed_out: {
    ...ended,
    title: 'Your sign-in needs to be renewed',
    text: 'The app could not do that in the background: your browser may isolate the sign-in service from this site. Nothing is lost.',
    developer:
      'A hidden frame got no answer. That is expected where third-party cookies are blocked. Otherwise check that `{frameRedirectUri}` is registered and that this origin may frame it.',
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
    text: 'This tab has started a sign-in and not finished it.',
    fix: 'Sign in once more. The app drops the unfinished sign-in.',
  },
  interaction_in_progress_cancelled: {
    ...mismatch,
    title: 'The sign-in was interrupted',
    text: 'Another sign-in was started before this one finished.',
  },
  user_cancelled: {
    title: 'You did not sign in',
    text: 'You came back from the sign-in page before the sign-in was finished.',
    who: 'you',
    fix: 'You can start again at any time.',
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
    title: 'The app cannot sign you in inside another page',
    text: 'Another site shows the app in a frame, and sign-in pages do not open in frames.',
    who: 'you',
    fix: 'Open the app in a window of its own.',
    action: 'reload',
    developer: 'Do not put the app into a frame. Its own headers forbid that as well.',
  },
  block_iframe_reload: ended,
  iframe_closed_prematurely: ended,
  endpoints_resolution_error: wrongSetting(
    'The sign-in service of this app cannot be found',
    'Nothing answers at `{authority}`. Correct `authority` in config.json, or set the endpoints in `authorityMetadata`.',
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
    text: 'Since you signed in, the app has moved to another sign-in service.',
    who: 'you',
    fix: 'Sign in again. You come back to this page.',
    action: 'sign-in',
    developer:
      'The account of this tab comes from another authority than `{authority}`. If that is not intended, correct `authority` in config.json.',
  },
  invalid_authority_metadata: wrongSetting(
    'The settings of the sign-in service are not valid',
    'Correct `authorityMetadata` in config.json: issuer, authorization_endpoint, token_endpoint, end_session_endpoint and jwks_uri.',
  ),
  issuer_validation_failed: wrongSetting(
    'The sign-in service identifies itself as another one',
    'The issuer in the discovery document of `{authority}` does not match. Correct `authority` in config.json: the tenant ID and the host of your cloud.',
  ),
  authority_uri_insecure: wrongSetting(
    'The address of the sign-in service is not secure',
    'Use https for `authority` in config.json; it is `{authority}` now.',
  ),
  end_session_endpoint_not_supported: wrongSetting(
    'The sign-in service cannot sign you out',
    'You are signed out of this app, but its sign-in service has no end-session endpoint. Add it to `authorityMetadata` in config.json.',
  ),
}
