import { broadcastResponseToMainFrame } from '@azure/msal-browser/redirect-bridge'

// The composition root of the page that hidden frames come back to: hands the answer to the page that waits for it.
// A person who lands here by mistake has nothing to do here and is sent to the start.
broadcastResponseToMainFrame().catch(() => {
  if (window.top === window) location.replace('/')
})
