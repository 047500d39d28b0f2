import type { AadstsEntry } from './aadsts-entry.ts'
import { grantErrors } from './aadsts-grant.ts'
import { requestErrors } from './aadsts-request.ts'
import { signInErrors } from './aadsts-sign-in.ts'

/**
 * The numbered errors of Entra that a single-page app meets
 * (https://learn.microsoft.com/entra/identity-platform/reference-error-codes). Numbers are for
 * people: a program looks at `error` and `suberror`. Which texts are Entra's own, and which
 * error names are not confirmed, is in this identity provider's README.
 */
export const AADSTS: Readonly<Record<AadstsCode, AadstsEntry>> = {
  ...requestErrors,
  ...signInErrors,
  ...grantErrors,
}

export type AadstsCode =
  keyof typeof requestErrors | keyof typeof signInErrors | keyof typeof grantErrors

export const AADSTS_CODES = Object.keys(AADSTS).map((code) => Number(code) as AadstsCode)
