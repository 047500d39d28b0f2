import type { IPublicClientApplication } from '@azure/msal-browser'
import type { SessionNotice } from '../auth/session-notice.ts'
import type { Session } from '../auth/session.ts'
import type { ReadableStore } from '../auth/store.ts'
import type { Config } from '../config/config.ts'
import type { FlowRecorder } from '../flow/recorder.ts'
import type { OnError } from './failure/report-failure.ts'

/** What the app is made of. */
export interface AppParts {
  config: Config
  session: Session
  /** The client that the session uses, for MSAL's React provider. */
  msal: IPublicClientApplication
  /** What happened in this session; none when the page that shows it is switched off. */
  flow: FlowRecorder | undefined
  /** What went wrong before the app could start, to be shown first. */
  failure: unknown
  onError: OnError
}

/** The same, with what the session wants said. */
export interface RunningApp extends AppParts {
  notice: ReadableStore<SessionNotice>
  /** Tells a failure to whoever listens for them. */
  report: (error: unknown) => void
}
