import type { Catalogue, CatalogueEntry } from './catalogue-entry.ts'
import { passingTitles } from './passing-titles.ts'

const refused: CatalogueEntry = {
  title: 'The weather service did not accept your sign-in',
  text: 'It turned away the proof of who you are, also after the app had fetched a new one.',
  who: 'you',
  fix: 'Sign in again. If it stays so, whoever runs the service has to look at it.',
  action: 'sign-in',
  developer:
    'The API answers 401. Its access tokens have the audience of `{scope}` and the issuer of `{authority}`; compare with the settings of the API.',
}

const refusedFor = (developer: string): CatalogueEntry => ({
  ...refused,
  who: 'developer',
  fix: developer,
  text: 'It turned away the proof of who you are. That is not your fault: app and service are set up differently.',
  developer: 'The details say in the words of the API what it does not like.',
})

const busy: CatalogueEntry = {
  title: passingTitles.busy,
  text: 'It has too much to do at the moment and asks for a pause.',
  who: 'nobody',
  fix: 'Wait a moment and try again.',
  action: 'try-again',
}

const broken: CatalogueEntry = {
  title: passingTitles.broken,
  text: 'It was asked, but could not answer. You are still signed in, and nothing is lost.',
  who: 'nobody',
  fix: 'Try again in a moment. If it stays so, tell whoever runs the service.',
  action: 'try-again',
  developer: 'The log of the API at `{apiUrl}` has the reason, under the time below.',
}

const notAsAgreed: CatalogueEntry = {
  title: passingTitles.makesNoSense,
  text: 'Something came back, but it is not a forecast.',
  who: 'nobody',
  fix: 'Try again. If it stays so, tell whoever runs the service.',
  action: 'try-again',
  developer: 'The address `{apiUrl}` must answer with the JSON of `GET /WeatherForecast`.',
}

/** Statuses of the protected API (RFC 9110 §15), and what else a request to it can end in. */
export const apiErrors: Catalogue = {
  '400': { ...broken, developer: 'The API at `{apiUrl}` says that the request is malformed.' },
  '401': refused,
  '403': {
    title: 'You have no permission to see the forecast',
    text: 'You are signed in, but the permission that the weather service asks for, access_as_user, is missing. Signing in again would not change that.',
    who: 'administrator',
    fix: 'Give the app `{clientId}` the delegated permission `{scope}` by opening {adminConsentUrl}',
    action: 'try-again',
    developer:
      'The access token reaches the API but lacks what it demands. Look at its `scp` claim: the API wants `access_as_user`, the app asks for `{scope}`. If the API checks roles as well, assign one.',
  },
  '404': {
    title: 'There is no forecast at this address',
    text: 'The weather service answers, but not where the app asks.',
    who: 'developer',
    fix: 'Correct `weatherApi.url` in config.json; it is `{apiUrl}` now.',
    action: 'try-again',
  },
  '405': {
    title: 'There is no forecast at this address',
    text: 'The weather service answers, but not to what the app asks.',
    who: 'developer',
    fix: 'The address must answer GET. Correct `weatherApi.url` in config.json; it is `{apiUrl}` now.',
    action: 'try-again',
  },
  '408': busy,
  '429': busy,
  '500': broken,
  '502': { ...broken, developer: 'A gateway in front of `{apiUrl}` could not reach the API.' },
  '503': { ...busy, text: 'It cannot answer at the moment, for example because it is restarting.' },
  '504': { ...broken, developer: 'A gateway in front of `{apiUrl}` waited too long for the API.' },
  unreachable: {
    title: passingTitles.unreachable,
    text: 'It may be down, or the connection of this device is. Nothing is lost.',
    who: 'nobody',
    fix: 'Check your connection and try again in a moment.',
    action: 'try-again',
    developer:
      'The browser does not say why. The console does: the network; CORS, if the API at `{apiUrl}` does not allow the origin `{origin}` and the header Authorization; or `connect-src` of the content security policy, if config.json was changed without writing the headers anew.',
  },
  offline: {
    title: passingTitles.offline,
    text: 'Your device has no connection, so the forecast cannot be fetched. Nothing is lost.',
    who: 'you',
    fix: 'The app goes on by itself as soon as the connection is back.',
    action: 'try-again',
  },
  'too-slow': {
    title: passingTitles.tooSlow,
    text: 'The app waited, but no answer came in time. Nothing is lost.',
    who: 'nobody',
    fix: 'Try again in a moment.',
    action: 'try-again',
    developer: 'The API at `{apiUrl}` did not answer within the time allowed.',
  },
  'content-type': {
    ...notAsAgreed,
    developer:
      'The answer of `{apiUrl}` is not JSON. A page in HTML usually means that a static host answered in place of the API: correct `weatherApi.url` in config.json.',
  },
  'too-large': {
    ...notAsAgreed,
    title: 'The forecast is too large',
    text: 'The weather service sent far more than a forecast can hold, so the app stopped reading.',
    developer: 'The API at `{apiUrl}` has to answer with fewer entries.',
  },
  'not-json': notAsAgreed,
  shape: notAsAgreed,
}

/** What an API says in `WWW-Authenticate` about a token that it refuses (RFC 6750 §3), by the start of its words. */
export const apiRefusals: readonly { says: RegExp; entry: CatalogueEntry }[] = [
  {
    says: /audience/i,
    entry: refusedFor(
      'The API accepts tokens for another audience. In its settings, set `ClientId` (or `Audience`) to the API that `{scope}` belongs to, or correct `weatherApi.scope` in config.json.',
    ),
  },
  {
    says: /issuer/i,
    entry: refusedFor(
      'The API accepts tokens of another issuer. Set `TenantId` and `Instance` of the API to those of `{authority}`. If the token’s issuer is `https://sts.windows.net/…`, set `requestedAccessTokenVersion` to 2 in the manifest of the API’s registration.',
    ),
  },
  {
    says: /signature/i,
    entry: refusedFor(
      'The API does not find or trust the key of the token. Set its authority to `{authority}`; a token for Microsoft Graph cannot be checked by anyone else, so look at `weatherApi.scope` too.',
    ),
  },
  {
    says: /expired|not valid before|lifetime/i,
    entry: refusedFor(
      'The clock of the API’s host and that of the sign-in service differ by minutes. Set the clock of the API’s host.',
    ),
  },
]

/** The API demands more of a person than the app could give it (Continuous Access Evaluation, step-up). */
export const claimsDemanded: CatalogueEntry = {
  title: 'The weather service wants to be sure that it is you',
  text: 'Something has changed since you signed in, or what you ask for needs a stronger proof.',
  who: 'you',
  fix: 'Sign in again and follow the steps of the sign-in page.',
  action: 'sign-in',
  developer:
    'The API answers `insufficient_claims` also to a token that was issued for its challenge. Check which event or authentication context it demands.',
}
