import type { Configuration } from 'oidc-provider'
import { CARRIED_PARAMETERS } from '../authorize/core-parameters.ts'
import { createPrompts } from '../authorize/prompts/prompts.ts'
import { recognise } from '../authorize/recognise.ts'
import { selectPerson } from '../authorize/select-person.ts'
import { PATHS } from '../endpoints.ts'
import type { IdentityState } from '../identity-state.ts'
import { appAdapter } from './app-adapter.ts'
import { createMemoryAdapter, Provider } from './oidc-provider-parts.ts'

export const SESSION_SECONDS = 24 * 60 * 60
const INTERACTION_SECONDS = 60 * 60

/** The certified OpenID provider underneath: requests, PKCE, sessions, interactions, codes. */
export function createCore(state: IdentityState): Provider {
  const core = new Provider(state.origin, configuration(state))
  // Behind TLS that ends before it, the core believes what it is told about that.
  core.proxy = isSecure(state.origin)
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
    extraParams: extraParameters(state),
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    cookies: cookies(state.origin),
    ttl: {
      Session: SESSION_SECONDS,
      Interaction: INTERACTION_SECONDS,
      // The ten minutes of Entra are kept by the identity provider's own clock.
      AuthorizationCode: SESSION_SECONDS,
      Grant: SESSION_SECONDS,
    },
    clientBasedCORS: () => true,
    // A code is bound to its request, not to what another tab of the same browser does in between.
    expiresWithSession: () => false,
    findAccount: (ctx, userName) => {
      recognise(state, ctx, userName)
      return { accountId: userName, claims: () => ({ sub: userName }) }
    },
    loadExistingGrant: (ctx) => openidGrant(ctx.oidc),
    interactions: {
      policy: createPrompts(state),
      url: (ctx, { uid }) => `/${String(ctx.oidc.params?.['authority'])}${PATHS.page}/${uid}`,
    },
  }
}

/** The core checks these one by one, right before it looks at the session: that is our moment. */
function extraParameters(state: IdentityState): NonNullable<Configuration['extraParams']> {
  const carried = Object.fromEntries(CARRIED_PARAMETERS.map((name) => [name, null]))
  return { ...carried, authority: (ctx) => selectPerson(state, ctx) }
}

/** Cookies of localhost are shared by all its ports, so their names carry the port. */
export function sessionCookieName(port: string): string {
  return `local_idp_session_${port}`
}

// As Entra's: only whether the browser lets third parties have cookies decides about those of a hidden frame. Without TLS
// a browser takes no such cookie; localhost is one site with its apps and does not need it.
export function sameSiteOf(origin: string): 'None' | 'Lax' {
  return isSecure(origin) ? 'None' : 'Lax'
}

const isSecure = (origin: string) => new URL(origin).protocol === 'https:'

function cookies(origin: string): Configuration['cookies'] {
  const { port } = new URL(origin)
  const sameSite = sameSiteOf(origin) === 'None' ? 'none' : 'lax'
  return {
    long: { httpOnly: true, sameSite },
    short: { httpOnly: true, sameSite },
    names: {
      session: sessionCookieName(port),
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
