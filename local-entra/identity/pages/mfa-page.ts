import { html } from 'hono/html'
import type { Html } from './send-page.ts'

/** Asks for a second factor. */
export function mfaPage(userName: string): Html {
  return html`<h1>Approve sign-in request</h1>
    <p class="soft">${userName}</p>
    <p>A second factor is needed. Approving here stands for the notification on a phone.</p>
    <form method="post">
      <div class="actions">
        <button name="action" value="cancel">Cancel</button>
        <button class="primary" name="action" value="approve">Approve</button>
      </div>
    </form>`
}
