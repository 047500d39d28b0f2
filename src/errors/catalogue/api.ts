import type { Catalogue, CatalogueEntry } from './entry.ts'
import { passingTitles } from './titles.ts'

const refused: CatalogueEntry = {
  title: 'The {api} did not accept your sign-in',
  text: 'The {api} rejected your sign-in, even after a retry.',
  who: 'you',
  fix: 'Sign in again. If this keeps happening, send the details below to support.',
  action: 'sign-in',
  developer:
    'The API responds with 401. Its access tokens have the audience of `{scope}` and the issuer of `{authority}`: compare both with the settings of the API. If they match, inspect the token that arrives at the API: a gateway in front of the API may replace it.',
}

/** The 401 requires another kind of sign-in than a bearer token (RFC 9110 §11.6.1). */
export const otherSignIn: CatalogueEntry = {
  title: refused.title,
  text: 'A server on the way to the {api} asks for a different kind of sign-in. This is not your fault: let the developer of this app know.',
  who: 'developer',
  fix: 'The response from `{apiUrl}` does not ask for a bearer token. The details name the scheme that it asks for. Turn that scheme off for this address: Windows authentication in IIS, basic authentication, the sign-in of a proxy, or the subscription key of API Management.',
  action: 'try-again',
}

/** Added for the developer when an API on the app's own origin responds with 401. */
export const replacedToken =
  'The API is on the app’s own origin, and the host may remove or replace the access token. Azure Static Web Apps replaces the Authorization header of each request below `/api`: set `{apiKey}.url` to the API’s own address. Apache passes the header to CGI and FastCGI only with `CGIPassAuth On`. A proxy with its own sign-in may replace the token.'

const refusedFor = (fix: string): CatalogueEntry => ({
  ...refused,
  who: 'developer',
  fix,
  text: 'The settings of the app and the {api} do not match. This is not your fault: let the developer of this app know.',
  developer: 'The details quote the reason that the API gives.',
})

const busy: CatalogueEntry = {
  title: passingTitles.busy,
  text: 'It is receiving too many requests and asked the app to wait.',
  who: 'nobody',
  fix: 'Wait a moment, then try again.',
  action: 'try-again',
}

const broken: CatalogueEntry = {
  title: passingTitles.broken,
  text: 'It could not process the request. You are still signed in.',
  who: 'nobody',
  fix: 'Try again in a moment. If this keeps happening, send the details below to support.',
  action: 'try-again',
  developer:
    'The reason is in the log of the API at `{apiUrl}`. Search it for the time in the details.',
}

const unreadable: CatalogueEntry = {
  title: passingTitles.unreadable,
  text: 'The app cannot read the data that it received.',
  who: 'nobody',
  fix: 'Try again. If this keeps happening, send the details below to support.',
  action: 'try-again',
  developer:
    'The response from `{apiUrl}` is not the JSON that the app expects. The details say why.',
}

const forbidden: CatalogueEntry = {
  title: 'You do not have access to the {api}',
  text: 'You are signed in, but a permission that the {api} requires is missing. Signing in again does not help: ask your administrator for the permission.',
  who: 'administrator',
  fix: 'To grant the app `{clientId}` the delegated permission `{scope}`, open this link: {adminConsentUrl}',
  action: 'try-again',
  developer:
    'The API accepts the access token, but the token lacks a permission. Compare its `scp` claim with the scope that the API checks; the app requests `{scope}`. If the API also checks roles, assign one.',
}

const notFound: CatalogueEntry = {
  title: 'The {api} was not found',
  text: 'The server responded, but it has nothing at the address that the app uses. This is not your fault: let the developer of this app know.',
  who: 'developer',
  fix: 'Correct `{apiKey}.url` in config.json. The app uses `{apiUrl}`.',
  action: 'try-again',
}

// A status that is about the request does not pass by itself.
const rejected: CatalogueEntry = {
  title: 'The {api} did not accept the request',
  text: 'The app sent a request that the {api} cannot process. You are still signed in. Let the developer of this app know.',
  who: 'developer',
  fix: 'Compare the request with what the API at `{apiUrl}` expects. The reason is in the log of the API: search it for the time in the details.',
  action: 'try-again',
  developer: 'The details name the status. 400 means that the request is malformed.',
}

/** The access token makes the headers larger than the server accepts (RFC 6585 §5). */
export const tokenTooLarge: CatalogueEntry = {
  title: 'Your sign-in is too large for the {api}',
  text: 'A server on the way to the {api} does not accept requests of this size. The usual reason is that your account is in many groups. You are still signed in, but trying again does not help: ask your administrator.',
  who: 'administrator',
  fix: 'Make the access token smaller. In Entra, open the app registration of `{apiResource}`. Under Token configuration, limit the groups claim to the groups that are assigned to the application, or use app roles instead.',
  action: 'try-again',
  developer:
    'The details name the size of the access token. Instead of making it smaller, you can raise the limit of the server at `{apiUrl}`: `large_client_header_buffers 4 32k` in nginx, `maxHeaderSize` in Node, `MaxRequestHeadersTotalSize` in Kestrel, `MaxFieldLength` and `MaxRequestBytes` in Windows (http.sys, IIS), `LimitRequestFieldSize` in Apache.',
}

/** Added for the developer when a request with a large access token gets no response. */
export const tokenMayBeTooLarge =
  'The access token is large (the details name its size), and an HTTP/2 server may close the connection because of that.'

/** By status of an API's response (RFC 9110 §15), or by the reason why there is no usable response. */
export const apiErrors: Catalogue = {
  '400': rejected,
  '401': refused,
  '403': forbidden,
  '404': notFound,
  '405': {
    ...notFound,
    text: 'The server responded, but it does not accept the kind of request that the app sends. This is not your fault: let the developer of this app know.',
    fix: 'Compare the request with what the API at `{apiUrl}` expects. The address comes from `{apiKey}.url` in config.json.',
  },
  '408': busy,
  '410': notFound,
  '429': busy,
  '431': tokenTooLarge,
  // nginx's own status for it.
  '494': tokenTooLarge,
  '500': broken,
  '502': { ...broken, developer: 'A gateway in front of `{apiUrl}` could not reach the API.' },
  '503': { ...busy, text: 'It is not available at the moment. It may be restarting.' },
  '504': {
    ...broken,
    developer: 'A gateway in front of `{apiUrl}` waited too long for the API.',
  },
  '511': {
    title: 'Your network asks you to sign in first',
    text: 'You are on a guest network that blocks the {api} until you sign in to the network.',
    who: 'you',
    fix: 'Open any website in a new tab and sign in to the network there. Then try again here.',
    action: 'try-again',
  },
  unreachable: {
    title: passingTitles.unreachable,
    text: 'It may be down, or your device may have lost its connection. Nothing is lost.',
    who: 'nobody',
    fix: 'Check your connection and try again in a moment.',
    action: 'try-again',
    developer:
      'The browser does not tell the app why, but the console does. Usual causes: the network, the host name or its certificate; CORS, if the API at `{apiUrl}` does not allow the origin `{origin}` and the Authorization header; a response that breaks off or cannot be decompressed; `connect-src` of the content security policy, if config.json changed but the headers did not; or a browser extension.',
  },
  offline: {
    title: passingTitles.offline,
    text: 'Your device has no connection. Nothing is lost.',
    who: 'you',
    fix: 'Check your connection. The app continues as soon as you are back online.',
    action: 'try-again',
  },
  'too-slow': {
    title: passingTitles.tooSlow,
    text: 'It did not respond in time.',
    who: 'nobody',
    fix: 'Try again in a moment.',
    action: 'try-again',
    developer: 'The API at `{apiUrl}` did not respond within the time limit.',
  },
  redirect: {
    ...unreadable,
    text: 'It sent the app to another address. For your security, the app does not go there. Let the developer of this app know.',
    who: 'developer',
    fix: 'The API at `{apiUrl}` redirects, and the app sends the access token to no other address. Set `{apiKey}.url` to the address that responds, including its scheme and its trailing slash. If the redirect leads to a sign-in page, turn off the sign-in that the host puts in front of the API.',
    developer: 'The network tab of the browser shows where the redirect leads.',
  },
  'content-type': {
    ...unreadable,
    developer:
      'The response from `{apiUrl}` is not JSON. If it is an HTML page, it usually comes from a static host and not from the API: correct `{apiKey}.url` in config.json.',
  },
  'too-large': {
    ...unreadable,
    title: 'The response from the {api} is too large',
    text: 'The {api} sent more data than the app can handle, so the app stopped reading.',
    developer: 'The API at `{apiUrl}` must send less data in one response.',
  },
  'not-json': unreadable,
  shape: unreadable,
}

/** By the `error_description` with which an API rejects a token (RFC 6750 §3). The first match counts. */
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
      'The API accepts tokens from another issuer. Set the API’s `TenantId` and `Instance` to those of `{authority}`. If the issuer of the token is `https://sts.windows.net/…`, set `requestedAccessTokenVersion` to 2 in the manifest of the API’s registration.',
    ),
  },
  {
    says: /signature/i,
    entry: refusedFor(
      'The API cannot find, or does not trust, the key that signed the token. Set the authority of the API to `{authority}`. Also check `{apiKey}.scope` in config.json: only Microsoft Graph can validate a token for Microsoft Graph.',
    ),
  },
  {
    says: /expired|not valid before|lifetime/i,
    entry: refusedFor(
      'The clocks of the API’s host and the sign-in service differ by minutes. Correct the clock of the API’s host.',
    ),
  },
]

/** By the reason for a 403. */
export const forbiddenFor = {
  /** The requested scopes were granted. */
  'more than the scope': {
    ...forbidden,
    text: 'You are signed in, and the app has its permission. The {api} also requires something else, for example a role for your account. Signing in again does not help: ask your administrator.',
    fix: 'The permission `{scope}` is granted already. Assign the user the role that the {api} requires: in Entra, under Enterprise applications, at the application of `{apiResource}`. If no role is missing, ask the team that runs the {api} what it requires.',
    developer:
      'The token response names `{scope}`, so the API requires a role, another scope or a policy of its own. Compare what it checks with the claims of the access token (`roles`, `scp`).',
  },
  /** The requested scopes were granted, and the call requires an app role. */
  'a role': {
    ...forbidden,
    text: 'You are signed in, and the app has its permission. For this, the {api} also requires the role {role}. Signing in again does not help: ask your administrator.',
    fix: 'Assign the user the role `{role}` in Entra: open Enterprise applications, then the application of `{apiResource}`, then Users and groups.',
    developer:
      'The API looks for the role in the `roles` claim of the access token. That claim has the roles of the API’s registration. If the role is assigned there, the next attempt gets a token that has it.',
  },
  /** The same, and the ID token has the role. */
  'a role at the API': {
    ...forbidden,
    text: 'The app knows that you have the role {role}, but the {api} does not. Signing in again does not help: ask your administrator.',
    fix: 'The user has the role `{role}` at the single-page app `{clientId}` only. Assign it at the API as well: in Entra, open Enterprise applications, then the application of `{apiResource}`, then Users and groups.',
    developer:
      'A role belongs to one app registration. The ID token has the roles of the single-page app, the access token those of the API.',
  },
  /** The API names a scope that the app does not request. */
  'another scope': {
    ...forbidden,
    text: 'You are signed in, but the {api} requires a permission that the app does not request. Signing in again does not help: let the developer of this app know.',
    who: 'developer',
    fix: 'The {api} requires `{neededScope}`, but the app requests `{scope}`. Grant the app `{clientId}` the required permission and set it in `{apiKey}.scope`, or correct what the API checks.',
    developer:
      'The response from `{apiUrl}` names the scope: `insufficient_scope` (RFC 6750 §3.1).',
  },
  /** The response is a web page, which an API does not send. */
  gateway: {
    ...forbidden,
    title: 'The request to the {api} was blocked',
    text: 'A firewall or a gateway probably blocked it on the way. You are still signed in, and your permissions are probably not the reason. Let the developer of this app know.',
    who: 'developer',
    fix: 'Something in front of the {api} responds with a web page and the status 403: a firewall, a gateway, or a host whose app is stopped. Read that page in the network tab of the browser, and check the log of the host of `{apiUrl}`.',
    developer: 'If the page comes from the API itself, check the log of the API.',
  },
} as const satisfies Catalogue

/** The API demands claims that the app could not get silently (Continuous Access Evaluation, step-up). */
export const claimsDemanded: CatalogueEntry = {
  title: 'You need to verify your identity again',
  text: 'Something has changed since you signed in, or the {api} requires stronger verification.',
  who: 'you',
  fix: 'Sign in again and follow the steps on the sign-in page. If you see this message again, send the details below to support.',
  action: 'sign-in',
  developer:
    'The API responds with `insufficient_claims` even to a token that was issued for its challenge. Check which event or authentication context it demands.',
}
