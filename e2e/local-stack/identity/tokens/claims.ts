import { createHash, randomBytes } from 'node:crypto'
import type { ApiRegistration, SampleAccount, Tenant } from '../../registrations/registrations.ts'

/** What a token is about. */
export interface TokenSubject {
  account: SampleAccount
  tenant: Tenant
  clientId: string
  sid: string
  issuer: string
  /** Seconds, by the identity provider's clock. */
  now: number
}

/** Entra dates tokens back, so that a clock that is a little slow accepts them. */
const BACKDATED_SECONDS = 300
const ID_TOKEN_SECONDS = 3600

export function accessTokenClaims(
  subject: TokenSubject,
  api: Pick<ApiRegistration, 'clientId'>,
  scopes: string[],
  lifetime: number,
): Record<string, unknown> {
  return {
    aud: api.clientId,
    ...commonClaims(subject, lifetime),
    aio: randomBytes(24).toString('base64url'),
    azp: subject.clientId,
    azpacr: '0',
    scp: scopes.join(' '),
    sub: pairwiseSubject(subject.account, api.clientId),
  }
}

export function idTokenClaims(
  subject: TokenSubject,
  nonce: string | undefined,
): Record<string, unknown> {
  return {
    aud: subject.clientId,
    ...commonClaims(subject, ID_TOKEN_SECONDS),
    ...(nonce === undefined ? {} : { nonce }),
    login_hint: loginHint(subject.account),
    sub: pairwiseSubject(subject.account, subject.clientId),
  }
}

function commonClaims({ account, tenant, sid, issuer, now }: TokenSubject, lifetime: number) {
  const issuedAt = now - BACKDATED_SECONDS
  return {
    iss: issuer,
    iat: issuedAt,
    nbf: issuedAt,
    exp: now + lifetime,
    name: account.name,
    oid: account.oid,
    preferred_username: account.userName,
    rh: `1.${randomBytes(30).toString('base64url')}.`,
    sid,
    tid: tenant.id,
    uti: randomBytes(16).toString('base64url'),
    ver: '2.0',
  }
}

/** Different for each app, so that two apps cannot tell that they know the same person. */
function pairwiseSubject(account: SampleAccount, clientId: string): string {
  return createHash('sha256').update(`${account.oid} ${clientId}`).digest('base64url')
}

/** Opaque to the app, which hands it back as `login_hint` or `logout_hint`. */
export function loginHint(account: SampleAccount): string {
  return `O.${Buffer.from(account.userName).toString('base64url')}`
}
