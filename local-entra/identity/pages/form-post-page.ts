import { html } from 'hono/html'
import type { Page } from './send-page.ts'

/** Posts parameters to an app at once (OAuth 2.0 Form Post Response Mode). */
export function formPostPage(action: string, parameters: Record<string, string>): Page {
  return {
    title: 'Back to the app',
    formTargets: [new URL(action).origin],
    script: 'document.forms[0].submit()',
    body: html`<h1>Back to the app</h1>
      <form method="post" action="${action}">
        ${Object.entries(parameters).map(
          ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
        )}
        <div class="actions"><button class="primary">Continue</button></div>
      </form>`,
  }
}
