import { createHash, randomBytes } from 'node:crypto'
import type { AppRegistration, SampleAccount, Tenant } from '../../registrations/registrations.ts'
import { membership } from '../../registrations/registry.ts'
import type { ClaimsRequest } from '../claims-request.ts'
import type { SignInOfToken } from '../token/issued-grants.ts'
import type { GroupMemberships } from './group-claims.ts'

/** How a client has proved that it is the app. */
export type ClientAuthentication = 'none' | 'secret' | 'certificate'

/** The app that a token is issued to, in a tenant. */
export interface AppSubject {
  app: AppRegistration
  authentication: ClientAuthentication
  tenant: Tenant
  issuer: string
  /** Seconds, by the identity provider's clock. */
  now: number
  /** Text planted in every token, to find out where tokens end up. */
  canary: string | undefined
}

/** The user of an app, whom all tokens of one response are about. */
export interface TokenSubject extends AppSubject, GroupMemberships {
  account: SampleAccount
  signIn: Pick<SignInOfToken, 'sid' | 'mfaTime'>
  claimsRequest: ClaimsRequest
}

/** Entra back-dates tokens, so that a server whose clock is slow accepts them. */
const BACKDATED_SECONDS = 300

/**
 * The claims `iat`, `nbf` and `exp`.
 * @param lifetime seconds from now
 */
export function times(now: number, lifetime: number) {
  const issuedAt = now - BACKDATED_SECONDS
  return { iat: issuedAt, nbf: issuedAt, exp: now + lifetime }
}

/** The claims that name the user; a claim that the token leaves out is undefined. */
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

/** The claims that only guests have by default. */
export function guestClaims(subject: Pick<TokenSubject, 'account' | 'tenant'>) {
  const { idp, email } = personalClaims(subject)
  const isGuest = subject.account.tenantId !== subject.tenant.id
  return {
    ...(isGuest && email !== undefined ? { email } : {}),
    ...(idp === undefined ? {} : { idp }),
  }
}

/** The claims that all version 2 tokens have. */
export function commonClaims({ account, tenant, signIn, issuer, canary }: TokenSubject) {
  const { name, preferred_username } = personalClaims({ account, tenant })
  return {
    iss: issuer,
    ...guestClaims({ account, tenant }),
    name,
    oid: objectId(account, tenant),
    preferred_username,
    rh: `1.${opaque(30)}.`,
    sid: signIn.sid,
    tid: tenant.id,
    uti: opaque(16),
    ver: '2.0',
    ...(canary === undefined ? {} : { canary }),
  }
}

/** The issuer of version 1 tokens, and the name of a guest's own identity provider. */
export const stsIssuer = (tenantId: string) => `https://sts.windows.net/${tenantId}/`

/** The `oid` claim: a guest has another object id in each tenant. */
export function objectId(account: SampleAccount, tenant: Tenant): string {
  return membership(account, tenant.id)?.oid ?? account.oid
}

/** The `sub` claim: another one for each app, so that two apps cannot recognise the same user (OpenID Connect Core §8.1). */
export function pairwiseSubject(account: SampleAccount, tenant: Tenant, clientId: string): string {
  const identity = `${objectId(account, tenant)} ${clientId}`
  return createHash('sha256').update(identity).digest('base64url')
}

/** The `roles` claim, for the roles that a user or an app has in an app or API. */
export function rolesFor(
  { roles }: Pick<SampleAccount | AppRegistration, 'roles'>,
  clientId: string,
): { roles?: string[] } {
  const assigned = roles[clientId]
  return assigned ? { roles: assigned } : {}
}

/** @returns a GUID that is always the same for a text, such as the object id of an app in a tenant */
export function idFor(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  // The version and variant of a random UUID (RFC 9562 §5.4).
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5')
}

/** A random value for claims that clients do not read. */
export const opaque = (bytes: number) => randomBytes(bytes).toString('base64url')
