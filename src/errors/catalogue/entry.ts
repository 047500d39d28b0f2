/** Who can fix a failure. `nobody` has to: it passes by itself. Of an unknown cause that is `unclear`. */
export type Who = 'you' | 'developer' | 'administrator' | 'nobody' | 'unclear'

/** What a button on an error page does. */
export type Action =
  | 'try-again'
  | 'sign-in'
  | 'other-account'
  | 'give-consent'
  | 'go-home'
  | 'reload'
  | 'open-securely'

/** A value of this deployment that a fix names, to be copied: `{clientId}` in its text. */
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
 * How the app calls something: the API that the failure is about (`{api}`, to follow "the"), its key in config.json
 * (`{apiKey}`) and the page to start from (`{home}`, to follow "the").
 */
export type WordName = 'api' | 'apiKey' | 'home'

/** The explanation of one kind of failure. Every text may hold `{api}` and `{home}`. */
export interface CatalogueEntry {
  /** What happened, in a few words. */
  title: string
  /** What happened and what it means, for the person who sees the page; no jargon. */
  text: string
  who: Who
  /** The exact fix, addressed to `who`. May hold every `{value}`; text between backticks is shown as code. */
  fix: string
  action: Action
  /** What only a developer needs besides. May hold every `{value}`. */
  developer?: string
}

/** Entries by the code, number or status that leads to them. */
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
  nobody: 'This usually passes by itself',
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
  neededScope: 'Scope that the API requires',
  apiResource: 'API identifier',
  apiUrl: 'Address of the API',
  adminConsentUrl: 'Link for the administrator',
}
