import { html } from 'hono/html'
import type { Html } from './send-page.ts'

/**
 * Says that it is done. The apps of the session are told in frames that nobody sees.
 *
 * @param frames front-channel sign-out addresses of the apps
 * @param target where to go on to, when the app asked to
 */
export function signedOutPage(frames: string[], target: string | undefined): Html {
  return html`<h1>You signed out of your account</h1>
    <p class="soft">It's a good idea to close all browser windows.</p>
    ${target === undefined ? '' : html`<p><a id="back" href="${target}">Back to the app</a></p>`}
    ${frames.map((frame) => html`<iframe hidden title="Signing out of an app" src="${frame}"></iframe>`)}`
}

/** Goes on when every app has been told: `load` waits for the frames. */
export const GO_ON_SCRIPT =
  "addEventListener('load', () => document.getElementById('back')?.click())"
