import { randomUUID } from 'node:crypto'
import type { PermissionScope, ServicePrincipal } from './directory.ts'
import { microsoftGraphAppId } from '../identity-provider/microsoft-graph.ts'
import { signInScopes } from './names.ts'

/** The tenant of the Graph double. */
export const organization = {
  id: 'tenant-of-the-double',
  displayName: 'Contoso',
  verifiedDomains: [
    { name: 'contoso.onmicrosoft.example' },
    { name: 'contoso.example', isDefault: true },
  ],
}

/** The id of `User.Read`, the same in every tenant. */
export const userReadId = 'e1fe6dd8-ba31-4d61-89e7-88639da4683d'

/** Microsoft Graph, which every tenant has, with the scopes of sign-in and `User.Read`. */
export function microsoftGraph(): ServicePrincipal {
  const oauth2PermissionScopes = [...signInScopes, 'User.Read'].map((value): PermissionScope => ({
    id: value === 'User.Read' ? userReadId : randomUUID(),
    value,
    type: 'User',
    isEnabled: true,
  }))
  const servicePrincipalNames = [microsoftGraphAppId, 'https://graph.microsoft.com']
  return {
    id: randomUUID(),
    displayName: 'Microsoft Graph',
    appId: microsoftGraphAppId,
    servicePrincipalNames,
    oauth2PermissionScopes,
  }
}
