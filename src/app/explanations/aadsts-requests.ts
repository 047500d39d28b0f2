import type { Catalogue, CatalogueEntry } from './catalogue-entry.ts'

/** A request that the sign-in service could not accept as it was. */
function badRequest(title: string, fix: string): CatalogueEntry {
  return {
    title,
    text: 'This is not your fault: the app asked the sign-in service for something in the wrong way.',
    who: 'developer',
    fix,
    action: 'sign-in',
  }
}

const missing =
  'The description in the details names the missing parameter. If MSAL sent the request, look for a proxy or an extension that rewrites it.'

/** Numbers of Entra that are about a single request. */
export const aadstsOfRequests: Catalogue = {
  '28000': badRequest(
    'The app asked for two services at once',
    'An access token is for one API. Ask for the scopes of one API per request; here that is `{scope}`.',
  ),
  '50147': badRequest(
    'The sign-in lacked a valid proof key',
    'The `code_challenge` must be 43 to 128 characters long (RFC 7636 §4.2). MSAL makes a valid one: look for a proxy or an extension that rewrites the request.',
  ),
  '50196': badRequest(
    'The app asked too often',
    'The sign-in service saw a loop of requests from `{clientId}` and stopped it. Keep tokens in the cache, and let a failed silent request end in a page for the person and not in another request.',
  ),
  '70003': badRequest(
    'The app asked in a way that is not supported',
    'A single-page app uses the grants `authorization_code` and `refresh_token` and no others.',
  ),
  '70011': badRequest(
    'The app asked for a permission with a malformed name',
    'Correct `weatherApi.scope` in config.json: it is `{scope}` now, and should look like `api://<API client id>/access_as_user`.',
  ),
  '90014': badRequest('The sign-in request was incomplete', missing),
  '90023': badRequest(
    'The sign-in request held something unknown',
    'A parameter has a value that is not supported, often `prompt`. The description in the details names it.',
  ),
  '900144': badRequest('The sign-in request was incomplete', missing),
  '501491': badRequest(
    'The sign-in lacked a valid proof key',
    'Send `code_challenge_method=S256` and the hash of a verifier of 43 to 128 characters (RFC 7636 §4.2).',
  ),
  '9002313': badRequest(
    'The sign-in service could not read the request',
    'The request is malformed: check how its parameters are encoded. If MSAL sent it, look for a proxy or an extension that rewrites it.',
  ),
  '9002325': badRequest(
    'The sign-in lacked its proof key',
    'Use the authorization code flow with PKCE: a `code_challenge` in the authorization request, its `code_verifier` in the token request (RFC 7636).',
  ),
}
