import type { Context } from 'hono'
import type { State } from './graph-double-state.ts'

// One item per page, and an empty last page: Microsoft Graph allows both.
export function pageOf(items: readonly object[], { req }: Context): object {
  const skip = Number(req.query('$skiptoken') ?? 0)
  const link = `${req.url.split('?')[0]}?$skiptoken=${skip + 1}`
  const next = skip < items.length && { '@odata.nextLink': link }
  return { value: items.slice(skip, skip + 1), ...next }
}

// The name between the quotes of `applications(uniqueName='weather-app')`.
export function keyOf(context: Context): string {
  const [, key = ''] = /'((?:[^']|'')*)'/.exec(decodeURIComponent(context.req.path)) ?? []
  return key.replaceAll("''", "'")
}

export function found(context: Context, value: object | undefined): Response {
  return value ? context.json(value) : fail(context, 404, 'Request_ResourceNotFound')
}

export function refuseSecond(
  context: Context,
  { conflict }: State['faults'],
  message: string,
): Response {
  return fail(context, conflict.status, conflict.code, message)
}

export function fail(
  context: Context,
  status: 400 | 401 | 403 | 404 | 409 | 429,
  code: string,
  message = code,
): Response {
  return context.json({ error: { code, message } }, status)
}
