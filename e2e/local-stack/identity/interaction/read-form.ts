import { text } from 'node:stream/consumers'
import type { Context } from 'koa'

const LIMIT_BYTES = 16 * 1024

/** The parameters of a form-encoded request body. */
export async function readForm(ctx: Context): Promise<URLSearchParams> {
  if (Number(ctx.get('content-length')) > LIMIT_BYTES) ctx.throw(413)
  return new URLSearchParams(await text(ctx.req))
}
