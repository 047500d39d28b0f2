import type { Group, GroupMembershipClaims } from '../../registrations/registrations.ts'

/** What the claims about groups are made of. */
export interface GroupMemberships {
  /** The groups of the user in the tenant of the token. */
  groups: Group[]
  /** The address that the overage claim names. */
  groupsEndpoint: string
}

/** Entra puts no more ids into a JWT, so that it fits in a header. */
const MOST_GROUPS = 200

/**
 * The `groups` claim, or the overage claim of a user in more than 200 groups
 * (https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference#groups-overage-claim).
 *
 * @param wanted by the registration of the token's audience
 */
export function groupClaims(
  { groups, groupsEndpoint }: GroupMemberships,
  wanted: GroupMembershipClaims,
): Record<string, unknown> {
  if (wanted === 'None') return {}
  const ids = groups
    .filter(({ securityEnabled }) => securityEnabled || wanted === 'All')
    .map(({ id }) => id)
  if (ids.length === 0) return {}
  if (ids.length <= MOST_GROUPS) return { groups: ids }
  return {
    _claim_names: { groups: 'src1' },
    _claim_sources: { src1: { endpoint: groupsEndpoint } },
  }
}

/**
 * The address of the user's groups. Entra names Azure AD Graph, which it has retired; the switch names Microsoft Graph, as
 * the claims reference does.
 *
 * @param graphOrigin of the local Graph, which stands for both hosts
 */
export function endpointOfGroups(
  graphOrigin: string,
  { tenantId, objectId }: { tenantId: string; objectId: string },
  isMicrosoftGraph: boolean,
): string {
  const base = isMicrosoftGraph ? 'v1.0' : tenantId
  return `${graphOrigin}/${base}/users/${objectId}/getMemberObjects`
}
