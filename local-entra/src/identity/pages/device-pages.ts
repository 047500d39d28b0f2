import { html } from 'hono/html'
import type { Html } from './layout.ts'

/**
 * Asks for the code that a device shows.
 * @param isRejected whether the user has entered a code that cannot be used
 */
export function deviceCodePage(isRejected: boolean): Html {
  return html`<h1>Enter code to allow access</h1>
    <p>
      The app that shows this code will have access to your account. Enter only a code that you have
      requested yourself.
    </p>
    ${
      isRejected
        ? html`<p role="alert" class="alarm" id="rejected">
            This code does not work. It may be mistyped, used or older than 15 minutes. Check it, or
            request another one in the app.
          </p>`
        : ''
    }
    <form method="post">
      <label for="user-code">Code</label>
      <input
        id="user-code"
        name="user_code"
        required
        autofocus
        autocomplete="off"
        autocapitalize="characters"
        spellcheck="false"
        ${isRejected ? html`aria-invalid="true" aria-describedby="rejected"` : ''}
      />
      <div class="actions"><button class="primary">Next</button></div>
    </form>`
}

/** Asks a user who has entered a code whether the app is the one that they want to sign in to. */
export function confirmAppPage(appName: string, userName: string): Html {
  return html`<h1>Are you trying to sign in to ${appName}?</h1>
    <p class="soft">${userName}</p>
    <p>
      Continue only if you started this sign-in yourself. If another person sent you the code,
      cancel: that person would have access to your account.
    </p>
    <form method="post">
      <div class="actions">
        <button name="action" value="cancel">Cancel</button>
        <button class="primary" name="action" value="continue">Continue</button>
      </div>
    </form>`
}

/** The end of a sign-in with a device code. */
export function signedInToDevicePage(appName: string): Html {
  return html`<h1>You have signed in to ${appName}</h1>
    <p>The app continues on your device. You can close this window.</p>`
}

/** The end of a sign-in with a device code that the user has cancelled. */
export function deviceDeclinedPage(): Html {
  return html`<h1>You have cancelled the sign-in</h1>
    <p>The app has no access to your account. You can close this window.</p>`
}
