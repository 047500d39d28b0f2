import type { EntraError } from './entra-error.ts'
import type { ErrorDescription } from './describe-error.ts'

/** An error as the token endpoint and the documents answer it, in Entra's order of keys. */
export function tokenErrorBody(
  { entry, claims }: EntraError,
  described: ErrorDescription,
  origin: string,
): Record<string, unknown> {
  return {
    error: entry.tokenError ?? entry.error,
    error_description: described.description,
    error_codes: [described.code],
    timestamp: described.timestamp,
    trace_id: described.traceId,
    correlation_id: described.correlationId,
    error_uri: `${origin}/error?code=${described.code}`,
    ...(entry.suberror === undefined ? {} : { suberror: entry.suberror }),
    ...(claims === undefined ? {} : { claims }),
  }
}
