import { html } from 'hono/html'
import type { SampleAccount } from '../../registrations/registrations.ts'
import type { Html } from './send-page.ts'

/** One button for each sample account: the buttons stand for typing a name and a password. */
export function signInPage(appName: string, accounts: SampleAccount[]): Html {
  return html`<h1>Sign in</h1>
    <p class="soft">to continue to ${appName}. Choose one of the sample accounts.</p>
    <form method="post">
      <ul>
        ${accounts.map((account) => html`<li>${accountButton(account)}</li>`)}
      </ul>
      <div class="actions"><button name="action" value="cancel">Cancel</button></div>
    </form>`
}

export function accountButton({ name, userName }: SampleAccount): Html {
  const initials = name
    .split(' ')
    .map((word) => word[0])
    .join('')
  return html`<button class="account" name="account" value="${userName}">
    <span class="initials" aria-hidden="true">${initials}</span>
    <span class="who"
      ><span class="name">${name}</span> <span class="user-name">${userName}</span></span
    >
  </button>`
}
