import type { Registry } from '../../registrations/registry.ts'

const OPENID_PERMISSIONS: Record<string, string> = {
  openid: 'Sign you in',
  profile: 'View your basic profile',
  email: 'View your e-mail address',
  offline_access: 'Maintain access to data you have given it access to',
}

/** What scopes let an app do, as the consent page says it. */
export function permissionsInWords(scopes: string[], registry: Registry): string[] {
  return scopes.map(
    (scope) => OPENID_PERMISSIONS[scope] ?? registry.apiScope(scope)?.scope.consentText ?? scope,
  )
}
