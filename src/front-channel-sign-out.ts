import { markSessionEnded } from './auth/sign-out-marks.ts'

// The composition root of the page that the identity provider shows in a hidden frame when somebody signs out there
// (OpenID Connect Front-Channel Logout 1.0 §2): tells the tabs of this app whose session has ended. The session id cannot
// be guessed, so that nobody else can sign anybody out; an `iss` beside it would prove no more.
const sid = new URL(location.href).searchParams.get('sid') ?? ''
if (/^[\w.-]{1,128}$/.test(sid)) markSessionEnded(sid)
