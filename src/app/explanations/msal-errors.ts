import type { Catalogue, CatalogueEntry } from './catalogue-entry.ts'
import { passingTitles } from './passing-titles.ts'

const unreachable: CatalogueEntry = {
  title: passingTitles.noSignIn,
  text: 'It may be down, or the connection of this device is. Nothing is lost.',
  who: 'nobody',
  fix: 'Check your connection and try again.',
  action: 'try-again',
  developer:
    'A request to `{authority}` got no answer. The console tells which: the network, CORS, or `connect-src` of the content security policy.',
}

const doesNotFit: CatalogueEntry = {
  title: 'That sign-in did not fit together',
  text: 'The answer of the sign-in page does not belong to the last sign-in that this tab began. It happens when a sign-in is begun twice, or an old link is opened.',
  who: 'you',
  fix: 'Sign in once more, in this tab.',
  action: 'sign-in',
  developer:
    'State, nonce or stored request do not match. One MSAL client per page, one sign-in at a time, and session storage that is not cleared in between.',
}

const otherTab: CatalogueEntry = {
  ...doesNotFit,
  title: 'That sign-in was begun somewhere else',
  text: 'What this tab needs to complete the sign-in is not here: it was begun in another tab, or the browser has cleared its storage.',
}

const garbled: CatalogueEntry = {
  title: 'The sign-in service gave an answer that makes no sense',
  text: 'What came back is not what the app asked for. It is usually a short disturbance; nothing is lost.',
  who: 'nobody',
  fix: 'Wait a moment and try again.',
  action: 'try-again',
  developer:
    'The token endpoint did not answer with a JSON object. Look for a proxy, a captive portal or a virus scanner between browser and `{authority}`.',
}

const wrongSetting = (title: string, fix: string): CatalogueEntry => ({
  title,
  text: 'This is not your fault: whoever runs the app has to correct a setting.',
  who: 'developer',
  fix,
  action: 'reload',
})

const ended: CatalogueEntry = {
  title: 'Your session has ended',
  text: 'This browser does not hold a session for you any more.',
  who: 'you',
  fix: 'Sign in again. You come back to this page.',
  action: 'sign-in',
}

const full: CatalogueEntry = {
  title: 'The browser has no room left for the sign-in',
  text: 'The app keeps your sign-in in this tab’s storage, and that is full. You are signed out.',
  who: 'you',
  fix: 'Close this tab and sign in in a new one. If that does not help, clear the data that your browser keeps for this site.',
  action: 'sign-in',
}

const noCrypto: CatalogueEntry = {
  title: 'This address is not secure enough to sign in',
  text: 'Signing in needs an encrypted connection, and this page came without one. Your browser therefore keeps the tools for it locked away.',
  who: 'you',
  fix: 'Open the app at its secure address, the one that begins with https.',
  action: 'open-securely',
  developer:
    'Browsers give `crypto.subtle` to secure contexts alone. Serve `{origin}` over https, or use `http://localhost` while developing.',
}

/** `errorCode`s of MSAL that an app which signs in by redirect can meet. */
export const msalErrors: Catalogue = {
  no_network_connectivity: {
    ...unreachable,
    title: passingTitles.offline,
    text: 'Your device has no connection. Nothing is lost.',
    fix: 'The app goes on by itself as soon as the connection is back.',
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
    title: 'Your sign-in has to be renewed',
    text: 'The app could not do that in the background: your browser may keep the sign-in service apart from this site. Nothing is lost.',
    developer:
      'A hidden frame got no answer. Where third-party cookies are blocked that is so; otherwise see that `{origin}/redirect.html` is registered, and may be framed by this origin.',
  },
  // The network client keeps MSAL from this; MSAL's own throttling has no code at all.
  '': {
    title: 'The sign-in service asked for a pause',
    text: 'It had too much to do a moment ago. You stay signed in, and nothing is lost.',
    who: 'nobody',
    fix: 'Wait a moment and try again.',
    action: 'try-again',
  },
  failed_to_parse_response: garbled,
  empty_response: garbled,
  client_info_decoding_error: garbled,
  client_info_empty_error: garbled,
  token_parsing_error: garbled,
  null_or_empty_token: garbled,
  state_mismatch: doesNotFit,
  invalid_state: doesNotFit,
  state_not_found: doesNotFit,
  nonce_mismatch: doesNotFit,
  no_state_in_hash: doesNotFit,
  unable_to_parse_state: doesNotFit,
  hash_empty_error: doesNotFit,
  hash_does_not_contain_known_properties: doesNotFit,
  hash_not_deserialized: doesNotFit,
  state_interaction_type_mismatch: doesNotFit,
  authorization_code_missing_from_server_response: doesNotFit,
  no_token_request_cache_error: otherTab,
  unable_to_parse_token_request_cache_error: otherTab,
  interaction_in_progress: {
    ...doesNotFit,
    title: 'A sign-in is under way already',
    text: 'This tab has begun a sign-in and not finished it.',
    fix: 'Sign in once more: the unfinished one is dropped.',
  },
  interaction_in_progress_cancelled: {
    ...doesNotFit,
    title: 'The sign-in was interrupted',
    text: 'Another sign-in was begun before this one had finished.',
  },
  user_cancelled: {
    title: 'You did not sign in',
    text: 'You came back from the sign-in page before it was finished.',
    who: 'you',
    fix: 'Start again whenever you like.',
    action: 'sign-in',
  },
  no_account_error: ended,
  no_account_found: ended,
  no_tokens_found: ended,
  refresh_token_expired: ended,
  token_refresh_required: ended,
  cache_quota_exceeded: full,
  cache_error_unknown: full,
  // MSAL wraps its own error anew while it saves tokens, and loses the code.
  CacheError: full,
  crypto_nonexistent: noCrypto,
  pkce_not_created: noCrypto,
  redirect_in_iframe: {
    title: 'The app cannot sign you in inside another page',
    text: 'It is shown in a frame of another site, and sign-in pages refuse to be shown there.',
    who: 'you',
    fix: 'Open the app in a window of its own.',
    action: 'reload',
    developer: 'Do not put the app into a frame; its own headers forbid it too.',
  },
  block_iframe_reload: ended,
  iframe_closed_prematurely: ended,
  endpoints_resolution_error: wrongSetting(
    'The sign-in service of this app cannot be found',
    'Nothing answers at `{authority}`. Correct `authority` in config.json, or give the endpoints in `authorityMetadata`.',
  ),
  openid_config_error: wrongSetting(
    'The sign-in service of this app cannot be found',
    'There is no discovery document at `{authority}`. Correct `authority` in config.json, or give the endpoints in `authorityMetadata`.',
  ),
  untrusted_authority: wrongSetting(
    'The sign-in service of this app is not trusted',
    'The host of `{authority}` is none that MSAL knows. Correct `authority` in config.json.',
  ),
  authority_mismatch: {
    title: 'The account belongs to another sign-in service',
    text: 'Since you signed in, the app has moved to another sign-in service.',
    who: 'you',
    fix: 'Sign in again. You come back to this page.',
    action: 'sign-in',
    developer:
      'The account of this tab comes from another authority than `{authority}`. If that is not meant so, correct `authority` in config.json.',
  },
  invalid_authority_metadata: wrongSetting(
    'The settings of the sign-in service are not valid',
    'Correct `authorityMetadata` in config.json: issuer, authorization_endpoint, token_endpoint, end_session_endpoint and jwks_uri.',
  ),
  issuer_validation_failed: wrongSetting(
    'The sign-in service says it is another one',
    'The issuer in the discovery document of `{authority}` does not fit it. Correct `authority` in config.json: the tenant ID and the host of your cloud.',
  ),
  authority_uri_insecure: wrongSetting(
    'The address of the sign-in service is not secure',
    'Let `authority` in config.json begin with https; it is `{authority}` now.',
  ),
  end_session_endpoint_not_supported: wrongSetting(
    'The sign-in service cannot sign you out',
    'You are signed out of this app, but its sign-in service has no end-session endpoint. Add it to `authorityMetadata` in config.json.',
  ),
}
