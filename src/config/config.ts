import * as v from 'valibot'
import { parseUrl } from './parse-url.ts'

/** The settings of a deployment, in `/config.json`. One build serves every environment. */
export type Config = v.InferOutput<typeof configSchema>

/** The endpoints of an identity provider. */
export type AuthorityMetadata = v.InferOutput<typeof authorityMetadata>

/** A protected API: its URL, and the scope that an access token for it needs. */
type ApiConfig = v.InferOutput<typeof api>

/** A protected API with its key in the file: `weatherApi`, or `apis.<name>`. */
export interface NamedApi extends ApiConfig {
  key: string
}

/** The form of a tenant id and of an application id. */
export const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i
// The case-insensitive parts of an issuer: scheme and host (RFC 3986 §6.2.2.1), and GUIDs.
const caseless = /^\w+:\/\/[^/]+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi
const scopeOfResource = /^[a-z][a-z0-9+.-]*:\/\/\S+\/[^/\s]+$/i

const text = v.pipe(v.string(), v.transform(withoutBlanks))
const endpoint = v.pipe(text, v.check(isSafeUrl))

export const api = v.strictObject({
  /** Absolute URL, or a path on the app's own origin, which needs no preflight. */
  url: v.pipe(
    text,
    v.check((value) => isSafeUrl(value) || isPathOnThisOrigin(value)),
  ),
  /** The scope that the API requires, with its resource: `api://<api>/access_as_user`. */
  scope: v.pipe(text, v.regex(scopeOfResource)),
})

/** The metadata that sign-in, renewal and sign-out need (OpenID Connect Discovery 1.0 §3). */
export const authorityMetadata = v.strictObject({
  issuer: v.pipe(endpoint, v.transform(normalIssuer)),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  end_session_endpoint: endpoint,
  jwks_uri: endpoint,
})

export const configSchema = v.strictObject({
  /** The identity provider: scheme, host and tenant, e.g. `https://login.microsoftonline.com/<tenant id>`. */
  authority: v.pipe(text, v.check(isAuthority), v.transform(normalAuthority)),
  /** Application (client) ID of the single-page app. */
  clientId: v.pipe(text, v.regex(guid), v.toLowerCase()),
  /** The API of the template, and the first of all APIs. It or one of `apis` is required. */
  weatherApi: v.optional(api),
  /** Further APIs, by name. */
  apis: v.optional(v.record(v.pipe(v.string(), v.regex(/^[a-z][\w-]*$/i)), api)),
  /** Where tokens are kept: session storage, or memory only. */
  tokenStorage: v.optional(v.picklist(['session', 'memory']), 'session'),
  flow: v.optional(v.boolean()), // false disables the page that shows the steps of this session
  idleMinutes: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(1440))), // without it, idle users stay signed in
  /** Needed when the endpoints are not below the authority. */
  authorityMetadata: v.optional(authorityMetadata),
  /** The collector of violation reports, for the headers of the host. Other characters would break these. */
  reportTo: v.optional(v.pipe(endpoint, v.regex(/^https?:\/\/[\w.~:/?&=%+@[\]-]+$/i))),
})

/** One thing wrong with the configuration, and how to fix it. */
export interface ConfigFault {
  /** The key, e.g. `weatherApi.scope`; empty for the whole file. */
  key: string
  problem: string
  fix: string
}

/** The configuration is invalid. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: readonly ConfigFault[]

  constructor(faults: readonly ConfigFault[]) {
    super(faults.map(({ key, problem }) => `config.json: ${key} ${problem}`).join('\n'))
    this.faults = faults
  }
}

/**
 * Normalizes a valid configuration.
 * @param value the parsed JSON
 * @returns the configuration with its defaults. Values are trimmed. Authority, client id and issuer are in lower case, as
 * Entra writes them into tokens, and without a trailing slash. Scopes are unchanged. Undefined when it is invalid:
 * `parseConfig` lists the faults
 */
export function acceptConfig(value: unknown): Config | undefined {
  const { success, output } = v.safeParse(configSchema, value)
  return success && apisOf(output).length > 0 ? output : undefined
}

export function apisOf({ weatherApi, apis = {} }: Config): NamedApi[] {
  return [
    ...(weatherApi ? [{ key: 'weatherApi', ...weatherApi }] : []),
    ...Object.entries(apis).map(([name, own]) => ({ key: `apis.${name}`, ...own })),
  ]
}

/**
 * @param key `weatherApi`, or `apis.<name>`
 * @throws {ConfigError} when the configuration does not have it
 */
export function findApi(config: Config, key: string): NamedApi {
  const found = apisOf(config).find((candidate) => candidate.key === key)
  if (found) return found
  throw new ConfigError([missingApi(key)])
}

/** @param key of an API that is not configured */
export function missingApi(key: string): ConfigFault {
  return { key, problem: 'is missing.', fix: 'Set it to { "url": "…", "scope": "…" }.' }
}

/** The scopes that a sign-in requests: the one of the first API. */
export function signInScopesOf(config: Config): string[] {
  return apisOf(config)
    .slice(0, 1)
    .map(({ scope }) => scope)
}

/** The endpoints of the identity provider: as configured, or else Entra's, which are below the authority. */
export function endpointsOf({
  authority,
  authorityMetadata: configured,
}: Pick<Config, 'authority' | 'authorityMetadata'>): AuthorityMetadata {
  if (configured) return configured
  const entra = `${authority}/oauth2/v2.0`
  return {
    issuer: `${authority}/v2.0`,
    authorization_endpoint: `${entra}/authorize`,
    token_endpoint: `${entra}/token`,
    end_session_endpoint: `${entra}/logout`,
    jwks_uri: `${authority}/discovery/v2.0/keys`,
  }
}

/** The tenant of an authority: an id, a domain name, or a value such as `organizations`. */
export function tenantOf(authority: string): string {
  return stepsOf(new URL(authority))[0] ?? ''
}

/** Normalizes an issuer for comparison: host and GUIDs in lower case, no trailing slash. */
export function normalIssuer(issuer: string): string {
  return issuer.replace(caseless, (part) => part.toLowerCase()).replace(/\/+$/, '')
}

/** Whether a host name is a loopback host: always this machine (RFC 6761 §6.3, RFC 5735 §3, RFC 4291 §2.5.3). */
export function isLoopback(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

function isAuthority(value: string): boolean {
  const url = parseUrl(value)
  if (url?.protocol !== 'https:' || hasCredentials(url) || url.search + url.hash !== '')
    return false
  return stepsOf(url).length === 1
}

// MSAL converts an authority to lower case as well.
function normalAuthority(value: string): string {
  return `${new URL(value).origin}/${tenantOf(value)}`.toLowerCase()
}

function stepsOf({ pathname }: URL): string[] {
  return pathname.split('/').filter(Boolean)
}

// A value copied from a web page may include a line feed or a zero-width character.
function withoutBlanks(value: string): string {
  return value.replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '')
}

// Over plain http a bearer token can be intercepted (RFC 6750 §5.3), but not on its way to a loopback address.
function isSafeUrl(value: string): boolean {
  const url = parseUrl(value)
  if (url === undefined || hasCredentials(url)) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

function hasCredentials({ username, password }: URL): boolean {
  return username + password !== ''
}

// The URL parser drops tabs and line feeds and reads `\` as `/`: `/\evil.example` would be another origin.
function isPathOnThisOrigin(value: string): boolean {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(value)
}
