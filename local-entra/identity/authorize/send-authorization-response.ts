import type { Context } from 'koa'
import { formPostPage } from '../pages/form-post-page.ts'
import { sendPage } from '../pages/send-page.ts'
import type { ReturnAddress } from './authorization-request.ts'

/** Sends parameters back to the app in the response mode that it asked for. */
export function sendAuthorizationResponse(
  ctx: Context,
  { redirectUri, responseMode, adminConsent }: ReturnAddress,
  parameters: Record<string, string>,
): void {
  if (responseMode === 'form_post') {
    sendPage(ctx, formPostPage(redirectUri, parameters))
    return
  }
  const location = new URL(redirectUri)
  if (responseMode === 'fragment') location.hash = new URLSearchParams(parameters).toString()
  else
    for (const [name, value] of Object.entries(parameters)) location.searchParams.set(name, value)
  ctx.status = 302
  ctx.redirect(adminConsent ? `${location.href}#` : location.href)
}
