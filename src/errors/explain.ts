import { AuthenticationError } from '../auth/errors.ts'
import { ConfigError, type ConfigFault } from '../config/config.ts'
import { bearerChallenges, parseChallenges } from '../http/challenges.ts'
import {
  HttpStatusError,
  NetworkError,
  TimeoutError,
  UnreadableAnswerError,
} from '../http/http-errors.ts'
import { ConfigUnreachableError, isMissingChunk, NoSuchPageError } from './app-errors.ts'
import {
  apiErrors,
  apiRefusals,
  claimsDemanded,
  forbiddenFor,
  otherSignIn,
  replacedToken,
  tokenMayBeTooLarge,
  tokenTooLarge,
} from './catalogue/api.ts'
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
import { oauthErrors, renewalErrors, saysWhatToDo, suberrors } from './catalogue/oauth.ts'
import { apiOf, unwrap } from './cause.ts'
import {
  describe,
  hasLargeToken,
  lookupOf,
  type NamedValue,
  neededScopes,
  numberOf,
} from './details.ts'
import {
  type DeploymentValues,
  deploymentValues,
  type ErrorContext,
  fillIn,
  namesIn,
} from './fill-in.ts'
import type { Obstacle } from './obstacle.ts'

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
  /** What else may help, where it is not known what does. */
  otherwise?: Action | undefined
  /** A number that the catalogue does not have, and where Microsoft explains it. */
  unknown?: { number: string; lookup: string } | undefined
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
  /** What kept the page from a server, once it has been found. */
  obstacle?: Obstacle | undefined
}

/** Explains anything that can be thrown. */
export function explain(
  error: unknown,
  { context, isSignedIn, obstacle }: Circumstances,
): Explanation {
  const entryOfError = findForbidden(error, context) ?? findTooLarge(error) ?? findEntry(error)
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

/** Finds the entry for anything that can be thrown. There is one for the unknown. */
export function findEntry(error: unknown): CatalogueEntry {
  const { cause } = unwrap(error)
  if (cause instanceof AuthenticationError) return findForSignIn(cause)
  if (cause instanceof HttpStatusError) return findForStatus(cause)
  if (cause instanceof UnreadableAnswerError) return own(apiErrors, cause.because)
  if (cause instanceof TimeoutError) return own(apiErrors, 'too-slow')
  if (cause instanceof NetworkError) {
    return own(apiErrors, cause.isOffline ? 'offline' : 'unreachable')
  }
  if (cause instanceof ConfigError) return wrongConfig(cause)
  if (cause instanceof ConfigUnreachableError) return own(appErrors, 'config-unreachable')
  if (cause instanceof NoSuchPageError) return own(appErrors, 'not-found')
  return own(appErrors, isMissingChunk(cause) ? 'chunk-missing' : 'unknown')
}

/**
 * @param number of Entra, with or without `AADSTS`
 * @returns its entry; undefined for one that is not in the catalogue
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
  // Its cause is another one than that of the numbers that usually come with the code.
  if (unknownNumberOf(error) !== '' && !saysWhatToDo(code, suberror)) {
    return findIn([renewal, appErrors], 'unknown-number') ?? own(appErrors, 'unknown-sign-in')
  }
  return (
    findIn([renewal, suberrors], suberror) ??
    findIn([renewal, oauthErrors, msalErrors, ownErrors], code) ??
    own(appErrors, 'unknown-sign-in')
  )
}

// Anyone can make a link that reports a number, so what it stands for is quoted and decides nothing.
function refusedConsent(reason: CatalogueEntry | undefined): CatalogueEntry {
  const entry = own(ownErrors, 'consent_refused')
  if (!reason) return entry
  return { ...entry, text: `${entry.text} It gives this reason: “${reason.title}”.` }
}

/** @returns the number of a failed sign-in that is not in the catalogue; an empty text for any other failure */
function unknownNumberOf(error: unknown): string {
  const { cause } = unwrap(error)
  const number = cause instanceof AuthenticationError ? numberOf(cause) : ''
  return findEntryByNumber(number) ? '' : number
}

function findForStatus({ status, headers }: HttpStatusError): CatalogueEntry {
  const challenges = status === 401 ? bearerChallenges(headers) : []
  const said = (name: string) => challenges.map((parameters) => parameters.get(name) ?? '')
  if (said('error').includes('insufficient_claims')) return claimsDemanded
  if (status === 401 && asksForOther(headers)) return otherSignIn
  const refusal = apiRefusals.find(({ says }) =>
    said('error_description').some((text) => says.test(text)),
  )
  if (refusal) return refusal.entry
  const nearest = status >= 500 ? '500' : status >= 400 ? '400' : 'not-json'
  return find(apiErrors, String(status)) ?? own(apiErrors, nearest)
}

function asksForOther(headers: Headers): boolean {
  const schemes = parseChallenges(headers.get('WWW-Authenticate')).map(({ scheme }) => scheme)
  return schemes.length > 0 && !schemes.includes('bearer')
}

/** @returns that the access token is too large, where a status that says something else often means it */
function findTooLarge(error: unknown): CatalogueEntry | undefined {
  const { cause } = unwrap(error)
  const isRejected = cause instanceof HttpStatusError && [400, 413].includes(cause.status)
  return isRejected && hasLargeToken(error) ? tokenTooLarge : undefined
}

// The host of the app may stand between it and the API.
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

/** @returns why a request was refused with 403, if the API or the identity provider has told */
function findForbidden(error: unknown, context: ErrorContext): CatalogueEntry | undefined {
  const { cause } = unwrap(error)
  if (!(cause instanceof HttpStatusError) || cause.status !== 403) return undefined
  const requested = apiOf(error, context.apis)?.scopes ?? []
  const granted = context.getGrantedScopes?.(requested) ?? []
  const needed = neededScopes(error)
  if (needed.some((scope) => !isIn(scope, [...requested, ...granted]))) {
    return forbiddenFor['another scope']
  }
  const isPage = cause.headers.get('content-type')?.startsWith('text/html')
  if (needed.length === 0 && isPage) return forbiddenFor.gateway
  const wanted = needed.length > 0 ? needed : requested
  const isGranted = granted.length > 0 && wanted.every((scope) => isIn(scope, granted))
  return isGranted ? forbiddenFor['more than the scope'] : undefined
}

// An API may name a scope without its resource; Entra names it with the resource. Scopes of Entra have no case.
function isIn(scope: string, scopes: readonly string[]): boolean {
  const wanted = scope.toLowerCase()
  return scopes.some((other) => {
    const known = other.toLowerCase()
    return known === wanted || known.endsWith(`/${wanted}`) || wanted.endsWith(`/${known}`)
  })
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

function findIn(catalogues: readonly Catalogue[], key: string): CatalogueEntry | undefined {
  return catalogues.map((catalogue) => find(catalogue, key)).find((entry) => entry !== undefined)
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
