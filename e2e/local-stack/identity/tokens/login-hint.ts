/** The `login_hint` claim: opaque to the app, which hands it back as login or logout hint. */
export function loginHint(userName: string): string {
  return `O.${Buffer.from(userName).toString('base64url')}`
}

/** The user name behind a hint, which is either the claim or the user name itself. */
export function userNameOfHint(hint: string): string {
  return hint.startsWith('O.') ? Buffer.from(hint.slice(2), 'base64url').toString('utf8') : hint
}
