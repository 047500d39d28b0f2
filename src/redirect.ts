import { broadcastResponseToMainFrame } from '@azure/msal-browser/redirect-bridge'

// The composition root of the page that hidden frames come back to: hands the answer to the page that waits for it.
// Whoever lands here outside of a frame, by mistake or by a link with an answer in it, has nothing to do here and is sent
// to the start: MSAL would keep that answer in session storage and act on it, past the checks of this app.
if (window.top === window) location.replace('/')
// The page that waits says so when nothing comes.
else broadcastResponseToMainFrame().catch(() => {})
