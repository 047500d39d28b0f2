import { AuthenticationError } from '../../auth/authentication-error.ts'
import { ConfigError } from '../../config/config.ts'
import type { Action, CatalogueEntry } from './catalogue-entry.ts'
import type { DeploymentValues } from './deployment-values.ts'
import { describe } from './details.ts'
import type { Explanation } from './explanation.ts'
import { fillIn, valuesNamedIn } from './fill-in.ts'
import { findEntry } from './find-entry.ts'
import { firstSeen } from './first-seen.ts'
import { valueLabels } from './labels.ts'

/** What an explanation depends on besides the failure. */
export interface Circumstances {
  values: DeploymentValues
  isSignedIn: boolean
  isOnline: boolean
}

/** @returns words for anything that can be thrown */
export function explain(error: unknown, circumstances: Circumstances): Explanation {
  const { values, isSignedIn, isOnline } = circumstances
  const entry = error instanceof ConfigError ? configWrong(error) : findEntry(error, isOnline)
  const faults = error instanceof ConfigError ? error.faults : []
  const details = describe(error, firstSeen(error))
  const action = actionFor(entry.action, error, isSignedIn)
  return { ...explainEntry(entry, values), faults, details, action }
}

/** @returns the words of an entry, with the values of this deployment in them */
export function explainEntry(entry: CatalogueEntry, values: DeploymentValues): Explanation {
  const { fix, developer = '' } = entry
  return {
    ...entry,
    fix: fillIn(fix, values),
    developer: fillIn(developer, values),
    faults: [],
    values: valuesNamedIn(`${fix} ${developer}`).map((name) => ({
      name: valueLabels[name],
      value: values[name],
    })),
    details: [],
  }
}

// Whoever was not signed in yet has to do that first, whatever kept them from it; and what a person has to do at the identity
// provider, no other attempt can do.
function actionFor(action: Action, error: unknown, isSignedIn: boolean): Action {
  const isSignIn = error instanceof AuthenticationError && error.code !== 'storage_unavailable'
  const needsSignIn = isSignIn && (!isSignedIn || error.needsPerson)
  return action === 'try-again' && needsSignIn ? 'sign-in' : action
}

function configWrong({ faults }: ConfigError): CatalogueEntry {
  return {
    title: 'The app is not set up correctly',
    text: `Whoever runs it has to correct config.json first: ${faults.length === 1 ? 'one fault' : `${faults.length} faults`}.`,
    who: 'developer',
    fix: 'Correct what is listed here, then load the page again. Nothing has to be built anew.',
    action: 'reload',
  }
}
