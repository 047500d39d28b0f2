import * as v from 'valibot'

/** Everything that a deployment sets, in `/config.json`. One build serves every environment. */
export type Config = v.InferOutput<typeof configSchema>

/** The endpoints of an identity provider. */
export type AuthorityMetadata = v.InferOutput<typeof authorityMetadata>

/** A protected API: its address, and the scope that a token for it needs. */
type ApiConfig = v.InferOutput<typeof api>

/** A protected API, and where it stands in the file: `weatherApi`, or `apis.<name>`. */
export interface NamedApi extends ApiConfig {
  key: string
}

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i
const scopeOfResource = /^[a-z][a-z0-9+.-]*:\/\/\S+\/[^/\s]+$/i

const text = v.pipe(v.string(), v.nonEmpty())
const endpoint = v.pipe(v.string(), v.check(isSafeUrl))

const api = v.strictObject({
  /** Absolute URL, or a path on the app's own origin (which needs no preflight). */
  url: v.pipe(
    text,
    v.check((value) => isSafeUrl(value) || isPathOnThisOrigin(value)),
  ),
  /** The one scope that the API asks for, with its resource: `api://<api>/access_as_user`. */
  scope: v.pipe(text, v.regex(scopeOfResource)),
})

/** The part of OpenID Connect Discovery 1.0 §3 that sign-in, renewal and sign-out need. */
export const authorityMetadata = v.strictObject({
  issuer: endpoint,
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  end_session_endpoint: endpoint,
  jwks_uri: endpoint,
})

const configSchema = v.strictObject({
  /** Who issues tokens: scheme, host and tenant, e.g. `https://login.microsoftonline.com/<tenant id>`. */
  authority: v.pipe(v.string(), v.check(isAuthority)),
  /** Application (client) id of the SPA's registration. */
  clientId: v.pipe(v.string(), v.regex(guid)),
  /** The API of the template; the first of all. It or one of `apis` is required. */
  weatherApi: v.optional(api),
  /** Further APIs, by name. */
  apis: v.optional(v.record(v.pipe(v.string(), v.regex(/^[a-z][\w-]*$/i)), api)),
  /** Where tokens live: this tab's session storage, or memory alone. */
  tokenStorage: v.optional(v.picklist(['session', 'memory']), 'session'),
  flow: v.optional(v.boolean()), // false switches off the page that shows what happened in this session
  idleMinutes: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(1440))), // never signs out unless set
  /** Endpoints of an identity provider that is not at its authority's own address. */
  authorityMetadata: v.optional(authorityMetadata),
})

const endpointFix = (name: string) =>
  `Set it to the ${name} of the identity provider: an https URL (http only for localhost).`

/** What to write under a key. In the place of an API's own key stands `api`. */
const fixes: Readonly<Record<string, string>> = {
  authority:
    'Set it to https://login.microsoftonline.com/<tenant id>. The Directory (tenant) ID stands on the Overview page of the app registration.',
  clientId:
    'Set it to the Application (client) ID of the single-page app. It stands on the Overview page of its app registration.',
  api: 'Set it to { "url": "…", "scope": "…" }.',
  'api.url':
    'Set it to the address of the API, e.g. https://api.contoso.example/WeatherForecast, or to a path such as /WeatherForecast for an API on this origin. Plain http is for localhost only.',
  'api.scope':
    'Set it to the full name of the scope, e.g. api://<API client id>/access_as_user. It stands under "Expose an API" in the registration of the API.',
  apis: 'Set it to { "<name>": { "url": "…", "scope": "…" } }, or leave it out. A name is a letter, then letters, digits, - or _.',
  tokenStorage: 'Set it to "session" or "memory", or leave it out.',
  idleMinutes: 'Set it to a number of minutes from 1 to 1440, or leave it out: never.',
  authorityMetadata:
    'Leave it out, or give issuer, authorization_endpoint, token_endpoint, end_session_endpoint and jwks_uri.',
  'authorityMetadata.issuer': endpointFix('issuer'),
  'authorityMetadata.authorization_endpoint': endpointFix('authorization endpoint'),
  'authorityMetadata.token_endpoint': endpointFix('token endpoint'),
  'authorityMetadata.end_session_endpoint': endpointFix('end-session endpoint'),
  'authorityMetadata.jwks_uri': endpointFix('key set'),
}

/** One thing wrong with the configuration, and how to fix it. */
export interface ConfigFault {
  /** Where it stands, e.g. `weatherApi.scope`; empty for the file as a whole. */
  key: string
  problem: string
  fix: string
}

/** The configuration cannot be used. Carries every fault, not only the first. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: readonly ConfigFault[]

  constructor(faults: readonly ConfigFault[]) {
    super(faults.map(({ key, problem }) => `config.json: ${key} ${problem}`).join('\n'))
    this.faults = faults
  }
}

/**
 * Reads a configuration out of what `/config.json` held.
 * @param value the parsed JSON, whatever it is
 * @returns the configuration, defaults filled in
 * @throws {ConfigError} with every fault at once
 */
export function parseConfig(value: unknown): Config {
  const result = v.safeParse(configSchema, value)
  const faults = (result.issues ?? []).map(toFault)
  if (isObject(value) && hasNoApi(value)) faults.push(missing('weatherApi'))
  if (result.success && faults.length === 0) return result.output
  throw new ConfigError(faults)
}

/** @returns every API of a configuration */
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
  throw new ConfigError([missing(key)])
}

/** @returns what a sign-in asks for: the scope of the first API */
export function signInScopesOf(config: Config): string[] {
  return apisOf(config)
    .slice(0, 1)
    .map(({ scope }) => scope)
}

/** Where tokens are asked for. */
export function tokenEndpointOf({
  authority,
  authorityMetadata: endpoints,
}: Pick<Config, 'authority' | 'authorityMetadata'>): string {
  return endpoints?.token_endpoint ?? `${authority}/oauth2/v2.0/token`
}

/** Whether a host name leads to this machine and nowhere else (RFC 6761 §6.3, RFC 5735 §3, RFC 4291 §2.5.3). */
export function isLoopback(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

function hasNoApi(file: Record<string, unknown>): boolean {
  const { weatherApi, apis } = file
  return weatherApi === undefined && Object.keys(isObject(apis) ? apis : {}).length === 0
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function missing(key: string): ConfigFault {
  return { key, problem: 'is missing.', fix: fixFor(key) }
}

function toFault(issue: v.BaseIssue<unknown>): ConfigFault {
  const key = v.getDotPath(issue) ?? ''
  if (key === '') {
    return { key, problem: `holds ${issue.received}.`, fix: 'Write one JSON object into it.' }
  }
  return issue.expected === 'never'
    ? unknownKey(key)
    : { key, problem: problemOf(issue), fix: fixFor(key) }
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  if (issue.received === 'undefined' || issue.input === undefined) return 'is missing.'
  const found = typeof issue.input === 'string' ? JSON.stringify(issue.input) : issue.received
  return `cannot be ${found.length > 60 ? `${found.slice(0, 57)}…"` : found}.`
}

function fixFor(key: string): string {
  const kind = key.replace(apiKey, 'api')
  // Not `fixes[kind]` alone: a key such as `__proto__` would find what every object inherits.
  const fix = Object.hasOwn(fixes, kind) ? fixes[kind] : undefined
  const otherwise = key.startsWith('apis.') ? fixes['apis'] : undefined
  return fix ?? otherwise ?? 'Set it to true or false, or leave it out.'
}

// The key of an API, at the beginning of the key of one of its settings.
const apiKey = /^(?:weatherApi|apis\.[^.]+)(?=$|\.)/

function unknownKey(key: string): ConfigFault {
  const parent = key.slice(0, Math.max(key.lastIndexOf('.'), 0))
  const known = knownIn(parent).map((name) => (parent === '' ? name : `${parent}.${name}`))
  return {
    key,
    problem: 'is not a known setting.',
    fix: `Remove it or correct its spelling. Known here: ${known.join(', ')}.`,
  }
}

function knownIn(parent: string): string[] {
  if (parent === '') return Object.keys(configSchema.entries)
  return Object.keys(parent === 'authorityMetadata' ? authorityMetadata.entries : api.entries)
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

// A bearer token over plain http can be read on its way (RFC 6750 §5.3). To a loopback address there is no way.
function isSafeUrl(value: string): boolean {
  const url = parseUrl(value)
  if (url === undefined || hasCredentials(url)) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

function hasCredentials({ username, password }: URL): boolean {
  return username + password !== ''
}

// The URL parser drops tab and line feed and reads `\` as `/`: `/\evil.example` would leave this origin.
function isPathOnThisOrigin(value: string): boolean {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(value)
}
