import { html } from 'hono/html'
import type { Html } from './send-page.ts'

export function signedOutPage(): Html {
  return html`<h1>You signed out of your account</h1>
    <p class="soft">It is a good idea to close all browser windows.</p>`
}
