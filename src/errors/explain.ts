import { AuthenticationError } from '../auth/errors.ts'
import { ConfigError, type ConfigFault } from '../config/config.ts'
import {
  HttpStatusError,
  NetworkError,
  TimeoutError,
  UnreadableAnswerError,
} from '../http/http-errors.ts'
import { ConfigUnreachableError, isMissingChunk, NoSuchPageError } from './app-errors.ts'
import { apiErrors, apiRefusals, claimsDemanded } from './catalogue/api.ts'
import { appErrors, ownErrors } from './catalogue/app.ts'
import { entraErrors } from './catalogue/entra.ts'
import {
  type Action,
  actionLabels,
  type Catalogue,
  type CatalogueEntry,
  type ValueName,
  valueLabels,
  type Who,
} from './catalogue/entry.ts'
import { msalErrors } from './catalogue/msal.ts'
import { oauthErrors, suberrors } from './catalogue/oauth.ts'
import { unwrap } from './cause.ts'
import { describe, type NamedValue, readEntraDescription } from './details.ts'
import {
  type DeploymentValues,
  deploymentValues,
  type ErrorContext,
  fillIn,
  namesIn,
} from './fill-in.ts'

/** Everything that a page says about a failure. */
export interface Explanation {
  title: string
  text: string
  who: Who
  /** With the values of this deployment in it. */
  fix: string
  /** More for a developer; empty when there is nothing. */
  developer: string
  /** Faults of the configuration, to be corrected one by one. */
  faults: readonly ConfigFault[]
  action: Action
  /** The label of the button that does the action. */
  button: string
  /** Values that the fix names, to be copied. */
  named: readonly NamedValue[]
  /** For support; never a secret, and nothing about the person. */
  details: readonly NamedValue[]
  /** The values of the deployment, about the API that failed. */
  values: DeploymentValues
}

/** What an explanation depends on besides the failure. */
interface Circumstances {
  context: ErrorContext
  isSignedIn: boolean
  isOnline: boolean
}

/** Explains anything that can be thrown. */
export function explain(error: unknown, circumstances: Circumstances): Explanation {
  const { context, isSignedIn, isOnline } = circumstances
  const entry = findEntry(error, isOnline)
  const action = actionFor(entry.action, error, isSignedIn)
  return {
    ...explainEntry({ ...entry, action }, deploymentValues(context, error)),
    faults: error instanceof ConfigError ? error.faults : [],
    details: describe(error),
  }
}

/** Fills an entry of the catalogue with the values of this deployment. */
export function explainEntry(entry: CatalogueEntry, values: DeploymentValues): Explanation {
  const { title, text, who, fix, action, developer = '' } = entry
  return {
    title: fillIn(title, values),
    text: fillIn(text, values),
    who,
    fix: fillIn(fix, values),
    developer: fillIn(developer, values),
    faults: [],
    action,
    button: fillIn(actionLabels[action], values),
    named: namesIn(`${fix} ${developer}`)
      .filter((name) => Object.hasOwn(valueLabels, name))
      .map((name) => ({
        name: valueLabels[name as ValueName],
        value: values[name as ValueName],
      })),
    details: [],
    values,
  }
}

// Anyone who is not signed in yet has to sign in first. What requires a person at the identity provider cannot be retried.
function actionFor(action: Action, error: unknown, isSignedIn: boolean): Action {
  if (!(error instanceof AuthenticationError)) return action
  // The consent was for others: it ends no session.
  if (error.code === 'consent_refused' && isSignedIn) return 'go-home'
  const isSignIn = error.code !== 'storage_unavailable'
  const needsSignIn = isSignIn && (!isSignedIn || error.needsPerson)
  return action === 'try-again' && needsSignIn ? 'sign-in' : action
}

/**
 * Finds the entry for anything that can be thrown. There is one for the unknown.
 * @param isOnline false when the browser knows that it has no connection
 */
export function findEntry(error: unknown, isOnline = true): CatalogueEntry {
  const { cause } = unwrap(error)
  if (cause instanceof AuthenticationError) return findForSignIn(cause)
  if (cause instanceof HttpStatusError) return findForStatus(cause)
  if (cause instanceof UnreadableAnswerError) return own(apiErrors, cause.because)
  if (cause instanceof TimeoutError) return own(apiErrors, 'too-slow')
  if (cause instanceof NetworkError) return own(apiErrors, isOnline ? 'unreachable' : 'offline')
  if (cause instanceof ConfigError) return wrongConfig(cause)
  if (cause instanceof ConfigUnreachableError) return own(appErrors, 'config-unreachable')
  if (cause instanceof NoSuchPageError) return own(appErrors, 'not-found')
  return own(appErrors, isMissingChunk(cause) ? 'chunk-missing' : 'unknown')
}

/** @returns the entry for a number that Entra showed on a page of its own; undefined for an unknown one */
export function findEntryByNumber(number: string): CatalogueEntry | undefined {
  return find(entraErrors, number)
}

function findForSignIn({ code, suberror, message }: AuthenticationError): CatalogueEntry {
  const numbered = findEntryByNumber(readEntraDescription(message).number)
  if (code === 'consent_refused') return refusedConsent(numbered)
  return (
    numbered ??
    find(suberrors, suberror) ??
    find(oauthErrors, code) ??
    find(msalErrors, code) ??
    find(ownErrors, code) ??
    own(appErrors, 'unknown-sign-in')
  )
}

// Anyone can make a link that reports a number, so what it stands for is quoted and decides nothing.
function refusedConsent(reason: CatalogueEntry | undefined): CatalogueEntry {
  const entry = own(ownErrors, 'consent_refused')
  if (!reason) return entry
  return { ...entry, text: `${entry.text} It gives this reason: “${reason.title}”.` }
}

function findForStatus({ status, headers }: HttpStatusError): CatalogueEntry {
  const challenge = headers.get('WWW-Authenticate') ?? ''
  if (status === 401 && challenge.includes('insufficient_claims')) return claimsDemanded
  const refusal = apiRefusals.find(({ says }) => status === 401 && says.test(challenge))
  if (refusal) return refusal.entry
  const nearest = status >= 500 ? '500' : '400'
  return find(apiErrors, String(status)) ?? own(apiErrors, nearest)
}

function wrongConfig({ faults }: ConfigError): CatalogueEntry {
  return {
    title: 'The app is not set up correctly',
    text: `Its config.json has ${faults.length === 1 ? 'one fault' : `${faults.length} faults`}, to be corrected by the people who run the app.`,
    who: 'developer',
    fix: 'Correct what is listed here, then load the page again. The app does not have to be built again.',
    action: 'reload',
  }
}

// The codes come from outside: `constructor` must not find what every object inherits.
function find(catalogue: Catalogue, key: string): CatalogueEntry | undefined {
  return Object.hasOwn(catalogue, key) ? catalogue[key] : undefined
}

function own(catalogue: Catalogue, key: string): CatalogueEntry {
  const entry = find(catalogue, key)
  if (!entry) throw new Error(`The catalogue has no entry for "${key}".`)
  return entry
}
