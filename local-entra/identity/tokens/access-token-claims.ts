import type { TokenScopes } from '../scopes/token-scopes.ts'
import {
  commonClaims,
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
 * The API's registration decides about the version, whichever endpoint was asked.
 *
 * @param lifetime seconds
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
  }
}

function version2(subject: TokenSubject, { resource }: TokenScopes, lifetime: number): Claims {
  const { account, tenant, app, now } = subject
  return {
    aud: resource.clientId,
    ...times(now, lifetime),
    ...commonClaims(subject),
    aio: opaque(24),
    azp: app.clientId,
    azpacr: '0',
    sub: pairwiseSubject(account, tenant, resource.clientId),
  }
}

function version1(subject: TokenSubject, { resource }: TokenScopes, lifetime: number): Claims {
  const { account, tenant, app, now, sid, mfaTime, canary } = subject
  const { name, preferred_username, idp } = personalClaims(subject)
  return {
    aud: resource.identifierUri,
    iss: stsIssuer(tenant.id),
    ...times(now, lifetime),
    acr: '1',
    aio: opaque(24),
    amr: mfaTime === undefined ? ['pwd'] : ['pwd', 'mfa'],
    appid: app.clientId,
    appidacr: '0',
    ...(canary === undefined ? {} : { canary }),
    ...(idp === undefined ? {} : { idp }),
    ipaddr: '127.0.0.1',
    name,
    oid: objectId(account, tenant),
    rh: `1.${opaque(30)}.`,
    sid,
    sub: pairwiseSubject(account, tenant, resource.clientId),
    tid: tenant.id,
    unique_name: preferred_username,
    // A guest's token has a upn only as an optional claim.
    ...(account.tenantId === tenant.id ? { upn: preferred_username } : {}),
    uti: opaque(16),
    ver: '1.0',
  }
}

/** What an API challenged for, or the client said that it can do. */
function onDemand({ claimsRequest, mfaTime }: TokenSubject): Claims {
  const { capabilities, authenticationContexts, notBefore } = claimsRequest
  return {
    ...(capabilities.length > 0 ? { xms_cc: capabilities } : {}),
    ...(authenticationContexts.length > 0 && mfaTime !== undefined
      ? { acrs: authenticationContexts }
      : {}),
    ...(notBefore === undefined ? {} : { nbf: notBefore }),
  }
}
