/** How Entra answers one of its numbered errors. */
export interface AadstsEntry {
  /** OAuth error of the authorization response. */
  error: string
  /** OAuth error of the token endpoint, where it is another one. */
  tokenError?: string
  /** What the token endpoint adds, for MSAL to decide whether the person is needed. */
  suberror?: string
  /** HTTP status of the token endpoint, where it is not 400. */
  status?: number
  /** Text after `AADSTSnnnnn: `; `{name}` is replaced by a detail of that name. */
  text: string
  /**
   * Shown on a page of the identity provider: always, when the app may not be told; or only to a
   * person who is there, while a silent request gets an error answer.
   */
  page?: 'always' | 'interactive'
}

/** Keeps the numbers as types while the rows are checked. */
export function aadstsTable<Code extends number>(
  rows: Record<Code, AadstsEntry>,
): Record<Code, AadstsEntry> {
  return rows
}
