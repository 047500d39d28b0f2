import { aadstsOfPeople } from './aadsts-people.ts'
import { aadstsOfRegistration } from './aadsts-registration.ts'
import { aadstsOfRequests } from './aadsts-requests.ts'
import { aadstsOfSessions } from './aadsts-sessions.ts'
import { apiErrors } from './api-errors.ts'
import type { Catalogue } from './catalogue-entry.ts'
import { msalErrors } from './msal-errors.ts'
import { oauthErrors, suberrors } from './oauth-errors.ts'
import { appErrors, ownErrors } from './own-errors.ts'

/** By the number after `AADSTS`. Microsoft may renumber: these choose words and nothing else. */
export const entriesByNumber: Catalogue = {
  ...aadstsOfPeople,
  ...aadstsOfRegistration,
  ...aadstsOfRequests,
  ...aadstsOfSessions,
}

/** By `code` of an AuthenticationError: an OAuth error, an `errorCode` of MSAL, or one of the app's own. */
export const entriesByCode: Catalogue = { ...oauthErrors, ...msalErrors, ...ownErrors }

export const entriesBySuberror: Catalogue = suberrors

/** By status of the API's answer, or by why there is none that can be used. */
export const entriesByApiFailure: Catalogue = apiErrors

export const entriesByAppFailure: Catalogue = appErrors
