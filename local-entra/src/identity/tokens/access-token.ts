import { randomInt } from 'node:crypto'
import type { ApiRegistration } from '../../registrations/registrations.ts'
import type { ClaimsRequest } from '../claims-request.ts'
import type { TokenScopes } from '../scopes.ts'
import type { Demands } from '../state.ts'
import { groupClaims } from './group-claims.ts'
import {
  type AppSubject,
  commonClaims,
  guestClaims,
  idFor,
  objectId,
  opaque,
  pairwiseSubject,
  personalClaims,
  rolesFor,
  stsIssuer,
  times,
  type TokenSubject,
} from './token-subject.ts'

type Claims = Record<string, unknown>

/**
 * Claims of an access token (https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference).
 * Their version is the one that the API is registered for, also at the v2.0 endpoint.
 *
 * @param lifetime seconds from now
 */
export function accessTokenClaims(
  subject: TokenSubject,
  scopes: TokenScopes,
  lifetime: number,
): Claims {
  const claims = scopes.resource.tokenVersion === 1 ? version1 : version2
  return {
    ...claims(subject, scopes, lifetime),
    ...onDemand(subject),
    scp: scopes.scp,
    ...rolesFor(subject.account, scopes.resource.clientId),
    ...groupClaims(subject, scopes.resource.groupMembershipClaims),
  }
}

/** The `azpacr` and `appidacr` claims: how the client has proved that it is the app. */
const ACR = { none: '0', secret: '1', certificate: '2' }

function version2(subject: TokenSubject, { resource }: TokenScopes, lifetime: number): Claims {
  const { account, tenant, app, now } = subject
  return {
    aud: resource.clientId,
    ...times(now, lifetime),
    ...commonClaims(subject),
    aio: opaque(24),
    azp: app.clientId,
    azpacr: ACR[subject.authentication],
    sub: pairwiseSubject(account, tenant, resource.clientId),
  }
}

function version1(subject: TokenSubject, { resource }: TokenScopes, lifetime: number): Claims {
  const { account, tenant, app, now, signIn, canary } = subject
  const { name, preferred_username } = personalClaims(subject)
  return {
    aud: resource.identifierUri,
    iss: stsIssuer(tenant.id),
    ...times(now, lifetime),
    acr: '1',
    aio: opaque(24),
    amr: signIn.mfaTime === undefined ? ['pwd'] : ['pwd', 'mfa'],
    appid: app.clientId,
    appidacr: ACR[subject.authentication],
    ...(canary === undefined ? {} : { canary }),
    ...guestClaims(subject),
    ipaddr: '127.0.0.1',
    name,
    oid: objectId(account, tenant),
    rh: `1.${opaque(30)}.`,
    sid: signIn.sid,
    sub: pairwiseSubject(account, tenant, resource.clientId),
    tid: tenant.id,
    unique_name: preferred_username,
    // A guest's token has a upn only as an optional claim.
    ...(account.tenantId === tenant.id ? { upn: preferred_username } : {}),
    uti: opaque(16),
    ver: '1.0',
  }
}

/** Claims that an API's challenge asks for, and the capabilities that the client declares. */
function onDemand({ claimsRequest, signIn }: TokenSubject): Claims {
  const { capabilities, authenticationContexts, notBefore } = claimsRequest
  return {
    ...(capabilities.length > 0 ? { xms_cc: capabilities } : {}),
    ...(authenticationContexts.length > 0 && signIn.mfaTime !== undefined
      ? { acrs: authenticationContexts }
      : {}),
    ...(notBefore === undefined ? {} : { nbf: notBefore }),
  }
}

/**
 * Claims of an access token for an app itself, without a user
 * (https://learn.microsoft.com/entra/identity-platform/optional-claims-reference, `idtyp`).
 *
 * @param lifetime seconds from now
 */
export function appTokenClaims(
  subject: AppSubject,
  resource: ApiRegistration,
  lifetime: number,
): Claims {
  const { app, tenant, issuer, now, canary, authentication } = subject
  const oid = idFor(`${app.clientId} in ${tenant.id}`)
  const acr = ACR[authentication]
  const isVersion1 = resource.tokenVersion === 1
  return {
    ...(isVersion1
      ? {
          aud: resource.identifierUri,
          iss: stsIssuer(tenant.id),
          appid: app.clientId,
          appidacr: acr,
        }
      : { aud: resource.clientId, iss: issuer, azp: app.clientId, azpacr: acr }),
    ...times(now, lifetime),
    aio: opaque(24),
    ...(canary === undefined ? {} : { canary }),
    ...(isVersion1 ? { idp: stsIssuer(tenant.id) } : {}),
    idtyp: 'app',
    oid,
    rh: `1.${opaque(30)}.`,
    ...rolesFor(app, resource.clientId),
    sub: oid,
    tid: tenant.id,
    uti: opaque(16),
    ver: isVersion1 ? '1.0' : '2.0',
  }
}

const MINUTE = 60
const HOUR = 60 * MINUTE

/**
 * The lifetime of an access token in seconds: random, and longer for a client that can be
 * challenged (`cp1`, continuous access evaluation), unless the control has set it
 * (https://learn.microsoft.com/entra/identity-platform/access-tokens#token-lifetime).
 */
export function accessTokenLifetime(
  { accessTokenSeconds }: Pick<Demands, 'accessTokenSeconds'>,
  { capabilities }: Pick<ClaimsRequest, 'capabilities'>,
): number {
  if (accessTokenSeconds !== undefined) return accessTokenSeconds
  if (capabilities.includes('cp1')) return randomInt(20 * HOUR, 28 * HOUR)
  return randomInt(60 * MINUTE, 90 * MINUTE)
}
