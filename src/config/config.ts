import * as v from 'valibot'

/** The part of OpenID Connect Discovery 1.0 §3 that sign-in, renewal and sign-out need. */
export interface AuthorityMetadata {
  issuer: string
  authorization_endpoint: string
  token_endpoint: string
  end_session_endpoint: string
  jwks_uri: string
}

/** What a deployment sets, as it stands in `/config.json`. One build serves every environment. */
export interface Config {
  /** Who issues tokens: scheme, host and tenant, e.g. `https://login.microsoftonline.com/<tenant id>`. */
  authority: string
  /** Application (client) id of the SPA's registration. */
  clientId: string
  weatherApi: {
    /** Absolute URL, or a path on the app's own origin (then no preflight is needed). */
    url: string
    /** The one scope that the API asks for, with its resource: `api://<api>/access_as_user`. */
    scope: string
  }
  /** Where tokens live: this tab's session storage, or memory alone. */
  tokenStorage: 'session' | 'memory'
  /** Whether the page `/flow` shows what happened in this session; unless false, it does. */
  flow?: boolean | undefined
  /** After so many minutes in which nobody touches the app, in any tab, it signs out; never unless set. */
  idleMinutes?: number | undefined
  /** Endpoints of an identity provider that is not at its authority's own address. */
  authorityMetadata?: AuthorityMetadata | undefined
}

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i
const scopeOfResource = /^[a-z][a-z0-9+.-]*:\/\/\S+\/[^/\s]+$/i

const text = v.pipe(v.string(), v.nonEmpty())
const endpoint = v.pipe(v.string(), v.check(isSafeUrl))

/** The schema of `/config.json`. */
export const configSchema = v.strictObject({
  authority: v.pipe(v.string(), v.check(isAuthority)),
  clientId: v.pipe(v.string(), v.regex(guid)),
  weatherApi: v.strictObject({
    url: v.pipe(
      text,
      v.check((value) => isSafeUrl(value) || isPathOnThisOrigin(value)),
    ),
    scope: v.pipe(text, v.regex(scopeOfResource)),
  }),
  tokenStorage: v.optional(v.picklist(['session', 'memory']), 'session'),
  flow: v.optional(v.boolean()),
  idleMinutes: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(1440))),
  authorityMetadata: v.optional(
    v.strictObject({
      issuer: endpoint,
      authorization_endpoint: endpoint,
      token_endpoint: endpoint,
      end_session_endpoint: endpoint,
      jwks_uri: endpoint,
    }),
  ),
})

/**
 * Takes a configuration that is right; what is wrong with another one, `parseConfig` says.
 * @param value what `/config.json` held
 * @returns the configuration, defaults filled in; undefined when anything is wrong with it
 */
export function acceptConfig(value: unknown): Config | undefined {
  const result = v.safeParse(configSchema, value)
  return result.success ? result.output : undefined
}

/** Where tokens are asked for. */
export function tokenEndpointOf({ authority, authorityMetadata }: Config): string {
  return authorityMetadata?.token_endpoint ?? `${authority}/oauth2/v2.0/token`
}

function parseUrl(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined
}

function isAuthority(value: string): boolean {
  const url = parseUrl(value)
  if (url?.protocol !== 'https:' || hasCredentials(url) || url.search + url.hash !== '')
    return false
  return url.pathname.split('/').filter(Boolean).length === 1
}

// A bearer token over plain http can be read on its way (RFC 6750 §5.3); to a loopback address there is no way.
function isSafeUrl(value: string): boolean {
  const url = parseUrl(value)
  if (url === undefined || hasCredentials(url)) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))
}

function hasCredentials({ username, password }: URL): boolean {
  return username + password !== ''
}

function isLoopback(url: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
}

// The URL parser drops tab and line feed and reads `\` as `/`: `/\evil.example` would leave this origin.
function isPathOnThisOrigin(value: string): boolean {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(value)
}
