import { createSignOutMarks } from './auth/sign-out-marks.ts'

// The script of /front-channel-sign-out.html, which the identity provider loads in a hidden frame when the user signs out
// there (OpenID Connect Front-Channel Logout 1.0 §2). Tells the tabs of this app which session has ended. Another site
// cannot sign a user out, because it cannot guess the session id; checking `iss` would add nothing.
const sid = new URL(location.href).searchParams.get('sid') ?? ''
if (/^[\w.-]{1,128}$/.test(sid)) createSignOutMarks(window).markSessionEnded(sid)
