import type { Config } from '../../config/config.ts'
import type { Action } from '../explanations/catalogue-entry.ts'

/** What a page needs to know to say what went wrong, and to lead on. */
export interface FailureProps {
  error: unknown
  /** Undefined when it could not be read. */
  config: Config | undefined
  isSignedIn: boolean
  /** Does what a button promises. */
  perform: (action: Action) => void
  /** Whether that is under way. */
  isBusy: boolean
  report: (error: unknown) => void
}
