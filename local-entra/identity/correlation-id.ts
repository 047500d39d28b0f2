import type { Context } from 'koa'

/** The `client-request-id` of a request, which comes back with an error. MSAL sends it in the query. */
export function correlationIdOf(ctx: Context): string | undefined {
  const id = ctx.query['client-request-id'] ?? ctx.get('client-request-id')
  return typeof id === 'string' && id !== '' ? id : undefined
}
