import { html } from 'hono/html'
import type { Html } from './send-page.ts'

/** Tells who looks in that this is no app: sign-in starts there and comes here by itself. */
export function homePage(tenants: { name: string; discovery: string }[]): Html {
  return html`<h1>Nothing to sign in to here</h1>
    <p class="soft">Start in your app: it sends you here, and you come back to it.</p>
    <p>The OpenID configuration of each tenant:</p>
    <ul class="permissions">
      ${tenants.map(({ name, discovery }) => html`<li><a href="${discovery}">${name}</a></li>`)}
    </ul>`
}
