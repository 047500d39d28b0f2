/** The `login_hint` claim: opaque to the app, which hands it back as login or logout hint. */
export function loginHint(userName: string): string {
  return `O.${Buffer.from(userName).toString('base64url')}`
}

/** Whether a hint, which is either the claim or a user name, means this user name, in any case. */
export function isHintOf(hint: string, userName: string): boolean {
  const hinted = hint.startsWith('O.') ? Buffer.from(hint.slice(2), 'base64url').toString() : hint
  return hinted.toLowerCase() === userName.toLowerCase()
}
