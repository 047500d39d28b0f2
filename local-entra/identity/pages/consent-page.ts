import { html } from 'hono/html'
import type { Html } from './send-page.ts'

/** Asks whether an app may do what its scopes say, in words. */
export function consentPage(appName: string, userName: string, permissions: string[]): Html {
  return html`<h1>Permissions requested</h1>
    <p class="soft">${userName}</p>
    <p>${appName} would like to:</p>
    <ul class="permissions">
      ${permissions.map((permission) => html`<li>${permission}</li>`)}
    </ul>
    <form method="post">
      <div class="actions">
        <button name="action" value="cancel">Cancel</button>
        <button class="primary" name="action" value="accept">Accept</button>
      </div>
    </form>`
}
