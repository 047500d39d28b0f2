import type { Middleware } from 'koa'
import type { Adapter, AdapterPayload, Configuration } from 'oidc-provider'
import type { Registry } from '../../registrations/registry.ts'
import { EXTRA_CORE_PARAMETERS } from '../authorize/request.ts'
import { createPrompts } from '../authorize/prompts.ts'
import { recordSignIn, selectUser } from '../authorize/session-user.ts'
import { verificationUri } from '../device/device-authorization.ts'
import { PATHS } from '../endpoints.ts'
import { LimitedMap, MOST_REQUESTS } from '../limited-map.ts'
import { cookieName, isSecure, sameSiteOf, SESSION_SECONDS } from '../sessions.ts'
import type { IdentityState } from '../state.ts'
import { Provider } from './oidc-provider-parts.ts'

const INTERACTION_SECONDS = 60 * 60

/** The certified OpenID provider underneath: authorization requests, sessions, interactions, codes. */
export function createCore(state: IdentityState): Provider {
  const core = new Provider(state.origin, configuration(state))
  // On https, a proxy may terminate TLS, so the core trusts the X-Forwarded headers.
  core.proxy = isSecure(state.origin)
  core.use(laxWithoutTls)
  // The core compares redirect URIs as strings; Entra ignores the port of localhost.
  core.Client.prototype.redirectUriAllowed = function redirectUriAllowed(redirectUri: string) {
    const app = state.registry.app(this.clientId)
    const isOfDevice = redirectUri === verificationUri(state.origin)
    return isOfDevice || (app && state.registry.platformOf(app, redirectUri)) !== undefined
  }
  return core
}

function configuration(state: IdentityState): Configuration {
  return {
    adapter: (model: string) => adapterOf(model, state.registry),
    jwks: { keys: [state.keys.current().privateKey.export({ format: 'jwk' })] },
    routes: { authorization: '/authorize' },
    responseTypes: ['code'],
    scopes: ['openid'],
    // Required by our own rules, for single-page apps.
    pkce: { required: () => false },
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
      // Entra's ten minutes are measured by the clock of the identity provider, not by the core's.
      AuthorizationCode: SESSION_SECONDS,
      Grant: SESSION_SECONDS,
    },
    clientBasedCORS: () => true,
    // A code stays valid when another tab of the same browser changes the session.
    expiresWithSession: () => false,
    findAccount: (ctx, userName) => {
      recordSignIn(state, ctx, userName)
      return { accountId: userName, claims: () => ({ sub: userName }) }
    },
    loadExistingGrant: (ctx) => openidGrant(ctx.oidc),
    interactions: {
      policy: createPrompts(state),
      url: (ctx, { uid }) => `/${String(ctx.oidc.params?.['authority'])}${PATHS.page}/${uid}`,
    },
  }
}

/** The core evaluates these one by one, right before it reads the session: `selectUser` uses that. */
function extraParameters(state: IdentityState): NonNullable<Configuration['extraParams']> {
  const carried = Object.fromEntries(EXTRA_CORE_PARAMETERS.map((name) => [name, null]))
  return { ...carried, authority: (ctx) => selectUser(state, ctx) }
}

function cookies(origin: string): Configuration['cookies'] {
  const sameSite = sameSiteOf(origin) === 'None' ? 'none' : 'lax'
  return {
    long: { httpOnly: true, sameSite },
    short: { httpOnly: true, sameSite },
    names: {
      session: cookieName('session', origin),
      interaction: cookieName('interaction', origin),
      resume: cookieName('resume', origin),
    },
  }
}

/** Browsers refuse SameSite=None without TLS: a server on http may have mounted this identity provider of https. */
const laxWithoutTls: Middleware = async (ctx, next) => {
  await next()
  const lines = ctx.res.getHeader('set-cookie')
  if (ctx.secure || !Array.isArray(lines)) return
  ctx.set(
    'set-cookie',
    lines.map((line) => line.replace(/; samesite=none/i, '; samesite=lax')),
  )
}

type GrantContext = Parameters<NonNullable<Configuration['loadExistingGrant']>>[0]['oidc']

/** `Consents` stores the consent to scopes of APIs; to the core every request is OpenID alone. */
async function openidGrant({ provider, client, account }: GrantContext) {
  if (!client || !account) return undefined
  const grant = new provider.Grant({ clientId: client.clientId, accountId: account.accountId })
  grant.addOIDCScope('openid')
  await grant.save()
  return grant
}

function adapterOf(model: string, registry: Registry): Adapter {
  if (model === 'Client') return appAdapter(registry)
  return createMemoryAdapter(model === 'Interaction' ? MOST_REQUESTS : undefined)
}

/** Lets the core find the registered apps, in any case. */
function appAdapter(registry: Registry): Adapter {
  return {
    ...createMemoryAdapter(),
    find: async (clientId) => {
      const app = registry.app(clientId)
      if (!app) return undefined
      return {
        client_id: app.clientId,
        // Not compared: `redirectUriAllowed` looks in the registrations.
        redirect_uris: ['http://localhost/'],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        // Our own token endpoint authenticates the clients.
        token_endpoint_auth_method: 'none',
      }
    },
  }
}

/**
 * Stores one model of the core in memory
 * (https://github.com/panva/node-oidc-provider/blob/main/example/my_adapter.js).
 * @param most entries
 */
function createMemoryAdapter(most?: number): Adapter {
  const entries = new LimitedMap<string, { payload: AdapterPayload; expiresAt: number }>(most)
  const find = (id: string) => {
    const entry = entries.get(id)
    return entry && entry.expiresAt > Date.now() ? entry.payload : undefined
  }
  const findBy = (name: 'uid' | 'userCode', value: string) =>
    [...entries.keys()].map(find).find((payload) => payload?.[name] === value)
  return {
    upsert: async (id, payload, expiresIn = Infinity) => {
      entries.set(id, { payload, expiresAt: Date.now() + expiresIn * 1000 })
    },
    find: async (id) => find(id),
    findByUid: async (uid) => findBy('uid', uid),
    findByUserCode: async (userCode) => findBy('userCode', userCode),
    consume: async (id) => {
      const payload = find(id)
      if (payload) payload.consumed = Math.floor(Date.now() / 1000)
    },
    destroy: async (id) => {
      entries.delete(id)
    },
    revokeByGrantId: async (grantId) => {
      for (const [id, { payload }] of entries) if (payload.grantId === grantId) entries.delete(id)
    },
  }
}
