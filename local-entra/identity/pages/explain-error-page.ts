import { html } from 'hono/html'
import type { Html } from './send-page.ts'

/** What a number of Entra means. */
export function explainErrorPage(code: number, text: string | undefined): Html {
  const known = text ?? 'This number is not among those that a single-page app meets here.'
  return html`<h1>${code > 0 ? `AADSTS${code}` : 'No error number'}</h1>
    <p>${known}</p>`
}
