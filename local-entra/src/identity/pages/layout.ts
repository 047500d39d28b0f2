import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import type { Context } from 'koa'
import { readBody } from '../../server/request-body.ts'

export type Html = ReturnType<typeof html>

export interface Page {
  title: string
  body: Html
  /** HTTP status, by default 200. */
  status?: number
  /** Where a form of the page may lead to, as `formTarget` returns it. Browsers also check the redirects after a form. */
  formTargets?: string[]
  /** An inline script. */
  script?: string
  /** Origins that the page shows in frames. */
  frames?: string[]
  /** Opened by MSAL's pop-up flow, which loses its pop-up under COOP. By default the query's `pocd=1` decides. */
  popup?: boolean
}

/** Sends a page of the identity provider. Its headers forbid framing, caching and any other script. */
export function sendPage(ctx: Context, page: Page): void {
  ctx.status = page.status ?? 200
  ctx.type = 'html'
  ctx.set('Content-Security-Policy', contentSecurityPolicy(page))
  ctx.set('X-Frame-Options', 'DENY')
  ctx.set('X-Content-Type-Options', 'nosniff')
  ctx.set('Referrer-Policy', 'no-referrer')
  ctx.set('Cache-Control', 'no-store')
  if (!(page.popup ?? ctx.query['pocd'] === '1')) {
    ctx.set('Cross-Origin-Opener-Policy', 'same-origin')
  }
  const document = layout(page)
  if (document instanceof Promise) throw new Error('A page must not contain a promise.')
  ctx.body = document.toString()
}

/** A redirect URI as a source of `form-action`: its origin, or the scheme of an app that is not a website. */
export function formTarget(redirectUri: string): string {
  const { origin, protocol } = new URL(redirectUri)
  return origin === 'null' ? protocol : origin
}

function contentSecurityPolicy({ formTargets = [], script, frames }: Page): string {
  return [
    "default-src 'none'",
    `style-src ${hashSource(STYLESHEET)}`,
    'img-src data:',
    ...(script === undefined ? [] : [`script-src ${hashSource(script)}`]),
    ...(frames === undefined ? [] : [`frame-src ${frames.join(' ')}`]),
    `form-action 'self' ${formTargets.join(' ')}`.trim(),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function hashSource(content: string): string {
  return `'sha256-${createHash('sha256').update(content).digest('base64')}'`
}

function layout({ title, body, script }: Page): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – local identity provider</title>
        <link rel="icon" href="${ICON}" />
        ${element('style', STYLESHEET)}
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

/** Not part of a template: white space that a formatter adds would change the hash. */
function element(name: string, content: string) {
  return raw(`<${name}>${content}</${name}>`)
}

/** The parameters that a page or an app posts as a form. Responds with 413 if the body is too large. */
export async function readForm(ctx: Context): Promise<URLSearchParams> {
  if (!isForm(ctx)) return new URLSearchParams()
  // The response has to follow on the same connection.
  const body = await readBody(ctx.req.iterator({ destroyOnReturn: false }))
  return new URLSearchParams(body ?? ctx.throw(413))
}

/** Whether the body is a form. Koa's `is` demands a length or chunks, and HTTP/2 has neither. */
export function isForm(ctx: Context): boolean {
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(ctx.get('content-type'))
}

// Without an icon, browsers request /favicon.ico, and Firefox reports that as a violation of the policy.
const ICON = 'data:,'

const STYLESHEET = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ground: #eef1f0; --ink: #1c2624; --soft: #56635f; --line: #d5dddb;
  --accent: #0f6b5c; --accent-ink: #ffffff; --hover: #f1f6f4; --alarm: #a3271c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1a2220; --ground: #101615; --ink: #e8eeec; --soft: #9fb0ab; --line: #35423f;
    --accent: #6fcbb8; --accent-ink: #0c1f1b; --hover: #222d2a; --alarm: #f19a90;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; padding: clamp(1rem, 6vh, 4rem) 1rem 2rem;
  background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
}
.frame { max-width: 30rem; margin: 0 auto; }
.frame:has(.accounts) { max-width: 34rem; }
.label {
  display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.625rem;
  margin: 0 0.25rem 0.75rem; font-size: 0.875rem; color: var(--soft);
}
.label strong { color: var(--ink); font-weight: 600; }
main {
  padding: clamp(1.25rem, 5vw, 2.25rem);
  background: var(--paper); border: 1px solid var(--line); border-radius: 0.75rem;
}
h1 { margin: 0 0 0.375rem; font-size: 1.5rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; }
h2 { margin: 1.5rem 0 0.5rem; font-size: 1rem; line-height: 1.25; font-weight: 650; }
p { margin: 0 0 1rem; overflow-wrap: break-word; }
h1, p, li { text-wrap: pretty; }
main > :last-child, form > :last-child { margin-bottom: 0; }
.soft { color: var(--soft); }
.small { font-size: 0.875rem; }
.alarm { color: var(--alarm); }
a { color: var(--accent); text-underline-offset: 0.15em; }
form { margin: 1.25rem 0 0; }
ul { margin: 0; padding: 0; list-style: none; }
.permissions { margin: 0 0 1rem; border-top: 1px solid var(--line); }
.permissions li { padding: 0.625rem 0; border-bottom: 1px solid var(--line); }
button { font: inherit; color: inherit; cursor: pointer; min-height: 2.75rem; }
label { display: block; margin-bottom: 0.375rem; font-weight: 600; }
input:not([type='hidden']) {
  width: 100%; min-height: 2.75rem; padding: 0.5rem 0.75rem; font: inherit; color: inherit;
  letter-spacing: 0.1em; text-transform: uppercase;
  background: var(--paper); border: 1px solid var(--soft); border-radius: 0.5rem;
}
button:focus-visible, a:focus-visible, input:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.accounts { margin-bottom: 1rem; border: 1px solid var(--line); border-radius: 0.5rem; }
.accounts li + li { border-top: 1px solid var(--line); }
.account {
  width: 100%; display: flex; align-items: center; gap: 0.75rem; text-align: left;
  padding: 0.5rem 0.75rem; background: transparent; border: 0; border-radius: 0.5rem;
}
.account:hover { background: var(--hover); }
.initials {
  flex: none; width: 2.125rem; height: 2.125rem; border-radius: 50%; display: grid; place-items: center;
  background: var(--hover); border: 1px solid var(--line); color: var(--accent);
  font-size: 0.75rem; font-weight: 650;
}
.who { flex: 1; min-width: 0; display: flex; flex-wrap: wrap; align-items: center; gap: 0 1rem; line-height: 1.35; }
.who > span { min-width: 0; }
.name { display: block; font-weight: 600; }
.user-name { display: block; font-size: 0.875rem; color: var(--soft); overflow-wrap: anywhere; }
.note { font-size: 0.8125rem; color: var(--soft); margin-left: auto; }
.actions { display: flex; flex-wrap: wrap; gap: 0.75rem; justify-content: flex-end; margin-top: 1.25rem; }
.actions button {
  padding: 0.5rem 1.25rem; background: transparent; border: 1px solid var(--line); border-radius: 0.5rem;
}
.actions button:hover { background: var(--hover); }
.actions .primary { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); font-weight: 600; }
.actions .primary:hover { background: var(--accent); filter: brightness(1.08); }
dl { margin: 1.25rem 0 0; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 0.8125rem; color: var(--soft); }
dl div { display: flex; flex-wrap: wrap; gap: 0 0.5rem; }
dt { font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 34rem) {
  .note { margin-left: 0; flex-basis: 100%; }
}
`
