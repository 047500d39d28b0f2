/** Microsoft Graph is in every tenant, also in registrations without it. */
export const MICROSOFT_GRAPH = {
  clientId: '00000003-0000-0000-c000-000000000000',
  name: 'Microsoft Graph',
  identifierUri: 'https://graph.microsoft.com',
  scopes: [
    {
      value: 'User.Read',
      consentText: 'Sign you in and read your profile',
      adminConsentOnly: false,
    },
    {
      value: 'User.Read.All',
      consentText: "Read all users' full profiles",
      adminConsentOnly: true,
    },
    {
      value: 'GroupMember.Read.All',
      consentText: 'Read group memberships',
      adminConsentOnly: true,
    },
  ],
  multiTenant: false,
  knownClientApplications: [],
  tokenVersion: 2 as const,
  needsMfa: false,
  groupMembershipClaims: 'None' as const,
}

/**
 * @param graph the built-in Graph
 * @returns the APIs with Graph as the last one, with its scopes added to an entry that it has
 */
export function withMicrosoftGraph<Api extends { clientId: string; scopes: { value: string }[] }>(
  apis: Api[],
  graph: NoInfer<Api>,
): Api[] {
  const own = apis.find(({ clientId }) => clientId === graph.clientId)
  if (!own) return [...apis, structuredClone(graph)]
  const names = new Set(own.scopes.map(({ value }) => value))
  const missing = graph.scopes.filter(({ value }) => !names.has(value))
  const merged = { ...own, scopes: [...own.scopes, ...missing] }
  return [...apis.filter((each) => each !== own), merged]
}
