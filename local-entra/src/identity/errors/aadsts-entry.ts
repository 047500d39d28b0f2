/** How Entra reports one of its numbered errors. */
export interface AadstsEntry {
  /** OAuth error of the authorization response. */
  error: string
  /** OAuth error of the token endpoint, where it differs. */
  tokenError?: string
  /** What the token endpoint adds; MSAL decides by it whether the user is needed. */
  suberror?: string
  /** HTTP status of the token endpoint, where it is not 400. */
  status?: number
  /** Text after `AADSTSnnnnn: `; `{name}` is replaced by a detail of that name. */
  text: string
  /**
   * Shown on a page of the identity provider: `always` because the redirect URI cannot be trusted,
   * or `interactive` because the user has to act, while a silent request gets an error response.
   */
  page?: 'always' | 'interactive'
  /** Whether the token endpoint leaves `error_uri` out. */
  withoutErrorUri?: true
}
