import { randomUUID } from 'node:crypto'
import type { Context } from 'koa'
import { type Authority, targetOf } from '../endpoints.ts'
import { asEntraError, describeError, EntraError, tokenErrorBody } from '../errors/entra-error.ts'
import type { IdentityState } from '../state.ts'
import { isForm, readForm } from '../pages/layout.ts'
import type { AppRegistration, Platform } from '../../registrations/registrations.ts'
import type { ClientAuthentication } from '../tokens/token-subject.ts'

/** A token request of a known client. */
export interface TokenRequest {
  authority: Authority
  /** The body. */
  fields: Record<string, string>
  /** The `Origin` header, which only browsers send; empty without one. */
  origin: string
  app: AppRegistration
  authentication: ClientAuthentication
}

/**
 * The fields of a request's body.
 * @returns undefined for a body that is too long, is not a form, or repeats a field (RFC 6749 §3.2)
 */
export async function readFields(ctx: Context): Promise<Record<string, string> | undefined> {
  if (!isForm(ctx)) return undefined
  const form = await readForm(ctx).catch(() => undefined)
  const fields = form && Object.fromEntries(form)
  return Object.keys(fields ?? {}).length === form?.size ? fields : undefined
}

/**
 * The `client-request-id` of a request, which an error names as `correlation_id`: from the query,
 * the header, or the body, where MSAL puts it in a token request. Undefined without one.
 * @param fields of the body
 */
export function correlationIdOf(ctx: Context, fields: Record<string, string>): string | undefined {
  const name = 'client-request-id'
  const ids = [ctx.query[name], ctx.get(name), fields[name]]
  return ids.find((id): id is string => typeof id === 'string' && id !== '')
}

/** A required parameter (RFC 6749 §4.1.3). Throws EntraError 900144 without it. */
export function requireField(fields: Record<string, string>, field: string): string {
  const value = optionalField(fields, field)
  if (value === undefined) throw new EntraError(900144, { field })
  return value
}

/** A parameter that may be missing; an empty one counts as missing (RFC 6749 §3.2). */
export function optionalField(fields: Record<string, string>, field: string): string | undefined {
  return fields[field] === '' ? undefined : fields[field]
}

/**
 * Checks that the client fits the platform: a single-page app is in a browser, which sends `Origin`, and other apps are not;
 * an app of the platform "Web" has proved its identity, and other apps have nothing to prove it with. Throws EntraError.
 */
export function requireRedeemer(
  platform: Platform,
  { origin, authentication }: Pick<TokenRequest, 'origin' | 'authentication'>,
): void {
  if (platform === 'spa' && origin === '') throw new EntraError(9002327)
  if (platform !== 'spa' && origin !== '') throw new EntraError(9002326, { origin })
  if (platform === 'web' && authentication === 'none') throw new EntraError(7000218)
  if (platform !== 'web' && authentication !== 'none') throw new EntraError(700025)
}

/**
 * Answers the form that a client has posted, as the token endpoint does: with JSON, which is not stored, also for an error.
 * @param answer what the response contains; may throw EntraError
 */
export async function answerClient(
  state: IdentityState,
  ctx: Context,
  endpoint: 'token' | 'device-code',
  answer: (fields: Record<string, string>) => Promise<object>,
): Promise<void> {
  ctx.set('Cache-Control', 'no-store, no-cache')
  ctx.set('Pragma', 'no-cache')
  ctx.set('X-Content-Type-Options', 'nosniff')
  ctx.set('x-ms-request-id', randomUUID())
  const fields = await readFields(ctx)
  try {
    const fault = state.faults.takeAadsts(endpoint)
    if (fault) throw new EntraError(fault.aadsts, {}, { claims: fault.claims })
    if (ctx.method !== 'POST' || !fields) throw new EntraError(9002313)
    ctx.body = await answer(fields)
  } catch (error) {
    sendTokenError(state, ctx, { error, fields: fields ?? {} })
  }
}

function sendTokenError(
  state: IdentityState,
  ctx: Context,
  { error, fields }: { error: unknown; fields: Record<string, string> },
): void {
  const { authority } = targetOf(ctx)
  const refused = asEntraError(error, {
    tenant: authority.tenant?.name ?? authority.segment,
    clientId: fields['client_id'] ?? '',
    appName: state.registry.app(fields['client_id'] ?? '')?.name ?? '',
    scope: fields['scope'] ?? '',
  })
  if (!(refused instanceof EntraError)) throw refused
  const described = describeError(refused, correlationIdOf(ctx, fields), state.clock.now())
  ctx.status = refused.entry.status ?? 400
  ctx.set('x-ms-request-id', described.traceId)
  ctx.body = tokenErrorBody(refused, described, state.origin)
}
