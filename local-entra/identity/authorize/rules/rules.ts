import type { Rule } from '../authorization-request.ts'
import { requireCodeResponseType } from './require-code-response-type.ts'
import { requireKnownPrompt } from './require-known-prompt.ts'
import { requireKnownResponseMode } from './require-known-response-mode.ts'
import { requirePkce } from './require-pkce.ts'
import { requireReadableClaims } from './require-readable-claims.ts'
import { requireReadableScope } from './require-readable-scope.ts'
import { requireTenantOfApp } from './require-tenant-of-app.ts'

/** What Entra minds about a request of an app that it knows, in the order in which it is checked. */
export const RULES: Rule[] = [
  requireTenantOfApp,
  requireKnownResponseMode,
  requireCodeResponseType,
  requireReadableScope,
  requireKnownPrompt,
  requirePkce,
  requireReadableClaims,
]
