import { AADSTS, type AadstsCode } from './aadsts.ts'
import { EntraError, SignInExpiredError, UserCancelledError } from './entra-error.ts'

/** How our own steps tell the core which numbered error they mean. */
export const aadstsMarker = (code: AadstsCode): string => `AADSTS${code}`
export const CANCELLED = 'cancelled by the user'

/** Core errors, by their OAuth name, that Entra has a number for. */
const NUMBERS: Record<string, AadstsCode> = {
  invalid_client: 700025,
  invalid_scope: 70011,
  unsupported_grant_type: 70003,
  unsupported_response_type: 700054,
}

/** Core errors of the request, by what they say, that Entra has a number for. */
const DESCRIPTIONS: [RegExp, AadstsCode][] = [
  [/^client not found/, 700016],
  [/^no client authentication mechanism/, 900144],
  [/^missing required parameter/, 900144],
  [/^code_challenge must be|not allowed code_challenge_method/, 501491],
  [/^unsupported prompt|^prompt none must/, 90023],
]

/** Translates what the core throws into what Entra would say; anything else is returned as it is. */
export function asEntraError(error: unknown, details: Record<string, string>): unknown {
  if (error instanceof EntraError) {
    return new EntraError(error.code, { ...details, ...error.details }, error.claims)
  }
  if (error instanceof UserCancelledError || !isCoreError(error)) return error
  if (error.name === 'SessionNotFound') return new SignInExpiredError()
  const description = error.error_description ?? ''
  if (description === CANCELLED) return new UserCancelledError()
  const marked = Number(/^AADSTS(\d+)$/.exec(description)?.[1])
  if (marked in AADSTS) return new EntraError(marked as AadstsCode, details)
  const field = missingField(description)
  const number = numberOf(error.message, error.error_detail ?? description)
  return new EntraError(number, field === undefined ? details : { ...details, field })
}

/** A public client authenticates by its id alone, so that is what is missing then. */
function missingField(description: string): string | undefined {
  if (description.startsWith('no client authentication mechanism')) return 'client_id'
  return /missing required parameters? (\w+)/.exec(description)?.[1]
}

function numberOf(error: string, description: string): AadstsCode {
  const described = DESCRIPTIONS.find(([pattern]) => pattern.test(description))
  return described?.[1] ?? NUMBERS[error] ?? 9002313
}

type CoreError = Error & { error_description?: string; error_detail?: string }

function isCoreError(error: unknown): error is CoreError {
  return error instanceof Error && 'expose' in error && error.expose === true
}
