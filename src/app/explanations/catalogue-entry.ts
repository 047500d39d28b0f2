/** Who can end a failure. `nobody` has to do anything about one that passes. */
export type Who = 'you' | 'developer' | 'administrator' | 'nobody'

/** What a button on an error page does. */
export type Action =
  | 'try-again'
  | 'sign-in'
  | 'other-account'
  | 'give-consent'
  | 'go-home'
  | 'reload'
  | 'open-securely'

/** What a fix can name; the real values of this deployment take the place of `{clientId}` and the like. */
export type ValueName =
  | 'origin'
  | 'redirectUri'
  | 'frameRedirectUri'
  | 'clientId'
  | 'authority'
  | 'tenant'
  | 'scope'
  | 'apiResource'
  | 'apiUrl'
  | 'adminConsentUrl'

/** How one kind of failure is explained. */
export interface CatalogueEntry {
  /** What happened, in a few words. */
  title: string
  /** What happened and what it means, for whoever sees the page; no jargon. */
  text: string
  who: Who
  /** What exactly ends it, said to `who`. Holds `{names of values}`; what stands between backticks is shown as code. */
  fix: string
  action: Action
  /** Something more that only a developer needs. */
  developer?: string
}

/** Entries by the code, number or status that leads to them. */
export type Catalogue = Readonly<Record<string, CatalogueEntry>>
