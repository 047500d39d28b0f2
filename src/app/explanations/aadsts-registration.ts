import type { Catalogue, CatalogueEntry } from './catalogue-entry.ts'

/** The words for the person are the same whatever a developer got wrong; the fix is not. */
function setUpWrong(title: string, fix: string, developer?: string): CatalogueEntry {
  return {
    title,
    text: 'This is not your fault, and you cannot change it: the app and the sign-in service are not set up to fit each other.',
    who: 'developer',
    fix,
    action: 'sign-in',
    ...(developer !== undefined && { developer }),
  }
}

const notSpa = (title: string) =>
  setUpWrong(
    title,
    'In the app registration `{clientId}`, under Authentication, remove `{redirectUri}` from the platform Web and add it, and `{frameRedirectUri}`, under “Single-page application”.',
  )

/** Numbers of Entra that are about how app, API and tenant are registered. */
export const aadstsOfRegistration: Catalogue = {
  '50011': setUpWrong(
    'The address of this app is not registered',
    'In the app registration `{clientId}`, under Authentication → Single-page application, add exactly these redirect URIs: `{redirectUri}` and `{frameRedirectUri}`. Upper and lower case count, and so does the slash at the end.',
  ),
  '50059': setUpWrong(
    'The app does not say which organisation it belongs to',
    'Set `authority` in config.json to `https://login.microsoftonline.com/` and the tenant ID. It is `{authority}` now.',
  ),
  '50194': setUpWrong(
    'The app is registered for one organisation, but asks all of them',
    'Set `authority` in config.json to the app’s own tenant, `https://login.microsoftonline.com/` and the tenant ID; it is `{authority}` now. Or register the app for accounts in any organisation.',
  ),
  '90002': setUpWrong(
    'The organisation of this app cannot be found',
    'There is no tenant `{tenant}`. Correct `authority` in config.json, which is `{authority}` now: the Directory (tenant) ID stands on the Overview page of the app registration. National clouds have other hosts.',
  ),
  '500011': setUpWrong(
    'The weather service is not known to this organisation',
    'The tenant `{tenant}` has no application with the identifier `{apiResource}`. Correct `weatherApi.scope` in config.json, or create the API’s service principal in that tenant: an administrator can by opening {adminConsentUrl}',
  ),
  '650052': setUpWrong(
    'The weather service is not set up in this organisation',
    'The tenant `{tenant}` has no service principal for `{apiResource}`. An administrator creates it by opening {adminConsentUrl}',
  ),
  '650053': setUpWrong(
    'The app asks for a permission that does not exist',
    'The API does not expose `{scope}`. Add the scope in the registration of the API under “Expose an API”, or correct `weatherApi.scope` in config.json.',
  ),
  '650056': setUpWrong(
    'A permission is missing in the registration of this app',
    'In the app registration `{clientId}`, under API permissions, add the delegated permission `{scope}`.',
  ),
  '650057': setUpWrong(
    'The weather service is missing in the registration of this app',
    'In the app registration `{clientId}`, under API permissions, add the delegated permission `{scope}`.',
  ),
  '700016': setUpWrong(
    'This app is not known to the organisation',
    'The tenant `{tenant}` has no app `{clientId}`. Correct `clientId` or `authority` in config.json; both stand on the Overview page of the app registration. If the app belongs to another tenant, an administrator of this one has to consent first: {adminConsentUrl}',
  ),
  '700025': setUpWrong(
    'The app sent a secret',
    'A single-page app is a public client: send neither `client_secret` nor `client_assertion`. If a proxy adds one, remove it there.',
  ),
  '700054': setUpWrong(
    'The app asked in a way that is switched off',
    'Ask with `response_type=code`. The implicit flow (`id_token`, `token`) is off in the app registration `{clientId}` and should stay off.',
  ),
  '7000218': notSpa('The address of this app is registered for another kind of app'),
  '90009': setUpWrong(
    'App and weather service share one registration',
    'The app `{clientId}` asks for a token for itself. Register the API as an application of its own and set `weatherApi.scope` in config.json to its scope; it is `{scope}` now.',
  ),
  '9002326': notSpa('The address of this app is registered for another kind of app'),
  '9002327': setUpWrong(
    'The sign-in was completed outside the browser',
    'A code that was sent to a redirect URI of the platform “Single-page application” can be redeemed by a browser alone, because it sends an `Origin` header. If a proxy stands in front of the token endpoint, let that header through.',
  ),
}
