import { type ApiDescription, ApiError } from '../api/api-error.ts'
import { type AccountAccess, MissingAccessError } from '../auth/access.ts'
import { type Config, endpointsOf, tenantOf } from '../config/config.ts'
import type { ValueName, TermName } from './catalogue/entry.ts'
import { apiOf } from './cause.ts'
import { neededScopes } from './details.ts'
import { parseUrl } from '../config/parse-url.ts'

/** What error pages know about the app. `src/app` passes it in, because `src/errors` may not import features. */
export interface ErrorContext {
  origin: string
  /** Ends with `/`; by default, `/`. */
  basePath?: string
  /** Undefined when it could not be loaded. */
  config: Pick<Config, 'authority' | 'authorityMetadata' | 'clientId'> | undefined
  /** The protected APIs. A sign-in requests the scope of the first one. */
  apis: readonly ApiDescription[]
  /** The scopes that the identity provider granted for a request; undefined when that is not known. */
  getGrantedScopes?: ((requested: readonly string[]) => readonly string[] | undefined) | undefined
  /** The roles and groups in the ID token of the active account. */
  getAccess?: (() => AccountAccess | undefined) | undefined
  /** The home page: its path, and its name for users, which follows "the". */
  home: { title: string; path: string }
}

/** The values for the `{names}` in the catalogue. */
export type DeploymentValues = Readonly<Record<ValueName | TermName, string>>

const unset = { authority: 'authority in config.json', clientId: 'clientId in config.json' }

const unknownApi: ApiDescription = {
  title: 'service',
  key: 'apis.<name>',
  url: 'url of the API in config.json',
  scopes: ['scope of the API in config.json'],
}

/**
 * The values of this deployment. Without a configuration, the names of the settings take their place.
 * @param error selects the API
 */
export function deploymentValues(context: ErrorContext, error?: unknown): DeploymentValues {
  const { origin, basePath = '/', config = unset, apis, home } = context
  const { authority, clientId } = config
  const { title, key, url, scopes } = apiOf(error, apis) ?? unknownApi
  const [resourceScope = ''] = scopes
  const scope = scopes.join(' ')
  const redirectUri = origin + basePath
  return {
    origin,
    redirectUri,
    frameRedirectUri: `${redirectUri}redirect.html`,
    clientId,
    authority,
    tenant: parseUrl(authority) ? tenantOf(authority) : authority,
    scope,
    neededScope: neededScopes(error).join(' ') || scope,
    apiResource: resourceScope.slice(0, resourceScope.lastIndexOf('/')),
    apiUrl: parseUrl(url, origin)?.href ?? url,
    adminConsentUrl: adminConsentUrl(config, scope, redirectUri),
    api: title,
    apiKey: key,
    home: home.title,
    ...requiredBy(error),
  }
}

/** The role or the group that is missing. */
function requiredBy(error: unknown): { role: string; group: string } {
  const required = error instanceof MissingAccessError ? error.requirement : {}
  const role = error instanceof ApiError ? error.role : undefined
  return { role: role ?? '', group: '', ...required }
}

/**
 * The URL where an administrator consents to the app's permissions for everyone in the tenant.
 * @see {@link https://learn.microsoft.com/entra/identity-platform/v2-admin-consent}
 */
function adminConsentUrl(
  config: NonNullable<ErrorContext['config']>,
  scope: string,
  redirectUri: string,
): string {
  const parameters = new URLSearchParams({
    client_id: config.clientId,
    scope,
    redirect_uri: redirectUri,
  })
  // The endpoints may be on another host than the authority.
  const authorize = endpointsOf(config).authorization_endpoint
  const base = authorize.replace(/(?:\/oauth2)?(?:\/v2\.0)?\/authorize$/, '')
  return `${base}/v2.0/adminconsent?${parameters.toString()}`
}

/** @param template a text of the catalogue, with `{names}` */
export function fillIn(template: string, values: DeploymentValues): string {
  return template.replace(
    /\{(\w+)\}/g,
    (braces, name: string) => values[name as keyof DeploymentValues] ?? braces,
  )
}

/** The `{names}` in a text, each once, in order of appearance. */
export function namesIn(template: string): string[] {
  const names = Array.from(template.matchAll(/\{(\w+)\}/g), ([, name = '']) => name)
  return [...new Set(names)]
}

/** A part of a filled-in text: plain text, code or a URL. */
export interface TextPart {
  kind: 'text' | 'code' | 'link'
  text: string
}

/** Splits a filled-in text at code between backticks and at URLs. */
export function partsOf(text: string): TextPart[] {
  return text
    .split(/(`[^`]*`|https?:\/\/\S+)/)
    .filter((part) => part !== '')
    .map((part) => {
      if (part.startsWith('`')) return { kind: 'code', text: part.slice(1, -1) }
      return { kind: /^https?:\/\//.test(part) ? 'link' : 'text', text: part }
    })
}
