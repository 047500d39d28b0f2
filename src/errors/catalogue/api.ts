import type { Catalogue, CatalogueEntry } from './entry.ts'
import { passingTitles } from './titles.ts'

const refused: CatalogueEntry = {
  title: 'The {api} did not accept your sign-in',
  text: 'It rejected your sign-in, even after a retry.',
  who: 'you',
  fix: 'Sign in again. If this keeps happening, tell the people who run the {api}.',
  action: 'sign-in',
  developer:
    'The API answers 401. Its access tokens have the audience of `{scope}` and the issuer of `{authority}`; compare them with the settings of the API.',
}

const refusedFor = (fix: string): CatalogueEntry => ({
  ...refused,
  who: 'developer',
  fix,
  text: 'It rejected your sign-in. This is not your fault: the app and the {api} are configured differently.',
  developer: 'The details quote the reason that the API gives.',
})

const busy: CatalogueEntry = {
  title: passingTitles.busy,
  text: 'It has too many requests at the moment and asks the app to wait.',
  who: 'nobody',
  fix: 'Wait a moment and try again.',
  action: 'try-again',
}

const broken: CatalogueEntry = {
  title: passingTitles.broken,
  text: 'It could not answer the request. You are still signed in.',
  who: 'nobody',
  fix: 'Try again in a moment. If this keeps happening, tell the people who run the {api}.',
  action: 'try-again',
  developer: 'Look for the reason in the log of the API at `{apiUrl}`, at the time below.',
}

const unreadable: CatalogueEntry = {
  title: passingTitles.unreadable,
  text: 'The app cannot read what it received.',
  who: 'nobody',
  fix: 'Try again. If this keeps happening, tell the people who run the {api}.',
  action: 'try-again',
  developer: 'The answer of `{apiUrl}` is not the JSON that the app expects. The details say why.',
}

const notFound: CatalogueEntry = {
  title: 'The {api} was not found',
  text: 'The server answers, but it has nothing at the address that the app uses.',
  who: 'developer',
  fix: 'Correct `{apiKey}.url` in config.json; it is `{apiUrl}` now.',
  action: 'try-again',
}

/** By status of a protected API's answer (RFC 9110 §15), or by the reason why there is no usable answer. */
export const apiErrors: Catalogue = {
  '400': { ...broken, developer: 'The API at `{apiUrl}` says that the request is malformed.' },
  '401': refused,
  '403': {
    title: 'You have no permission to use the {api}',
    text: 'You are signed in, but the permission that the {api} requires is missing. Signing in again does not change that.',
    who: 'administrator',
    fix: 'Give the app `{clientId}` the delegated permission `{scope}` by opening {adminConsentUrl}',
    action: 'try-again',
    developer:
      'The API accepts the access token, but a permission is missing in it. Compare its `scp` claim with the scope that the API checks; the app requests `{scope}`. If the API checks roles as well, assign one.',
  },
  '404': notFound,
  '405': {
    ...notFound,
    text: 'The server answers, but not to the kind of request that the app sends.',
    fix: 'Compare the request with what the API expects. Its address is `{apiKey}.url` in config.json, `{apiUrl}` now.',
  },
  '408': busy,
  '429': busy,
  '500': broken,
  '502': { ...broken, developer: 'A gateway in front of `{apiUrl}` could not reach the API.' },
  '503': { ...busy, text: 'It cannot answer at the moment, for example because it is restarting.' },
  '504': { ...broken, developer: 'A gateway in front of `{apiUrl}` waited too long for the API.' },
  unreachable: {
    title: passingTitles.unreachable,
    text: 'It may be down, or your device may have lost its connection. Nothing is lost.',
    who: 'nobody',
    fix: 'Check your connection and try again in a moment.',
    action: 'try-again',
    developer:
      'The browser does not tell the app why, but the console does. Usual causes: the network, the host name or its certificate; CORS, if the API at `{apiUrl}` does not allow the origin `{origin}` and the header Authorization; `connect-src` of the content security policy, if config.json was changed and the headers were not; or an extension of the browser.',
  },
  offline: {
    title: passingTitles.offline,
    text: 'Your device has no connection, so the app cannot fetch anything. Nothing is lost.',
    who: 'you',
    fix: 'The app continues by itself as soon as the connection is back.',
    action: 'try-again',
  },
  'too-slow': {
    title: passingTitles.tooSlow,
    text: 'The app waited, but no answer came in time.',
    who: 'nobody',
    fix: 'Try again in a moment.',
    action: 'try-again',
    developer: 'The API at `{apiUrl}` did not answer within the time limit.',
  },
  'content-type': {
    ...unreadable,
    developer:
      'The answer of `{apiUrl}` is not JSON. If it is an HTML page, a static host usually answered in place of the API: correct `{apiKey}.url` in config.json.',
  },
  'too-large': {
    ...unreadable,
    title: 'The answer of the {api} is too large',
    text: 'It sent far more data than the app can use, so the app stopped reading.',
    developer: 'The API at `{apiUrl}` must send less data in one answer.',
  },
  'not-json': unreadable,
  shape: unreadable,
}

/** The reason that an API gives in `WWW-Authenticate` when it rejects a token (RFC 6750 §3). The first match counts. */
export const apiRefusals: readonly { says: RegExp; entry: CatalogueEntry }[] = [
  {
    says: /audience/i,
    entry: refusedFor(
      'The API accepts tokens for another audience. In its settings, set `ClientId` (or `Audience`) to the API that `{scope}` belongs to, or correct `{apiKey}.scope` in config.json.',
    ),
  },
  {
    says: /issuer/i,
    entry: refusedFor(
      'The API accepts tokens from another issuer. Set `TenantId` and `Instance` of the API to those of `{authority}`. If the issuer of the token is `https://sts.windows.net/…`, set `requestedAccessTokenVersion` to 2 in the manifest of the API’s registration.',
    ),
  },
  {
    says: /signature/i,
    entry: refusedFor(
      'The API does not find or trust the signing key of the token. Set its authority to `{authority}`. Only Microsoft Graph can validate a token for Microsoft Graph, so check `{apiKey}.scope` in config.json as well.',
    ),
  },
  {
    says: /expired|not valid before|lifetime/i,
    entry: refusedFor(
      'The clock of the API’s host and the clock of the sign-in service differ by minutes. Correct the clock of the API’s host.',
    ),
  },
]

/** The API demands more than the app could obtain by itself (Continuous Access Evaluation, step-up). */
export const claimsDemanded: CatalogueEntry = {
  title: 'The {api} asks you to verify your identity again',
  text: 'Something has changed since you signed in, or this page requires a stronger verification.',
  who: 'you',
  fix: 'Sign in again and follow the steps of the sign-in page.',
  action: 'sign-in',
  developer:
    'The API answers `insufficient_claims` even to a token that was issued for its challenge. Check which event or authentication context it demands.',
}
