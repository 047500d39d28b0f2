import { html } from 'hono/html'
import type { SampleAccount } from '../../registrations/registrations.ts'
import { accountButton } from './account-button.ts'
import type { Html } from './send-page.ts'

export interface PickAccount {
  /** What the account is wanted for: "to continue to …". */
  question: string
  accounts: SampleAccount[]
  /** Where another account can sign in, if that makes sense. */
  anotherLink?: string
}

/** Asks which of the people who are signed in is meant. */
export function pickAccountPage({ question, accounts, anotherLink }: PickAccount): Html {
  return html`<h1>Pick an account</h1>
    <p class="soft">${question}</p>
    <form method="post">
      <ul class="accounts">
        ${accounts.map((account) => html`<li>${accountButton(account)}</li>`)}
      </ul>
      ${
        anotherLink === undefined
          ? ''
          : html`<p><a href="${anotherLink}">Use another account</a></p>
            <div class="actions"><button name="action" value="cancel">Cancel</button></div>`
      }
    </form>`
}
