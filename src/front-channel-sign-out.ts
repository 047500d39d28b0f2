import { createSignOutMarks } from './auth/sign-out-marks.ts'

// The entry of /front-channel-sign-out.html, which the identity provider shows in a hidden frame when the user signs out
// there (OpenID Connect Front-Channel Logout 1.0 §2): tells the tabs of this app which session has ended. The session id
// cannot be guessed, so that no other site can sign a user out; an `iss` beside it would prove no more.
const sid = new URL(location.href).searchParams.get('sid') ?? ''
if (/^[\w.-]{1,128}$/.test(sid)) createSignOutMarks(window).markSessionEnded(sid)
