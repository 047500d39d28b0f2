import { html } from 'hono/html'
import type { Html } from './send-page.ts'

/** The app, its permissions, and the user who is asked for consent. */
export interface ConsentQuestion {
  appName: string
  userName: string
  /** What the app's scopes let it do, in words. */
  permissions: string[]
}

/** Asks a person whether an app may do what its scopes say. */
export function consentPage(question: ConsentQuestion): Html {
  return html`<h1>Permissions requested</h1>
    <p class="soft">${question.userName}</p>
    ${permissionsToAccept(question)}`
}

/** Asks an administrator to consent for everyone in a tenant. */
export function organizationConsentPage(tenantName: string, question: ConsentQuestion): Html {
  return html`<h1>Permissions requested</h1>
    <p class="soft">${question.userName}, for everyone in ${tenantName}</p>
    <p>
      If you accept, ${question.appName} gets these permissions for all users of your organization.
      No one else is asked to review them.
    </p>
    ${permissionsToAccept(question)}`
}

function permissionsToAccept({ appName, permissions }: ConsentQuestion): Html {
  return html`<p>${appName} would like to:</p>
    ${list(permissions)}
    <form method="post">
      <div class="actions">
        <button name="action" value="cancel">Cancel</button>
        <button class="primary" name="action" value="accept">Accept</button>
      </div>
    </form>`
}

/**
 * Says that only an administrator can consent, and leads back to the app.
 *
 * @param administrator where an administrator can take over, if that makes sense
 */
export function needsAdministratorPage(
  { appName, userName, permissions }: ConsentQuestion,
  administrator: string | undefined,
): Html {
  return html`<h1>Need admin approval</h1>
    <p class="soft">${userName}</p>
    <p>
      ${appName} needs permissions that only an administrator can grant. Ask an administrator to
      grant them before you can use this app.
    </p>
    ${list(permissions)}
    <p class="soft small">AADSTS90094</p>
    ${
      administrator === undefined
        ? ''
        : html`<p><a href="${administrator}">Have an admin account? Sign in with that account</a></p>`
    }
    <form method="post">
      <div class="actions">
        <button class="primary" name="action" value="cancel">Return to the app</button>
      </div>
    </form>`
}

function list(permissions: string[]): Html {
  return html`<ul class="permissions">
    ${permissions.map((permission) => html`<li>${permission}</li>`)}
  </ul>`
}
