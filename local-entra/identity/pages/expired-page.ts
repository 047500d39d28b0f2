import { html } from 'hono/html'
import type { Html } from './send-page.ts'

/** What a person sees who comes back to a sign-in that is over. */
export function expiredPage(): Html {
  return html`<h1>Sign in</h1>
    <p role="alert">This sign-in is not open any more.</p>
    <p>It was finished already, or it was left for too long. Go back to the app and start again.</p>`
}
