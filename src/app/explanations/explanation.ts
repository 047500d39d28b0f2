import type { ConfigFault } from '../../config/config.ts'
import type { Action, Who } from './catalogue-entry.ts'

/** What a person is told about a failure: what happened, who can end it and how, and the button that does it. */
export interface Explanation {
  title: string
  text: string
  who: Who
  /** Said to `who`; what stands between backticks is to be written exactly so. */
  fix: string
  /** Something more for a developer; empty when there is nothing. */
  developer: string
  /** Faults of the configuration, to be mended one by one. */
  faults: readonly ConfigFault[]
  action: Action
  /** Values that the fix names, to be copied. */
  values: readonly NamedValue[]
  /** For support; never a secret, and nothing about the person. */
  details: readonly NamedValue[]
}

export interface NamedValue {
  name: string
  value: string
}
