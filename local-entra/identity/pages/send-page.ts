import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import type { Context } from 'koa'
import { stylesheet } from './stylesheet.ts'

export type Html = ReturnType<typeof html>

export interface Page {
  title: string
  body: Html
  status?: number
  /** Origins that a form of the page ends at; browsers check the redirects after a form too. */
  formTargets?: string[]
  /** A script of the page, if it needs one. */
  script?: string
  /** Origins of the pages that this page shows in frames. */
  frames?: string[]
  /** Opened by MSAL's pop-up flow, which loses its pop-up when the opener is cut off. */
  popup?: boolean
}

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Sends a page of the identity provider, with headers that let nobody frame or script it. */
export function sendPage(ctx: Context, page: Page): void {
  ctx.status = page.status ?? 200
  ctx.type = 'html'
  ctx.set('Content-Security-Policy', contentSecurityPolicy(page))
  ctx.set('X-Frame-Options', 'DENY')
  ctx.set('X-Content-Type-Options', 'nosniff')
  ctx.set('Referrer-Policy', 'no-referrer')
  ctx.set('Cache-Control', 'no-store')
  if (!(page.popup ?? ctx.query['pocd'] === '1'))
    ctx.set('Cross-Origin-Opener-Policy', 'same-origin')
  const document = layout(page)
  if (document instanceof Promise) throw new Error('a page must be ready when it is sent')
  ctx.body = document.toString()
}

function contentSecurityPolicy({ formTargets = [], script, frames }: Page): string {
  return [
    "default-src 'none'",
    `style-src ${hash(stylesheet)}`,
    ...(script === undefined ? [] : [`script-src ${hash(script)}`]),
    ...(frames === undefined ? [] : [`frame-src ${frames.join(' ')}`]),
    `form-action 'self' ${formTargets.join(' ')}`.trim(),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function layout({ title, body, script }: Page): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – local identity provider</title>
        ${element('style', stylesheet)}
      </head>
      <body>
        <div class="frame">
          <header><p class="label"><strong>Local identity provider</strong> for development, no passwords</p></header>
          <main>${body}</main>
        </div>
        ${script === undefined ? '' : element('script', script)}
      </body>
    </html>`
}

/** Written as one piece: white space that a formatter adds would not match the policy's hash. */
const element = (name: string, text: string) => raw(`<${name}>${text}</${name}>`)
