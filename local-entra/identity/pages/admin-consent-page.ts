import { html } from 'hono/html'
import type { Html } from './send-page.ts'

/** Says that only an administrator can consent, and leads back to the app. */
export function adminConsentPage(appName: string, userName: string, permissions: string[]): Html {
  return html`<h1>Need admin approval</h1>
    <p class="soft">${userName}</p>
    <p>
      ${appName} needs permissions that only an administrator can grant. Ask an administrator to
      grant them before you can use this app.
    </p>
    <ul class="permissions">
      ${permissions.map((permission) => html`<li>${permission}</li>`)}
    </ul>
    <p class="soft small">AADSTS90094</p>
    <form method="post">
      <div class="actions">
        <button class="primary" name="action" value="cancel">Return to the app</button>
      </div>
    </form>`
}
