import { html } from 'hono/html'
import type { ErrorDescription } from '../errors/describe-error.ts'
import type { Html } from './send-page.ts'

/**
 * What a person sees when the app cannot be told, or when it is the person who has to act.
 *
 * @param another where another account can be chosen, if that may help
 */
export function errorPage(error: ErrorDescription, another?: string): Html {
  return html`<h1>Sign in</h1>
    <p role="alert" class="alarm">Sorry, but we're having trouble signing you in.</p>
    <p>${error.text}</p>
    ${another === undefined ? '' : html`<p><a href="${another}">Sign in with another account</a></p>`}
    <dl>
      <div><dt>Request Id:</dt><dd>${error.traceId}</dd></div>
      <div><dt>Correlation Id:</dt><dd>${error.correlationId}</dd></div>
      <div><dt>Timestamp:</dt><dd>${error.timestamp}</dd></div>
    </dl>`
}
