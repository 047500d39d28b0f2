import type { AadstsCode } from './aadsts.ts'
import { AADSTS } from './aadsts.ts'
import { EntraError, UserCancelledError } from './entra-error.ts'

/** How our own steps tell the core which numbered error they mean. */
export const aadstsMarker = (code: AadstsCode): string => `AADSTS${code}`
export const CANCELLED = 'cancelled by the user'

/** Core errors, by their OAuth name, that Entra has a number for. */
const NUMBERS: Record<string, AadstsCode> = {
  invalid_client: 700016,
  unsupported_grant_type: 70003,
  invalid_scope: 70011,
}

/** Translates what the core throws into what Entra would say; anything else is returned as it is. */
export function asEntraError(error: unknown, details: Record<string, string>): unknown {
  if (error instanceof EntraError || error instanceof UserCancelledError) return error
  if (!isCoreError(error)) return error
  const description = error.error_description ?? ''
  if (description === CANCELLED) return new UserCancelledError()
  const marked = Number(/^AADSTS(\d+)$/.exec(description)?.[1])
  if (marked in AADSTS) return new EntraError(marked as AadstsCode, details)
  return new EntraError(NUMBERS[error.message] ?? 9002313, { ...details, detail: description })
}

function isCoreError(error: unknown): error is Error & { error_description?: string } {
  return error instanceof Error && 'expose' in error && error.expose === true
}
