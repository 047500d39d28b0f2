/** Who can fix a failure. `nobody`: it is temporary. `unclear`: the cause is unknown. */
export type Who = 'you' | 'developer' | 'administrator' | 'nobody' | 'unclear'

/** The action of a button on the error page. */
export type Action =
  | 'try-again'
  | 'sign-in'
  | 'other-account'
  | 'give-consent'
  | 'go-home'
  | 'reload'
  | 'open-securely'

/** A value of this deployment. `{clientId}` in a fix is replaced by it, and the page has a button that copies it. */
export type ValueName =
  | 'origin'
  | 'redirectUri'
  | 'frameRedirectUri'
  | 'clientId'
  | 'authority'
  | 'tenant'
  | 'scope'
  | 'neededScope'
  | 'apiResource'
  | 'apiUrl'
  | 'adminConsentUrl'

/**
 * A name in a text: the API that failed (`{api}`, follows "the"), its key in config.json (`{apiKey}`), the home page
 * (`{home}`, follows "the"), and the missing app role or group.
 */
export type TermName = 'api' | 'apiKey' | 'home' | 'role' | 'group'

/**
 * The explanation of one kind of failure. Every text may hold `{api}` and `{home}`. One thing has one name. For the user:
 * sign-in service (the identity provider), session, permission, connection, organisation, administrator, the developer of
 * this app, support. For developers: response (what a server sends), access token, scope, app registration, tenant.
 */
export interface CatalogueEntry {
  /** What happened, in a few words. */
  title: string
  /** What happened and what it means for the user, without jargon. */
  text: string
  who: Who
  /** The exact fix, addressed to `who`. May hold every `{value}`. Text between backticks is code. */
  fix: string
  action: Action
  /** Further text for a developer. May hold every `{value}`. */
  developer?: string
}

/** Entries by code, number or status. */
export type Catalogue = Readonly<Record<string, CatalogueEntry>>

export const actionLabels: Readonly<Record<Action, string>> = {
  'try-again': 'Try again',
  'sign-in': 'Sign in',
  'other-account': 'Use another account',
  'give-consent': 'Review the permission',
  'go-home': 'Go to the {home}',
  reload: 'Reload the page',
  'open-securely': 'Open the secure address',
}

export const whoLabels: Readonly<Record<Who, string>> = {
  you: 'You can fix this yourself',
  developer: 'The developer of this app can fix this',
  administrator: 'Your administrator can fix this',
  nobody: 'This usually goes away on its own',
  unclear: 'It is not clear who can fix this',
}

export const valueLabels: Readonly<Record<ValueName, string>> = {
  origin: 'Origin of the app',
  redirectUri: 'Redirect URI',
  frameRedirectUri: 'Redirect URI for hidden frames',
  clientId: 'Application (client) ID',
  authority: 'Authority',
  tenant: 'Tenant',
  scope: 'Scope',
  neededScope: 'Scope required by the API',
  apiResource: 'API identifier',
  apiUrl: 'URL of the API',
  adminConsentUrl: 'Link for the administrator',
}
