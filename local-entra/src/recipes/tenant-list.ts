import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'

export interface TenantList {
  /** Whose documents stand for all tenants: `https://login.microsoftonline.com/organizations`. */
  authority: string
  /** The client id of the API. */
  audience: string
  /** The ids of the tenants, in lower case. */
  tenants: string[]
}

/**
 * Creates the token verification of an API for several tenants. The returned function resolves to the claims of an access
 * token, and throws jose's errors for a token that is invalid or of another tenant.
 */
export async function acceptTenants({ authority, audience, tenants }: TenantList) {
  const discovery = await fetch(`${authority}/v2.0/.well-known/openid-configuration`)
  // The issuer is a template: https://login.microsoftonline.com/{tenantid}/v2.0
  const { issuer, jwks_uri } = (await discovery.json()) as { issuer: string; jwks_uri: string }
  const keys = createRemoteJWKSet(new URL(jwks_uri))

  return async (accessToken: string): Promise<JWTPayload> => {
    const { payload, protectedHeader } = await jwtVerify(accessToken, keys, {
      algorithms: ['RS256'],
      audience,
      issuer: tenants.map((tenant) => ofTenant(issuer, tenant)),
      requiredClaims: ['exp', 'tid', 'oid'],
    })
    const { iss, tid } = payload
    const key = keys.jwks()?.keys.find(({ kid }) => kid === protectedHeader.kid)
    const { issuer: issuerOfKey = '' } = { ...key } as { issuer?: string }
    // The tenant has to be that of the issuer, and the key has to be for it: some keys sign for one tenant only.
    if ([issuer, issuerOfKey].some((template) => iss !== ofTenant(template, tid))) {
      throw new errors.JWTClaimValidationFailed('unexpected "tid" claim value', payload, 'tid')
    }
    return payload
  }
}

const ofTenant = (issuer: string, tenant: unknown) => issuer.replace('{tenantid}', String(tenant))
