import type { AccountInfo } from '@azure/msal-browser'

/** How to tell the identity provider whom is meant: its own opaque hint where it gave one, else the user name. */
export function hintOf({ loginHint, username }: AccountInfo): string {
  return loginHint ?? username
}
