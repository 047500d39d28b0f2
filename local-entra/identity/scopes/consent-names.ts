import type { RequestedScopes } from './requested-scopes.ts'

/** What has to be consented to, one name for each permission: `.default` is spelt out. */
export function consentNames({ names, apis }: RequestedScopes): string[] {
  const aboutPerson = names.filter((name) => name in OPENID_PERMISSIONS)
  const fullNames = apis.flatMap(({ api, scopes }) =>
    scopes.map(({ value }) => `${api.identifierUri}/${value}`),
  )
  return [...aboutPerson, ...fullNames]
}

export const OPENID_PERMISSIONS: Record<string, string> = {
  openid: 'Sign you in',
  profile: 'View your basic profile',
  email: 'View your e-mail address',
  offline_access: 'Maintain access to data you have given it access to',
}
