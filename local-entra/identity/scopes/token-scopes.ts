import type { ApiRegistration } from '../../registrations/registrations.ts'
import { EntraError } from '../errors/entra-error.ts'
import type { RequestedScopes } from './requested-scopes.ts'

/** What one access token is for. */
export interface TokenScopes {
  resource: Pick<ApiRegistration, 'clientId' | 'identifierUri' | 'tokenVersion'>
  /** The `scp` claim. */
  scp: string
  /** The `scope` of the answer: full names, alphabetical. */
  answered: string
}

/** When nothing but the person is asked about, the token is for Microsoft Graph. */
const GRAPH = {
  clientId: '00000003-0000-0000-c000-000000000000',
  identifierUri: 'https://graph.microsoft.com',
  tokenVersion: 2 as const,
}

/** Throws EntraError 28000 when the scopes belong to several resources. */
export function tokenScopes({ apis, openidScopes, names }: RequestedScopes): TokenScopes {
  const [request, another] = apis
  if (another) throw new EntraError(28000, { scope: names.join(' ') })
  if (!request) {
    return { resource: GRAPH, scp: openidScopes.join(' '), answered: openidScopes.join(' ') }
  }
  const { api, scopes } = request
  const values = scopes.map(({ value }) => value).toSorted()
  return {
    resource: api,
    scp: values.join(' '),
    answered: values.map((value) => `${api.identifierUri}/${value}`).join(' '),
  }
}
