import type { Configuration } from 'oidc-provider'
import type { IdentityState } from '../identity-state.ts'
import { createInteractionPolicy } from '../authorize/interaction-policy.ts'
import { createMemoryAdapter, Provider } from './oidc-provider-parts.ts'
import { appAdapter } from './app-adapter.ts'

/** Parameters of Entra that the core carries along without looking at them. */
export const CARRIED_PARAMETERS = [
  'tenant',
  'requested_scope',
  'claims',
  'client_info',
  'client-request-id',
  'domain_hint',
  'sid',
  'pocd',
] as const

const SESSION_SECONDS = 24 * 60 * 60
const INTERACTION_SECONDS = 60 * 60
const CODE_SECONDS = 24 * 60 * 60 // The ten minutes of Entra are kept by the identity provider's own clock.

/** The certified OpenID provider underneath: requests, PKCE, sessions, interactions, codes. */
export function createCore(state: IdentityState): Provider {
  const core = new Provider(state.origin, configuration(state))
  // The core compares redirect URIs by the letter; Entra does not mind the port of localhost.
  core.Client.prototype.redirectUriAllowed = function redirectUriAllowed(redirectUri: string) {
    const app = state.registry.app(this.clientId)
    return app !== undefined && state.registry.platformOf(app, redirectUri) !== undefined
  }
  return core
}

function configuration(state: IdentityState): Configuration {
  const memory = createMemoryAdapter()
  return {
    adapter: (model: string) =>
      model === 'Client' ? appAdapter(state.registry, memory(model)) : memory(model),
    jwks: { keys: [state.keys.current().privateKey.export({ format: 'jwk' })] },
    routes: { authorization: '/authorize', token: '/token' },
    responseTypes: ['code'],
    scopes: ['openid'],
    pkce: { required: () => true },
    extraParams: [...CARRIED_PARAMETERS],
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    cookies: cookies(new URL(state.origin).port),
    ttl: {
      Session: SESSION_SECONDS,
      Interaction: INTERACTION_SECONDS,
      AuthorizationCode: CODE_SECONDS,
      Grant: SESSION_SECONDS,
    },
    clientBasedCORS: () => true,
    findAccount: (_, userName) => ({ accountId: userName, claims: () => ({ sub: userName }) }),
    loadExistingGrant: (ctx) => openidGrant(ctx.oidc),
    interactions: {
      policy: createInteractionPolicy(state),
      url: (ctx, { uid }) => `/${String(ctx.oidc.params?.['tenant'])}/sign-in/${uid}`,
    },
  }
}

/** Cookies of localhost are shared by all its ports, so their names carry the port. */
function cookies(port: string): Configuration['cookies'] {
  return {
    names: {
      session: `local_idp_session_${port}`,
      interaction: `local_idp_interaction_${port}`,
      resume: `local_idp_resume_${port}`,
    },
  }
}

type GrantContext = Parameters<NonNullable<Configuration['loadExistingGrant']>>[0]['oidc']

/** Which API scopes a person consented to is kept by us; to the core every request is OpenID. */
async function openidGrant({ provider, client, account }: GrantContext) {
  if (!client || !account) return undefined
  const grant = new provider.Grant({ clientId: client.clientId, accountId: account.accountId })
  grant.addOIDCScope('openid')
  await grant.save()
  return grant
}
