import { html, raw } from 'hono/html'
import type { SampleAccount } from '../../registrations/registrations.ts'
import type { Html } from './send-page.ts'

/** A button that is named for a person: name, user name, and what is special about them. */
export function accountButton({ name, userName, note }: SampleAccount): Html {
  const [local, domain] = userName.split('@')
  // A narrow screen breaks the user name at the @ and nowhere else.
  return html`<button class="account" name="account" value="${userName}">
    <span class="initials" aria-hidden="true">${initialsOf(name)}</span>
    <span class="who">
      <span>
        <span class="name">${name}</span>
        <span class="user-name">${local}${raw('<wbr>')}${domain === undefined ? '' : `@${domain}`}</span>
      </span>
      ${note === '' ? '' : html`<span class="note">${note}</span>`}
    </span>
  </button>`
}

/** `MA` for "Müller, Anna (EXT)": text in brackets is not part of the name. */
function initialsOf(name: string): string {
  const letters = name.replaceAll(/[([].*?[)\]]/g, '').match(/(?<![\p{L}\p{M}'’-])\p{L}/gu)
  return letters?.slice(0, 2).join('') ?? ''
}
