import { ApiError } from '../api/api-error.ts'
import { HttpStatusError } from '../http/http-errors.ts'
import { forbiddenFor } from './catalogue/api.ts'
import type { CatalogueEntry } from './catalogue/entry.ts'
import { apiOf, unwrap } from './cause.ts'
import { neededScopes } from './details.ts'
import type { ErrorContext } from './fill-in.ts'

/** Finds the reason for a 403, from the scopes that the API names and those that were granted. */
export function findForbidden(error: unknown, context: ErrorContext): CatalogueEntry | undefined {
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
  const required = needed.length > 0 ? needed : requested
  const isGranted = granted.length > 0 && required.every((scope) => isIn(scope, granted))
  return isGranted ? forbiddenFor[missingBesides(error, context)] : undefined
}

/** What an API requires besides a scope that was granted. */
function missingBesides(error: unknown, { getAccess }: ErrorContext): keyof typeof forbiddenFor {
  const role = error instanceof ApiError ? error.role : undefined
  if (role === undefined) return 'more than the scope'
  return getAccess?.()?.roles?.includes(role) ? 'a role at the API' : 'a role'
}

// An API may name a scope without its resource; Entra names it with the resource. Entra's scopes are case-insensitive.
function isIn(scope: string, scopes: readonly string[]): boolean {
  const name = scope.toLowerCase()
  return scopes.some((other) => {
    const known = other.toLowerCase()
    return known === name || known.endsWith(`/${name}`) || name.endsWith(`/${known}`)
  })
}
