import { X509Certificate } from 'node:crypto'
import { importPKCS8 } from 'jose'
import { makeCertificate } from '../../../command-line/testing/certificates.ts'
import type { LocalEntra } from '../local-entra.ts'
import { defaultRegistrations } from '../registrations/default-registrations.ts'
import type { AppRegistration, RegistrationsInput } from '../registrations/registrations.ts'
import { createHttpBrowser } from './http-browser.ts'
import { SUNNY, throughPages } from './protocol-client.ts'

/** A redirect URI of the sample app on a server. */
export const WEB_REDIRECT_URI = 'http://localhost/signin-oidc'

/** The certificate of the apps on a server, with its key. */
export const certificate = await makeCertificate({ name: 'A server', keyType: 'rsa' })

const { fingerprint, fingerprint256 } = new X509Certificate(certificate.cert)
/** What a client assertion names the certificate by, in hexadecimal digits. */
export const thumbprints = {
  sha1: fingerprint.replaceAll(':', ''),
  sha256: fingerprint256.replaceAll(':', ''),
}

/**
 * Adds to the header of a client assertion what names the certificate
 * (https://learn.microsoft.com/entra/identity-platform/certificate-credentials).
 */
export function nameCertificate(header: Record<string, unknown>): void {
  header['x5t#S256'] = Buffer.from(thumbprints.sha256, 'hex').toString('base64url')
}

/** The private key of the certificate, for an algorithm that Entra takes. */
export const assertionKey = (algorithm: 'PS256' | 'RS256') =>
  importPKCS8(certificate.key, algorithm)

/** A scope of a second API, whose tokens need a second factor. */
export const RADAR_SCOPE = 'api://radar.example/Radar.Read'

/** Each of these characters has a meaning in a form or in HTTP Basic. */
const SECRET = 'a:secret with +, & and %41='

/** The sample registrations with a certificate for every app that has a secret, and with the second API. */
export function serverRegistrations(): RegistrationsInput {
  const { apps, apis, ...others } = defaultRegistrations()
  const radar = {
    clientId: '5a7d0f3e-8c21-4d7b-9f60-2b1c3e4d5f60',
    name: 'Radar',
    identifierUri: 'api://radar.example',
    scopes: [{ value: 'Radar.Read', consentText: 'See the rain radar as you' }],
    needsMfa: true,
  }
  const certified = (app: AppRegistration) =>
    app.secrets.length === 0 ? app : { ...app, secrets: [SECRET], certificates: [certificate.cert] }
  return { ...others, apps: apps.map(certified), apis: [...apis, radar] }
}

export interface AppWithSecret {
  clientId: string
  clientSecret: string
}

/** The app that signs users in on a server. */
export function serverApp({ registrations }: LocalEntra): AppWithSecret {
  return withSecret(registrations.apps.find(({ redirectUris }) => redirectUris.web.length > 0))
}

/** The weather API as a client of other APIs. */
export function weatherApiClient({ registrations }: LocalEntra): AppWithSecret {
  const { apis, apps } = registrations
  return withSecret(apps.find(({ clientId }) => clientId === apis[0]?.clientId))
}

function withSecret(app: AppRegistration | undefined): AppWithSecret {
  const [clientSecret] = app?.secrets ?? []
  if (!app || clientSecret === undefined) throw new Error('The registrations have no such app.')
  return { clientId: app.clientId, clientSecret }
}

/** The scope of client credentials for the weather API: all roles that the app has there. */
export const defaultScope = ({ appConfig }: LocalEntra) =>
  appConfig.weatherApi.scope.replace(/[^/]+$/, '.default')

/** Opens an authorization request and signs in on the pages. @returns the redirect to the app */
export async function signInOnPages(stack: LocalEntra, url: string | URL): Promise<URL> {
  const browser = createHttpBrowser(stack.identity.origin)
  const { left, html } = await throughPages(browser, await browser.open(url), SUNNY)
  if (!left) throw new Error(`no redirect to an app:\n${html}`)
  return left
}

/**
 * The claims of the access tokens that a client on a server gets: for a user who signs in, for itself, and on behalf of a user.
 * @param azpacr how the client has authenticated: 1 by secret, 2 by certificate
 */
export const expectedClaims = (azpacr: '1' | '2') => ({
  signedIn: { azpacr, preferred_username: SUNNY, scp: 'access_as_user' },
  renewed: { azpacr, preferred_username: SUNNY, scp: 'access_as_user' },
  ofApp: { azpacr, idtyp: 'app', roles: ['Forecast.Read.All'] },
  onBehalfOf: { azpacr, preferred_username: SUNNY, scp: 'Radar.Read' },
})
