import { broadcastResponseToMainFrame } from '@azure/msal-browser/redirect-bridge'

// The script of /redirect.html, the redirect URI of hidden frames: passes the response to the page that opened the frame.
// Outside a frame it redirects to the start page, without the fragment: MSAL would store a response in it and use it without
// the checks of this app. The query is kept, because the start page shows an error or a consent report in it.
if (window.top === window) location.replace(`./${location.search}`)
// On failure the page that opened the frame times out, and reports that.
else broadcastResponseToMainFrame().catch(() => {})
