import { OPENID_PERMISSIONS } from './consent-names.ts'
import type { RequestedScopes } from './requested-scopes.ts'

/** What the scopes of a request let an app do, as the consent page says it. */
export function permissionsInWords({ names, apis }: RequestedScopes): string[] {
  return [
    ...apis.flatMap(({ scopes }) => scopes.map(({ consentText }) => consentText)),
    ...names.flatMap((name) => OPENID_PERMISSIONS[name] ?? []),
  ]
}
