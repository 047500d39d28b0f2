import type { Catalogue, CatalogueEntry } from './entry.ts'
import { passingTitles } from './titles.ts'

const refused: CatalogueEntry = {
  title: 'The {api} did not accept your sign-in',
  text: 'It rejected your sign-in, even after a retry.',
  who: 'you',
  fix: 'Sign in again. If this keeps happening, tell the people who run the {api}.',
  action: 'sign-in',
  developer:
    'The API answers 401. Its access tokens have the audience of `{scope}` and the issuer of `{authority}`; compare them with the settings of the API. If they fit, compare the token that arrives there: a gateway in front may replace it.',
}

/** The 401 asks for another kind of sign-in than a bearer token (RFC 9110 §11.6.1). */
export const otherSignIn: CatalogueEntry = {
  title: refused.title,
  text: 'Something asks for another kind of sign-in on the way to it. This is not your fault.',
  who: 'developer',
  fix: 'The answer of `{apiUrl}` does not ask for a bearer token; the details name what it asks for. Turn that off for this address: Windows authentication in IIS, basic authentication, the sign-in of a proxy, or the subscription key of API Management.',
  action: 'try-again',
}

/** What else a developer has to know when an API on the app's own origin answers 401. */
export const replacedToken =
  'The API is on the origin of the app, so its host may keep the access token from it. Azure Static Web Apps replaces the header Authorization of each request below `/api`: set `{apiKey}.url` to the API’s own address. Apache passes the header to CGI and FastCGI only with `CGIPassAuth On`. A proxy with a sign-in of its own may put another token in its place.'

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

const forbidden: CatalogueEntry = {
  title: 'You have no permission to use the {api}',
  text: 'You are signed in, but the permission that the {api} requires is missing. Signing in again does not change that.',
  who: 'administrator',
  fix: 'Give the app `{clientId}` the delegated permission `{scope}` by opening {adminConsentUrl}',
  action: 'try-again',
  developer:
    'The API accepts the access token, but a permission is missing in it. Compare its `scp` claim with the scope that the API checks; the app requests `{scope}`. If the API checks roles as well, assign one.',
}

const notFound: CatalogueEntry = {
  title: 'The {api} was not found',
  text: 'The server answers, but it has nothing at the address that the app uses.',
  who: 'developer',
  fix: 'Correct `{apiKey}.url` in config.json; it is `{apiUrl}` now.',
  action: 'try-again',
}

// A status that blames the request does not pass by itself.
const rejected: CatalogueEntry = {
  title: 'The {api} did not accept the request',
  text: 'It cannot use what the app sent. You are still signed in.',
  who: 'developer',
  fix: 'Compare the request with what the API at `{apiUrl}` expects, and look for the reason in its log, at the time below.',
  action: 'try-again',
  developer: 'The details name the status; 400 means that the request is malformed.',
}

/** The access token makes the request larger than a server takes (RFC 6585 §5). */
export const tokenTooLarge: CatalogueEntry = {
  title: 'Your sign-in is too large for the {api}',
  text: 'A server on the way does not take requests of that size, usually because your account is in many groups. You are still signed in, and trying again does not help.',
  who: 'administrator',
  fix: 'Make the access token smaller: in Entra, at the app registration of `{apiResource}`, under Token configuration, limit the groups claim to the groups that are assigned to the application, or use app roles instead.',
  action: 'try-again',
  developer:
    'The details name the size of the access token. Or raise the limit of the server that answers for `{apiUrl}`: `large_client_header_buffers 4 32k` in nginx, `maxHeaderSize` in Node, `MaxRequestHeadersTotalSize` in Kestrel, `MaxFieldLength` and `MaxRequestBytes` in Windows (http.sys, IIS), `LimitRequestFieldSize` in Apache.',
}

/** What else a developer has to know when a request with a large access token gets no answer. */
export const tokenMayBeTooLarge =
  'The access token is large, and a server that speaks HTTP/2 may close the connection for that: the details name its size.'

/** By status of a protected API's answer (RFC 9110 §15), or by the reason why there is no usable answer. */
export const apiErrors: Catalogue = {
  '400': rejected,
  '401': refused,
  '403': forbidden,
  '404': notFound,
  '405': {
    ...notFound,
    text: 'The server answers, but not to the kind of request that the app sends.',
    fix: 'Compare the request with what the API expects. Its address is `{apiKey}.url` in config.json, `{apiUrl}` now.',
  },
  '408': busy,
  '410': notFound,
  '429': busy,
  '431': tokenTooLarge,
  // nginx's own number for it.
  '494': tokenTooLarge,
  '500': broken,
  '502': { ...broken, developer: 'A gateway in front of `{apiUrl}` could not reach the API.' },
  '503': { ...busy, text: 'It cannot answer at the moment, for example because it is restarting.' },
  '504': { ...broken, developer: 'A gateway in front of `{apiUrl}` waited too long for the API.' },
  '511': {
    title: 'Your network asks you to sign in first',
    text: 'A guest network answers in place of the {api} until you have signed in to it.',
    who: 'you',
    fix: 'Open another web page in a new tab, sign in to the network there, and try again.',
    action: 'try-again',
  },
  unreachable: {
    title: passingTitles.unreachable,
    text: 'It may be down, or your device may have lost its connection. Nothing is lost.',
    who: 'nobody',
    fix: 'Check your connection and try again in a moment.',
    action: 'try-again',
    developer:
      'The browser does not tell the app why, but the console does. Usual causes: the network, the host name or its certificate; CORS, if the API at `{apiUrl}` does not allow the origin `{origin}` and the header Authorization; an answer that breaks off or cannot be decompressed; `connect-src` of the content security policy, if config.json was changed and the headers were not; or an extension of the browser.',
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
  redirect: {
    ...unreadable,
    text: 'It sent the app to another address, which the app does not follow.',
    who: 'developer',
    fix: 'The API at `{apiUrl}` redirects, and the access token is for that address alone. Set `{apiKey}.url` to the address that answers, with its scheme and its closing slash; or, if a sign-in page follows, turn off the sign-in that the host puts in front of the API.',
    developer: 'The network tab of the browser shows where to.',
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

/** Reasons for a 403 that an API or the identity provider has told. */
export const forbiddenFor = {
  /** The requested scopes were granted. */
  'more than the scope': {
    ...forbidden,
    text: 'You are signed in, and the app has its permission. The {api} requires something else of you, for example a role. Signing in again does not change that.',
    fix: 'The permission `{scope}` was granted, so it is not what is missing. Assign the user the role that the {api} requires: in Entra, under Enterprise applications, at the application of `{apiResource}`. If no role is missing, ask the people who run the {api} what it requires.',
    developer:
      'The token answer names `{scope}`. So the API requires a role, another scope or a policy of its own: compare what it checks with the claims of the access token (`roles`, `scp`).',
  },
  /** The API names a scope that the app does not request. */
  'another scope': {
    ...forbidden,
    text: 'You are signed in, but the {api} requires a permission that the app does not ask for. Signing in again does not change that.',
    who: 'developer',
    fix: 'The {api} requires `{neededScope}`, and the app requests `{scope}`. Grant the app `{clientId}` the permission that is required and set it in `{apiKey}.scope`, or correct what the API checks.',
    developer: 'The answer of `{apiUrl}` names the scope: `insufficient_scope` (RFC 6750 §3.1).',
  },
  /** A web page, which is no answer of an API. */
  gateway: {
    ...forbidden,
    title: 'The request to the {api} was blocked',
    text: 'It was probably blocked on the way, by a firewall or a gateway. You are still signed in, and your permissions need not be the reason.',
    who: 'developer',
    fix: 'Something in front of the {api} answers with a web page and the status 403: a firewall, a gateway, or a host whose app is stopped. Look at that page in the network tab of the browser, and into the log of the host of `{apiUrl}`.',
    developer: 'If the page is one of the API itself, look into its log.',
  },
} as const satisfies Catalogue

/** The API demands more than the app could obtain by itself (Continuous Access Evaluation, step-up). */
export const claimsDemanded: CatalogueEntry = {
  title: 'The {api} asks you to verify your identity again',
  text: 'Something has changed since you signed in, or this page requires a stronger verification.',
  who: 'you',
  fix: 'Sign in again and follow the steps of the sign-in page. If this page comes back, tell the people who run the {api}.',
  action: 'sign-in',
  developer:
    'The API answers `insufficient_claims` even to a token that was issued for its challenge. Check which event or authentication context it demands.',
}
