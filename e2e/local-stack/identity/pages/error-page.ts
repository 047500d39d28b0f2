import { html } from 'hono/html'
import type { ErrorDescription } from '../errors/describe-error.ts'
import type { Html } from './send-page.ts'

/** What a person sees when the request is too broken to send them back to the app. */
export function errorPage(error: ErrorDescription): Html {
  return html`<h1>Sign in</h1>
    <p role="alert" class="alarm">Sorry, but we're having trouble signing you in.</p>
    <p>${error.text}</p>
    <dl>
      <div>
        <dt>Request Id:</dt>
        <dd>${error.traceId}</dd>
      </div>
      <div>
        <dt>Correlation Id:</dt>
        <dd>${error.correlationId}</dd>
      </div>
      <div>
        <dt>Timestamp:</dt>
        <dd>${error.timestamp}</dd>
      </div>
    </dl>`
}
