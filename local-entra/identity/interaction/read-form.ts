import { text } from 'node:stream/consumers'
import type { Context } from 'koa'

const LIMIT_BYTES = 56 * 1024

/** The parameters of a form-encoded request body. */
export async function readForm(ctx: Context): Promise<URLSearchParams> {
  const length = Number(ctx.get('content-length'))
  if (!Number.isInteger(length) || length > LIMIT_BYTES) ctx.throw(413)
  if (!ctx.is('urlencoded')) return new URLSearchParams()
  return new URLSearchParams(await text(ctx.req))
}
