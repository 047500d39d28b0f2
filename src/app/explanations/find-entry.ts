import { AuthenticationError } from '../../auth/authentication-error.ts'
import {
  HttpStatusError,
  NetworkError,
  TimeoutError,
  UnreadableAnswerError,
} from '../../http/http-errors.ts'
import { ConfigUnreachableError, NoSuchPageError } from '../../errors/app-errors.ts'
import { isMissingPart } from '../failure/missing-part.ts'
import { apiRefusals, claimsDemanded } from './api-errors.ts'
import {
  entriesByApiFailure,
  entriesByAppFailure,
  entriesByCode,
  entriesByNumber,
  entriesBySuberror,
} from './catalogue.ts'
import type { Catalogue, CatalogueEntry } from './catalogue-entry.ts'
import { readEntraDescription } from './entra-description.ts'

/**
 * Finds the words for anything that can be thrown. Something unknown gets words of its own.
 * @param isOnline false when the browser knows that it has no connection
 */
export function findEntry(error: unknown, isOnline = true): CatalogueEntry {
  if (error instanceof AuthenticationError) return findForSignIn(error)
  if (error instanceof HttpStatusError) return findForStatus(error)
  if (error instanceof UnreadableAnswerError) return own(entriesByApiFailure, error.because)
  if (error instanceof TimeoutError) return own(entriesByApiFailure, 'too-slow')
  if (error instanceof NetworkError) {
    return own(entriesByApiFailure, isOnline ? 'unreachable' : 'offline')
  }
  if (error instanceof ConfigUnreachableError) return own(entriesByAppFailure, 'config-unreachable')
  if (error instanceof NoSuchPageError) return own(entriesByAppFailure, 'not-found')
  return own(entriesByAppFailure, isMissingPart(error) ? 'part-missing' : 'unknown')
}

/** @returns the words for a number that somebody has read on a page of Entra; undefined for one that is not known here */
export function findEntryByNumber(number: string): CatalogueEntry | undefined {
  return entry(entriesByNumber, number)
}

function findForSignIn({ code, suberror, message }: AuthenticationError): CatalogueEntry {
  return (
    entry(entriesByNumber, readEntraDescription(message).number) ??
    entry(entriesBySuberror, suberror) ??
    entry(entriesByCode, code) ??
    own(entriesByAppFailure, 'unknown-sign-in')
  )
}

function findForStatus({ status, headers }: HttpStatusError): CatalogueEntry {
  const challenge = headers.get('WWW-Authenticate') ?? ''
  if (status === 401 && challenge.includes('insufficient_claims')) return claimsDemanded
  const refusal = apiRefusals.find(({ says }) => status === 401 && says.test(challenge))
  if (refusal) return refusal.entry
  const nearest = status >= 500 ? '500' : '400'
  return entry(entriesByApiFailure, String(status)) ?? own(entriesByApiFailure, nearest)
}

// The codes come from outside: `constructor` must not find what every object has.
function entry(catalogue: Catalogue, key: string): CatalogueEntry | undefined {
  return Object.hasOwn(catalogue, key) ? catalogue[key] : undefined
}

function own(catalogue: Catalogue, key: string): CatalogueEntry {
  const found = entry(catalogue, key)
  if (!found) throw new Error(`The catalogue has no entry for "${key}".`)
  return found
}
