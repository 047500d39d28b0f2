import { createHash, X509Certificate } from 'node:crypto'
import {
  compactVerify,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTHeaderParameters,
} from 'jose'
import type { AppRegistration } from '../../registrations/registrations.ts'
import { CONSUMERS } from '../../registrations/registry.ts'
import { type Authority, tenantEndpoints } from '../endpoints.ts'
import { EntraError } from '../errors/entra-error.ts'
import type { IdentityState } from '../state.ts'
import type { ClientAuthentication } from '../tokens/token-subject.ts'
import { optionalField, requireField } from './token-request.ts'

/** The parts of a token request that tell the client. */
export interface ClientCredentials {
  authority: Authority
  fields: Record<string, string>
  /** The `Authorization` header; empty without one. */
  authorization: string
  /** The origin to which the request was sent: that of another server, if it has mounted the identity provider. */
  addressedOrigin: string
}

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * Finds the app of a token request, and verifies its secret in the body or the header (RFC 6749 §2.3.1) or its assertion
 * (`private_key_jwt`, https://learn.microsoft.com/entra/identity-platform/certificate-credentials). An app may use any of
 * them, as in Entra, but one in a request. Throws EntraError.
 */
export async function authenticateClient(
  state: IdentityState,
  { authority, fields, authorization, addressedOrigin }: ClientCredentials,
): Promise<{ app: AppRegistration; authentication: ClientAuthentication }> {
  const basic = readBasic(authorization)
  const posted = optionalField(fields, 'client_secret')
  const assertion = optionalField(fields, 'client_assertion')
  // RFC 6749 §2.3: one method in a request.
  const methods = [basic, posted, assertion].filter((method) => method !== undefined)
  if (methods.length > 1) throw new EntraError(9002313)
  const app = requireApp(state, authority, clientIdOf(fields, basic, assertion))
  if (methods.length === 0) return { app, authentication: 'none' }
  if (app.secrets.length === 0 && app.certificates.length === 0) throw new EntraError(700025)
  if (assertion !== undefined) {
    if (requireField(fields, 'client_assertion_type') !== JWT_BEARER) throw new EntraError(9002313)
    const origins = [state.origin, addressedOrigin]
    await verifyAssertion(assertion, {
      app,
      accepted: origins.flatMap((origin) => audiences(origin, authority)),
      now: state.clock.now(),
    })
    return { app, authentication: 'certificate' }
  }
  const secret = posted ?? basic?.secret ?? ''
  if (!app.secrets.includes(secret)) throw new EntraError(7000215, { clientId: app.clientId })
  return { app, authentication: 'secret' }
}

/** The client id of the body, of HTTP Basic or of the assertion. Those of the body and of HTTP Basic have to agree. */
function clientIdOf(
  fields: Record<string, string>,
  basic: { clientId: string } | undefined,
  assertion: string | undefined,
): string {
  const named = optionalField(fields, 'client_id')
  if (named === undefined) {
    const clientId = basic?.clientId ?? (assertion && claimsOf(assertion)['sub'])
    if (clientId === undefined) throw new EntraError(900144, { field: 'client_id' })
    if (typeof clientId !== 'string') throw new EntraError(50027)
    return clientId
  }
  if (basic && basic.clientId.toLowerCase() !== named.toLowerCase()) throw new EntraError(9002313)
  return named
}

/**
 * The app of a request. A single-tenant app is known in its own tenant only, and no app is for personal accounts. Throws
 * EntraError 700016 or 9002332.
 */
export function requireApp(
  { registry }: IdentityState,
  { segment, tenant }: Authority,
  clientId: string,
): AppRegistration {
  const app = registry.app(clientId)
  if (app && tenant === CONSUMERS) throw new EntraError(9002332, { clientId, appName: app.name })
  const isKnown = app && (app.multiTenant || !tenant || app.tenantId === tenant.id)
  if (!isKnown) throw new EntraError(700016, { clientId, tenant: tenant?.name ?? segment })
  return app
}

/** Both parts are form-encoded before they are joined (RFC 6749 §2.3.1). Throws EntraError 9002313 if they are not. */
function readBasic(authorization: string): { clientId: string; secret: string } | undefined {
  if (!/^Basic /i.test(authorization)) return undefined
  const text = Buffer.from(authorization.slice('Basic '.length), 'base64').toString()
  const [, clientId, secret] = /^([^:]+):([^]+)$/.exec(text) ?? []
  if (clientId === undefined || secret === undefined) throw new EntraError(9002313)
  return { clientId: fromForm(clientId), secret: fromForm(secret) }
}

/** Unlike `decodeURIComponent`, it accepts every text. */
const fromForm = (text: string) =>
  new URLSearchParams(`_=${text.replaceAll('&', '%26')}`).get('_') ?? ''

interface ExpectedOfAssertion {
  app: AppRegistration
  /** Audiences. */
  accepted: string[]
  /** Seconds. */
  now: number
}

async function verifyAssertion(assertion: string, expected: ExpectedOfAssertion): Promise<void> {
  const { certificates, clientId } = expected.app
  const certificate = certificates
    .map((pem) => new X509Certificate(pem))
    .find((candidate) => isNamedBy(headerOf(assertion), candidate))
  if (!certificate) throw new EntraError(700027, { clientId, reason: 'The key was not found.' })
  try {
    await compactVerify(assertion, certificate.publicKey, { algorithms: ['RS256', 'PS256'] })
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error
    const reason = 'The provided signature value did not match the expected signature value.'
    throw new EntraError(700027, { clientId, reason })
  }
  checkAssertion(claimsOf(assertion), expected)
}

/** The clocks of a client and of Entra may differ by as many seconds. */
const CLOCK_TOLERANCE = 300

/** `jose` refuses the `nbf` and `exp` of MSAL.NET, which are strings, where RFC 7519 §4.1.4 has numbers. */
function checkAssertion(
  { iss, sub, aud, nbf = 0, exp }: Record<string, unknown>,
  { app: { clientId }, accepted, now }: ExpectedOfAssertion,
): void {
  const isOfClient = [iss, sub].every((name) => String(name).toLowerCase() === clientId)
  if (!isOfClient) throw new EntraError(700021)
  if (![aud].flat().some((name) => accepted.includes(String(name)))) throw new EntraError(700023)
  const isCurrent = Number(nbf) <= now + CLOCK_TOLERANCE && Number(exp) > now - CLOCK_TOLERANCE
  if (!isCurrent) throw new EntraError(700024)
}

/** A certificate by its thumbprint: SHA-256, SHA-1, or either as `kid`, which may also be in hexadecimal digits. */
function isNamedBy(header: JWTHeaderParameters, { raw }: X509Certificate): boolean {
  const digests = ['sha1', 'sha256'].map((name) => createHash(name).update(raw).digest())
  const [sha1, sha256] = digests.map((digest) => digest.toString('base64url'))
  const kid = String(header.kid)
  const isKid =
    [sha1, sha256].includes(kid) ||
    digests.some((digest) => digest.toString('hex') === kid.toLowerCase())
  return header['x5t#S256'] === sha256 || header.x5t === sha1 || isKid
}

/** An assertion is for the tenant: its token endpoint or its issuer, with the tenant's id or its domain name. */
function audiences(origin: string, { segment, tenant }: Authority): string[] {
  return [segment, ...(tenant ? [tenant.domain] : [])].flatMap((name) => {
    const { token, issuer } = tenantEndpoints(origin, { segment: name, tenant })
    return [token, issuer]
  })
}

function headerOf(assertion: string): JWTHeaderParameters {
  return readAssertion(() => decodeProtectedHeader(assertion) as JWTHeaderParameters)
}

function claimsOf(assertion: string): Record<string, unknown> {
  return readAssertion(() => decodeJwt(assertion))
}

function readAssertion<T>(read: () => T): T {
  try {
    return read()
  } catch {
    throw new EntraError(50027)
  }
}
