import { html } from 'hono/html'
import type { SampleAccount } from '../../registrations/registrations.ts'
import { accountButton } from './account-button.ts'
import type { Html } from './send-page.ts'

/** One button for each sample account: the buttons stand for typing a name and a password. */
export function signInPage(appName: string, accounts: SampleAccount[]): Html {
  return html`<h1>Sign in</h1>
    <p class="soft">to continue to ${appName}. Choose one of the sample accounts.</p>
    <form method="post">
      <ul class="accounts">
        ${accounts.map((account) => html`<li>${accountButton(account)}</li>`)}
      </ul>
      <div class="actions"><button name="action" value="cancel">Cancel</button></div>
    </form>`
}
