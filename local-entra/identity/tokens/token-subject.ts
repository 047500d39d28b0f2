import { createHash, randomBytes } from 'node:crypto'
import type { AppRegistration, SampleAccount, Tenant } from '../../registrations/registrations.ts'
import { membership } from '../../registrations/registry.ts'
import type { ClaimsRequest } from '../claims-request.ts'

/** What all tokens of one answer are about. */
export interface TokenSubject {
  app: AppRegistration
  account: SampleAccount
  tenant: Tenant
  sid: string
  /** When the person showed a second factor; undefined if not. */
  mfaTime: number | undefined
  claimsRequest: ClaimsRequest
  issuer: string
  /** Seconds, by the identity provider's clock. */
  now: number
  /** Text planted in every token, to find out where tokens end up. */
  canary: string | undefined
}

/** Entra dates tokens back, so that a clock that is a little slow accepts them. */
const BACKDATED_SECONDS = 300

/** @param lifetime seconds from now */
export function times(now: number, lifetime: number) {
  const issuedAt = now - BACKDATED_SECONDS
  return { iat: issuedAt, nbf: issuedAt, exp: now + lifetime }
}

/** The claims that name the user; undefined for what the token leaves out. */
export function personalClaims({ account, tenant }: Pick<TokenSubject, 'account' | 'tenant'>) {
  const { userName, name, claims } = account
  const isGuest = account.tenantId !== tenant.id
  const own = (claim: keyof typeof claims, value: string | undefined) =>
    claims[claim] === undefined ? value : (claims[claim] ?? undefined)
  return {
    preferred_username: own('preferred_username', userName),
    name: own('name', name),
    email: own('email', userName),
    idp: own('idp', isGuest ? stsIssuer(account.tenantId) : undefined),
  }
}

/** Claims of every version 2 token. */
export function commonClaims({ account, tenant, sid, issuer, canary }: TokenSubject) {
  const { idp, name, preferred_username } = personalClaims({ account, tenant })
  return {
    iss: issuer,
    ...(idp === undefined ? {} : { idp }),
    name,
    oid: objectId(account, tenant),
    preferred_username,
    rh: `1.${opaque(30)}.`,
    sid,
    tid: tenant.id,
    uti: opaque(16),
    ver: '2.0',
    ...(canary === undefined ? {} : { canary }),
  }
}

/** The issuer of version 1 tokens, and the name of a guest's own identity provider. */
export const stsIssuer = (tenantId: string) => `https://sts.windows.net/${tenantId}/`

export function objectId(account: SampleAccount, tenant: Tenant): string {
  return membership(account, tenant.id)?.oid ?? account.oid
}

/** Different for each app, so that two apps cannot tell that they know the same person. */
export function pairwiseSubject(account: SampleAccount, tenant: Tenant, clientId: string): string {
  const identity = `${objectId(account, tenant)} ${clientId}`
  return createHash('sha256').update(identity).digest('base64url')
}

export function rolesFor({ roles }: SampleAccount, clientId: string): { roles?: string[] } {
  const assigned = roles[clientId]
  return assigned ? { roles: assigned } : {}
}

export const opaque = (bytes: number) => randomBytes(bytes).toString('base64url')
