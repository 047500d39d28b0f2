import type { ApiDescription } from '../api/api-error.ts'
import { type Config, endpointsOf, tenantOf } from '../config/config.ts'
import type { ValueName, WordName } from './catalogue/entry.ts'
import { apiOf } from './cause.ts'
import { neededScopes } from './details.ts'

/** What error pages know about the app. It is passed in: nothing here names a feature. */
export interface ErrorContext {
  /** The app's own origin. */
  origin: string
  /** Where it lies on that origin, unless at the root: a path that ends with `/`. */
  basePath?: string
  /** Undefined when it could not be read. */
  config: Pick<Config, 'authority' | 'authorityMetadata' | 'clientId'> | undefined
  /** The protected APIs, first the one whose permissions a sign-in requests. */
  apis: readonly ApiDescription[]
  /** What the identity provider granted when these scopes were requested; undefined when that is not known. */
  getGrantedScopes?: ((requested: readonly string[]) => readonly string[] | undefined) | undefined
  /** The page to start from: how people call it, to follow "the", and its path. */
  home: { title: string; path: string }
}

/** What takes the place of `{names}` in the catalogue. */
export type DeploymentValues = Readonly<Record<ValueName | WordName, string>>

const unset = { authority: 'authority in config.json', clientId: 'clientId in config.json' }

const unknownApi: ApiDescription = {
  title: 'service',
  key: 'apis.<name>',
  url: 'url of the API in config.json',
  scopes: ['scope of the API in config.json'],
}

/**
 * The values of this deployment. Without a configuration, the names of its settings.
 * @param error says which API the values are about
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
    tenant: URL.canParse(authority) ? tenantOf(authority) : authority,
    scope,
    neededScope: neededScopes(error).join(' ') || scope,
    apiResource: resourceScope.slice(0, resourceScope.lastIndexOf('/')),
    apiUrl: URL.canParse(url, origin) ? new URL(url, origin).href : url,
    adminConsentUrl: adminConsentUrl(config, scope, redirectUri),
    api: title,
    apiKey: key,
    home: home.title,
  }
}

/**
 * Where an administrator consents to the app's permissions for everyone in the tenant.
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
  // The identity provider may be at another address than its authority.
  const authorize = endpointsOf(config).authorization_endpoint
  const base = authorize.replace(/(?:\/oauth2)?(?:\/v2\.0)?\/authorize$/, '')
  return `${base}/v2.0/adminconsent?${parameters.toString()}`
}

/**
 * Puts the values of a deployment into a text of the catalogue.
 * @param template holds `{names}`; text between backticks is code
 */
export function fillIn(template: string, values: DeploymentValues): string {
  return template.replace(
    /\{(\w+)\}/g,
    (braces, name: string) => values[name as keyof DeploymentValues] ?? braces,
  )
}

/** The names in the braces of a text, each once, in order of appearance. */
export function namesIn(template: string): string[] {
  const names = Array.from(template.matchAll(/\{(\w+)\}/g), ([, name = '']) => name)
  return [...new Set(names)]
}

/** A piece of a filled-in text: words, a value to be written exactly so, or an address to open. */
export interface TextPart {
  kind: 'words' | 'code' | 'link'
  text: string
}

/** Splits a filled-in text for the page, into parts without backticks. */
export function partsOf(text: string): TextPart[] {
  return text
    .split(/(`[^`]*`|https?:\/\/\S+)/)
    .filter((part) => part !== '')
    .map((part) => {
      if (part.startsWith('`')) return { kind: 'code', text: part.slice(1, -1) }
      return { kind: /^https?:\/\//.test(part) ? 'link' : 'words', text: part }
    })
}
