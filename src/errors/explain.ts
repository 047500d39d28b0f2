import { MissingAccessError } from '../auth/access.ts'
import { AuthenticationError } from '../auth/errors.ts'
import { ConfigError, type ConfigFault } from '../config/config.ts'
import { bearerChallenges, parseChallenges } from '../http/challenges.ts'
import {
  HttpStatusError,
  NetworkError,
  TimeoutError,
  UnreadableResponseError,
} from '../http/http-errors.ts'
import { ConfigUnreachableError, isMissingChunk, NoSuchPageError } from './app-errors.ts'
import {
  apiErrors,
  apiRefusals,
  claimsDemanded,
  otherSignIn,
  replacedToken,
  tokenMayBeTooLarge,
  tokenTooLarge,
} from './catalogue/api.ts'
import { appErrors, authErrors } from './catalogue/app.ts'
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
import { oauthErrors, renewalErrors, saysWhatToDo, suberrors } from './catalogue/oauth.ts'
import { apiOf, unwrap } from './cause.ts'
import { describe, hasLargeToken, lookupOf, type NamedValue, numberOf } from './details.ts'
import {
  type DeploymentValues,
  deploymentValues,
  type ErrorContext,
  fillIn,
  namesIn,
} from './fill-in.ts'
import { findForbidden } from './forbidden.ts'
import type { Obstacle } from './obstacle.ts'

/** Everything that the error page shows about a failure. */
export interface Explanation {
  title: string
  text: string
  who: Who
  /** Filled in with the values of this deployment. */
  fix: string
  /** Further text for a developer; may be empty. */
  developer: string
  /** The faults of the configuration. */
  faults: readonly ConfigFault[]
  action: Action
  /** The label of the button for the action. */
  button: string
  /** A second action, if the cause is unknown. */
  otherwise?: Action | undefined
  /** A number that is not in the catalogue, and the page where Microsoft explains it. */
  unknown?: { number: string; lookup: string } | undefined
  /** The values in the fix, with a copy button each. */
  named: readonly NamedValue[]
  /** For support; no secrets and no personal data. */
  details: readonly NamedValue[]
  /** The values of this deployment, for the API that failed. */
  values: DeploymentValues
}

interface ExplainOptions {
  context: ErrorContext
  isSignedIn: boolean
  /** What blocks the request, once it is known. */
  obstacle?: Obstacle | undefined
}

export function explain(
  error: unknown,
  { context, isSignedIn, obstacle }: ExplainOptions,
): Explanation {
  const entryOfError =
    findForbidden(error, context) ??
    findTooLarge(error) ??
    findDeclined(error, context, isSignedIn) ??
    findEntry(error)
  const found = withHint(entryOfError, error, context)
  const entry = obstacle ? obstacle.amend(found) : found
  const action = actionFor(entry.action, error, isSignedIn)
  const number = unknownNumberOf(error)
  const isUnknown = number !== '' || entry === appErrors['unknown-sign-in']
  return {
    ...explainEntry({ ...entry, action }, deploymentValues(context, error)),
    otherwise: isUnknown && action !== 'other-account' ? 'other-account' : undefined,
    unknown: number === '' ? undefined : { number, lookup: lookupOf(number) },
    faults: error instanceof ConfigError ? error.faults : [],
    details: [...(obstacle?.details ?? []), ...describe(error)],
  }
}

/** Fills an entry of the catalogue in with the values of this deployment. */
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

// If no user is signed in, or the user has to act at the identity provider, a retry cannot help: offers sign-in instead.
function actionFor(action: Action, error: unknown, isSignedIn: boolean): Action {
  if (!(error instanceof AuthenticationError)) return action
  // An administrator's refusal is not about the session of this tab.
  if (error.code === 'consent_refused' && isSignedIn) return 'go-home'
  const isSignIn = error.code !== 'storage_unavailable'
  const needsSignIn = isSignIn && (!isSignedIn || error.needsPerson)
  return action === 'try-again' && needsSignIn ? 'sign-in' : action
}

/** Finds the entry of the catalogue for any thrown value. */
export function findEntry(error: unknown): CatalogueEntry {
  const { cause } = unwrap(error)
  if (cause instanceof AuthenticationError) return findForSignIn(cause)
  if (cause instanceof HttpStatusError) return findForStatus(cause)
  if (cause instanceof UnreadableResponseError) return entryOf(apiErrors, cause.reason)
  if (cause instanceof TimeoutError) return entryOf(apiErrors, 'too-slow')
  if (cause instanceof NetworkError) {
    return entryOf(apiErrors, cause.isOffline ? 'offline' : 'unreachable')
  }
  if (cause instanceof ConfigError) return wrongConfig(cause)
  if (cause instanceof ConfigUnreachableError) return entryOf(appErrors, 'config-unreachable')
  if (cause instanceof NoSuchPageError) return entryOf(appErrors, 'not-found')
  if (cause instanceof MissingAccessError) return missingAccess(cause)
  return entryOf(appErrors, isMissingChunk(cause) ? 'chunk-missing' : 'unknown')
}

/**
 * @param number with or without `AADSTS`
 * @returns undefined for a number that is not in the catalogue
 */
export function findEntryByNumber(number: string): CatalogueEntry | undefined {
  return find(entraErrors, number.replace(/^AADSTS/, ''))
}

function findForSignIn(error: AuthenticationError): CatalogueEntry {
  const { code, suberror, isRenewal } = error
  const renewal = isRenewal ? renewalErrors : {}
  const numbered = findEntryByNumber(numberOf(error))
  if (code === 'consent_refused') return refusedConsent(numbered)
  if (numbered) return numbered
  // The code has an entry for its usual causes, but an unknown number means another cause.
  if (unknownNumberOf(error) !== '' && !saysWhatToDo(code, suberror)) {
    return findIn([renewal, appErrors], 'unknown-number') ?? entryOf(appErrors, 'unknown-sign-in')
  }
  return (
    findIn([renewal, suberrors], suberror) ??
    findIn([renewal, oauthErrors, msalErrors, authErrors], code) ??
    entryOf(appErrors, 'unknown-sign-in')
  )
}

// Any link can report a number, so its meaning is only quoted and decides nothing.
function refusedConsent(reason: CatalogueEntry | undefined): CatalogueEntry {
  const entry = entryOf(authErrors, 'consent_refused')
  if (!reason) return entry
  return { ...entry, text: `${entry.text} The reason it gives: “${reason.title}”.` }
}

/** The number of a failed sign-in, if it is not in the catalogue; otherwise empty. */
function unknownNumberOf(error: unknown): string {
  const { cause } = unwrap(error)
  const number = cause instanceof AuthenticationError ? numberOf(cause) : ''
  return findEntryByNumber(number) ? '' : number
}

function findForStatus({ status, headers }: HttpStatusError): CatalogueEntry {
  const challenges = status === 401 ? bearerChallenges(headers) : []
  const said = (name: string) => challenges.map((parameters) => parameters.get(name) ?? '')
  if (said('error').includes('insufficient_claims')) return claimsDemanded
  if (status === 401 && requiresOtherScheme(headers)) return otherSignIn
  const refusal = apiRefusals.find(({ says }) =>
    said('error_description').some((text) => says.test(text)),
  )
  if (refusal) return refusal.entry
  const nearest = status >= 500 ? '500' : status >= 400 ? '400' : 'not-json'
  return find(apiErrors, String(status)) ?? entryOf(apiErrors, nearest)
}

function requiresOtherScheme(headers: Headers): boolean {
  const schemes = parseChallenges(headers.get('WWW-Authenticate')).map(({ scheme }) => scheme)
  return schemes.length > 0 && !schemes.includes('bearer')
}

/** Servers often answer a request that is too large with 400 or 413. */
function findTooLarge(error: unknown): CatalogueEntry | undefined {
  const { cause } = unwrap(error)
  const isRejected = cause instanceof HttpStatusError && [400, 413].includes(cause.status)
  return isRejected && hasLargeToken(error) ? tokenTooLarge : undefined
}

// Entra gives no number when the user declines. Then only the requested scopes tell that it is about a further API.
function findDeclined(
  error: unknown,
  { apis }: ErrorContext,
  isSignedIn: boolean,
): CatalogueEntry | undefined {
  if (!(error instanceof AuthenticationError) || error.code !== 'access_denied') return undefined
  const isConsent = isSignedIn && error.claims === undefined && numberOf(error) === ''
  return isConsent && apiOf(error, apis) !== apis[0] ? findEntryByNumber('65004') : undefined
}

// Adds what a developer should check when a large token gets no response, or an API on the app's own origin responds 401.
function withHint(entry: CatalogueEntry, error: unknown, context: ErrorContext): CatalogueEntry {
  const { cause, api } = unwrap(error)
  if (cause instanceof NetworkError && !cause.isOffline && hasLargeToken(error)) {
    return { ...entry, developer: `${entry.developer ?? ''} ${tokenMayBeTooLarge}`.trim() }
  }
  const isRefused = cause instanceof HttpStatusError && cause.status === 401
  const isOwn = api !== undefined && new URL(api.url, context.origin).origin === context.origin
  if (!isRefused || !isOwn || entry === claimsDemanded) return entry
  return { ...entry, developer: `${entry.developer ?? ''} ${replacedToken}`.trim() }
}

function missingAccess({ requirement, result }: MissingAccessError): CatalogueEntry {
  if (result === 'unknown') return entryOf(appErrors, 'too-many-groups')
  return entryOf(appErrors, 'role' in requirement ? 'missing-role' : 'missing-group')
}

function wrongConfig({ faults }: ConfigError): CatalogueEntry {
  return {
    title: 'The app is not set up correctly',
    text: `Its configuration has ${faults.length === 1 ? 'one error' : `${faults.length} errors`}. This is not your fault: let the developer of this app know.`,
    who: 'developer',
    fix: 'Correct these settings in config.json, then reload the page. You do not have to build the app again.',
    action: 'reload',
  }
}

function findIn(catalogues: readonly Catalogue[], key: string): CatalogueEntry | undefined {
  return catalogues.map((catalogue) => find(catalogue, key)).find((entry) => entry !== undefined)
}

// Codes come from outside: `constructor` must not find an inherited property.
function find(catalogue: Catalogue, key: string): CatalogueEntry | undefined {
  return Object.hasOwn(catalogue, key) ? catalogue[key] : undefined
}

function entryOf(catalogue: Catalogue, key: string): CatalogueEntry {
  const entry = find(catalogue, key)
  if (!entry) throw new Error(`The catalogue has no entry for "${key}".`)
  return entry
}
