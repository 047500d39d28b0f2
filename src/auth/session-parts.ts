import type { AccountInfo, AuthenticationResult } from '@azure/msal-browser'
import type { IdentityClient } from './identity-client.ts'
import type { ReadableStore } from './store.ts'

/** Who is signed in. `unknown` while a session is restored, changes hands or is being left: nobody's data may be shown then. */
export type SessionState =
  | { status: 'unknown' }
  | { status: 'signed-out' }
  | { status: 'signed-in'; account: AccountInfo; accounts: readonly AccountInfo[] }

/** What the parts of a session share. */
export interface SessionParts {
  store: ReadableStore<SessionState> & { set: (next: SessionState) => void }
  getClient: () => Promise<IdentityClient>
  /** Goes on as whoever these tokens are for. */
  become: (result: AuthenticationResult) => Promise<void>
  /** Shows who is signed in now. */
  show: () => void
  /** This page has come back from the identity provider: from a sign-in, or from one that was to satisfy a challenge. */
  cameBack: false | 'signed-in' | 'challenged'
}
