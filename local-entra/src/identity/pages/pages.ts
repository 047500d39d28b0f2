import { html, raw } from 'hono/html'
import { noteOf } from '../../registrations/accounts.ts'
import type { SampleAccount } from '../../registrations/registrations.ts'
import type { ErrorDescription } from '../errors/entra-error.ts'
import type { Html, Page } from './layout.ts'
import { formTarget } from './layout.ts'

/** One button for each sample account, which replaces the user name and the password. */
export function signInPage(appName: string, accounts: SampleAccount[]): Html {
  return html`<h1>Sign in</h1>
    <p class="soft">Choose a sample account to continue to ${appName}.</p>
    <form method="post">
      ${accountList(accounts)}
      <div class="actions"><button name="action" value="cancel">Cancel</button></div>
    </form>`
}

export interface AccountChoice {
  /** What the account is needed for, as a sentence. */
  purpose: string
  accounts: SampleAccount[]
  /** Where another account can sign in. Without it the page has neither this link nor a Cancel button. */
  anotherAccountUrl?: string
}

/** Asks which of the signed-in accounts to use. */
export function pickAccountPage({ purpose, accounts, anotherAccountUrl }: AccountChoice): Html {
  return html`<h1>Pick an account</h1>
    <p class="soft">${purpose}</p>
    <form method="post">
      ${accountList(accounts)}
      ${
        anotherAccountUrl === undefined
          ? ''
          : html`<p><a href="${anotherAccountUrl}">Use another account</a></p>
            <div class="actions"><button name="action" value="cancel">Cancel</button></div>`
      }
    </form>`
}

function accountList(accounts: SampleAccount[]): Html {
  return html`<ul class="accounts">
    ${accounts.map((account) => html`<li>${accountButton(account)}</li>`)}
  </ul>`
}

/** A button with the account's initials, name, user name and note. */
function accountButton(account: SampleAccount): Html {
  const { name, userName } = account
  const note = noteOf(account)
  const [local, domain] = userName.split('@')
  // A narrow screen breaks the user name before the @.
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

/** Asks for a second factor. */
export function mfaPage(userName: string): Html {
  return html`<h1>Approve sign-in request</h1>
    <p class="soft">${userName}</p>
    <p>A second factor is required. The Approve button replaces the notification on a phone.</p>
    <form method="post">
      <div class="actions">
        <button name="action" value="cancel">Cancel</button>
        <button class="primary" name="action" value="approve">Approve</button>
      </div>
    </form>`
}

export interface ConsentRequest {
  appName: string
  /** The user who is asked for consent. */
  userName: string
  /** The descriptions of the requested scopes. */
  permissions: string[]
}

/** Asks a user to consent to the permissions of an app. */
export function consentPage(request: ConsentRequest): Html {
  return html`<h1>Permissions requested</h1>
    <p class="soft">${request.userName}</p>
    ${consentForm(request)}`
}

/** Asks an administrator to consent for everyone in a tenant. */
export function adminConsentPage(tenantName: string, request: ConsentRequest): Html {
  return html`<h1>Permissions requested</h1>
    <p class="soft">${request.userName}, for everyone in ${tenantName}</p>
    <p>
      If you accept, ${request.appName} gets these permissions for all users of your organisation.
      No one else will be asked to review them.
    </p>
    ${consentForm(request)}`
}

function consentForm({ appName, permissions }: ConsentRequest): Html {
  return html`<p>${appName} would like to:</p>
    ${permissionList(permissions)}
    <form method="post">
      <div class="actions">
        <button name="action" value="cancel">Cancel</button>
        <button class="primary" name="action" value="accept">Accept</button>
      </div>
    </form>`
}

/**
 * Says that only an administrator can consent.
 *
 * @param administratorUrl where an administrator can sign in and consent, if possible
 */
export function needsAdministratorPage(
  { appName, userName, permissions }: ConsentRequest,
  administratorUrl: string | undefined,
): Html {
  return html`<h1>Need admin approval</h1>
    <p class="soft">${userName}</p>
    <p>
      ${appName} needs permissions that only an administrator can grant. Ask an administrator to
      grant them, then sign in again.
    </p>
    ${permissionList(permissions)}
    <p class="soft small">AADSTS90094</p>
    ${
      administratorUrl === undefined
        ? ''
        : html`<p><a href="${administratorUrl}">Have an admin account? Sign in with that account</a></p>`
    }
    <form method="post">
      <div class="actions">
        <button class="primary" name="action" value="cancel">Return to the app</button>
      </div>
    </form>`
}

function permissionList(permissions: string[]): Html {
  return html`<ul class="permissions">
    ${permissions.map((permission) => html`<li>${permission}</li>`)}
  </ul>`
}

/**
 * Shows an error that the app may not receive, or that only the user can resolve.
 *
 * @param anotherAccountUrl where the user can choose another account, if that can help
 */
export function errorPage(error: ErrorDescription, anotherAccountUrl?: string): Html {
  return html`<h1>Sign in</h1>
    <p role="alert" class="alarm">Sorry, but we're having trouble signing you in.</p>
    <p>${error.text}</p>
    ${
      anotherAccountUrl === undefined
        ? ''
        : html`<p><a href="${anotherAccountUrl}">Sign in with another account</a></p>`
    }
    <dl>
      <div><dt>Request Id:</dt><dd>${error.traceId}</dd></div>
      <div><dt>Correlation Id:</dt><dd>${error.correlationId}</dd></div>
      <div><dt>Timestamp:</dt><dd>${error.timestamp}</dd></div>
    </dl>`
}

/** For a sign-in that is finished or has expired. */
export function expiredPage(): Html {
  return html`<h1>Sign in</h1>
    <p role="alert">This sign-in is no longer active.</p>
    <p>It is already finished, or it took too long. Go back to the app and sign in again.</p>`
}

/** Submits the parameters to the app (OAuth 2.0 Form Post Response Mode). */
export function formPostPage(redirectUri: string, parameters: Record<string, string>): Page {
  return {
    title: 'Returning to the app',
    formTargets: [formTarget(redirectUri)],
    script: 'document.forms[0].submit()',
    body: html`<h1>Returning to the app</h1>
      <form method="post" action="${redirectUri}">
        ${Object.entries(parameters).map(
          ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
        )}
        <div class="actions"><button class="primary">Continue</button></div>
      </form>`,
  }
}

/**
 * Notifies the session's apps in hidden frames, then returns to the app.
 *
 * @param frameUrls front-channel sign-out addresses of the apps
 * @param returnUrl where the app asked to return to
 */
export function signedOutPage(frameUrls: string[], returnUrl: string | undefined): Page {
  return {
    title: 'Signed out',
    frames: frameUrls.map((url) => new URL(url).origin),
    // The load event waits for the frames.
    ...(returnUrl === undefined
      ? {}
      : { script: "addEventListener('load', () => document.getElementById('back')?.click())" }),
    body: html`<h1>You signed out of your account</h1>
      <p class="soft">It's a good idea to close all browser windows.</p>
      ${returnUrl === undefined ? '' : html`<p><a id="back" href="${returnUrl}">Back to the app</a></p>`}
      ${frameUrls.map((url) => html`<iframe hidden title="Signing out of an app" src="${url}"></iframe>`)}`,
  }
}
