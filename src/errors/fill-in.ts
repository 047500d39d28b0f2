import type { ApiDescription } from '../api/api-error.ts'
import type { Config } from '../config/config.ts'
import type { ValueName, WordName } from './catalogue/entry.ts'
import { apiOf } from './cause.ts'

/** What error pages know about the app. It is passed in: nothing here names a feature. */
export interface ErrorContext {
  /** The app's own origin. */
  origin: string
  /** Undefined when it could not be read. */
  config: Pick<Config, 'authority' | 'authorityMetadata' | 'clientId'> | undefined
  /** The protected APIs, first the one whose permissions a sign-in requests. */
  apis: readonly ApiDescription[]
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
  const { origin, config = unset, apis, home } = context
  const { authority, clientId } = config
  const { title, key, url, scopes } = apiOf(error, apis) ?? unknownApi
  const [resourceScope = ''] = scopes
  const scope = scopes.join(' ')
  return {
    origin,
    redirectUri: `${origin}/`,
    frameRedirectUri: `${origin}/redirect.html`,
    clientId,
    authority,
    tenant: authority.split('/').at(-1) ?? authority,
    scope,
    apiResource: resourceScope.slice(0, resourceScope.lastIndexOf('/')),
    apiUrl: URL.canParse(url, origin) ? new URL(url, origin).href : url,
    adminConsentUrl: adminConsentUrl(authority, clientId, scope, `${origin}/`),
    api: title,
    apiKey: key,
    home: home.title,
  }
}

/**
 * Where an administrator consents to the app's permissions for everyone in the tenant.
 * @see {@link https://learn.microsoft.com/entra/identity-platform/v2-admin-consent}
 */
function adminConsentUrl(authority: string, clientId: string, scope: string, redirectUri: string) {
  const parameters = new URLSearchParams({ client_id: clientId, scope, redirect_uri: redirectUri })
  return `${authority}/v2.0/adminconsent?${parameters.toString()}`
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
    .split(/(`[^`]*`|https:\/\/\S+)/)
    .filter((part) => part !== '')
    .map((part) => {
      if (part.startsWith('`')) return { kind: 'code', text: part.slice(1, -1) }
      return { kind: part.startsWith('https://') ? 'link' : 'words', text: part }
    })
}
