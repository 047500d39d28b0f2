import { broadcastResponseToMainFrame } from '@azure/msal-browser/redirect-bridge'

// The entry of /redirect.html, which hidden frames come back to: hands the answer to the page that waits for it.
// Outside of a frame, reached by mistake or by a link with an answer in it, it goes to the start page instead: MSAL would
// store that answer and act on it, past the checks of this app. A report in the query goes along: the start page shows it.
if (window.top === window) location.replace(`./${location.search}`)
// The waiting page reports it when nothing comes.
else broadcastResponseToMainFrame().catch(() => {})
