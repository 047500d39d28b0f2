import type { Config } from '../../src/config/config.ts'
import { ConfigError, type ConfigFault } from '../../src/config/config.ts'
import { parseConfig } from '../../src/config/parse-config.ts'
import { authorityOf, faultsOfAuthorityOptions } from '../identity-provider/authority.ts'
import { graphEntryFor } from '../identity-provider/microsoft-graph.ts'
import { isWindowsPath, keepPaths } from '../rewritten-path.ts'
import { sanityFaults } from './sanity-checks.ts'

/** The settings from options, answers or a file. */
export interface Settings {
  tenant?: string | undefined
  cloud?: string | undefined
  authority?: string | undefined
  clientId?: string | undefined
  /** By the key of the API: `weatherApi` or `apis.<name>`. */
  apis?: Readonly<Record<string, ApiSettings>> | undefined
  /** Whether to add Microsoft Graph, as the cloud of the authority has it. */
  graph?: boolean | undefined
  tokenStorage?: string | undefined
  /** The collector of violation reports. */
  reportTo?: string | undefined
  /** The JSON of a file to start from. */
  from?: unknown
  allowLoopback?: boolean | undefined
}

export interface ApiSettings {
  url?: string | undefined
  scope?: string | undefined
}

/** The API of options without a name. */
const firstApi = 'weatherApi' satisfies keyof Config

/** The key of Microsoft Graph. */
export const graphKey = 'apis.graph'

/** @returns the key of an API in the configuration, by the name in an option */
export function apiKeyOf(name: string | undefined): string {
  return name === undefined ? firstApi : `apis.${name}`
}

/** @returns how an option is written for an API: `--api-url`, or `--api-url orders=…` */
export function optionFor(option: string, apiKey: string): string {
  return apiKey === firstApi ? option : `${option} ${apiKey.replace('apis.', '')}=…`
}

const optionsByKey = new Map([
  ['authority', '--tenant'],
  ['clientId', '--client-id'],
  ['tokenStorage', '--token-storage'],
  ['reportTo', '--report-to'],
])

/** @returns the option that sets a key of the configuration, or the key itself */
export function optionOfKey(key: string): string {
  const [, apiKey = '', part = ''] = /^(.+)\.(url|scope)$/.exec(key) ?? []
  const isOfApi = apiKey === firstApi || apiKey.startsWith('apis.')
  return isOfApi ? optionFor(`--api-${part}`, apiKey) : (optionsByKey.get(key) ?? key)
}

/** @returns the keys of the APIs in the settings */
export function apiKeysIn(settings: Settings): string[] {
  const { [firstApi]: first, apis } = rawConfig(settings)
  const further = Object.keys(asRecord(apis)).map(apiKeyOf)
  return first === undefined ? further : [firstApi, ...further]
}

/**
 * Builds a configuration, and checks it against the schema of the app and for plausibility.
 * @throws {ConfigError} with all faults, each named by the option that fixes it
 */
export function configOf(settings: Settings): Config {
  const value = rawConfig(settings)
  const faults = faultsOfAuthorityOptions(settings)
  const wrong = faultsOfSchema(value).map((fault) => withRewrittenPath(fault, value))
  // Report a wrong tenant once, by its option.
  faults.push(...wrong.filter(({ key }) => !(faults.length > 0 && key === 'authority')))
  faults.push(...sanityFaults(value, settings.allowLoopback === true))
  if (faults.length > 0) throw new ConfigError(faults.map((fault) => byOption(fault, settings)))
  return parseConfig(value)
}

function rawConfig(settings: Settings): Record<string, unknown> {
  const file = asRecord(settings.from)
  const authority = authorityOf(settings)
  const { clientId, tokenStorage, reportTo, apis, graph } = settings
  const value: Record<string, unknown> = {
    // Drop the endpoints of the previous authority.
    ...(authority === undefined ? file : without(file, 'authorityMetadata')),
    ...defined({ authority, clientId, tokenStorage, reportTo }),
  }
  const added = graph === true ? graphEntryFor(String(value['authority'])) : undefined
  const withGraph = added ? withApi(value, [graphKey, added]) : value
  // An option for its URL or scope overrides `--graph`.
  const needsFirst = !hasOtherApi(file, apis)
  const named = { ...(needsFirst && { [firstApi]: {} }), ...apis }
  return Object.entries(named).reduce(withApi, withGraph)
}

// An app that has replaced the forecast has no weather API.
function hasOtherApi(file: Record<string, unknown>, apis: Settings['apis'] = {}): boolean {
  const named = Object.keys(apis).some((key) => key !== firstApi)
  return named || Object.keys(asRecord(file['apis'])).length > 0
}

function withApi(
  value: Record<string, unknown>,
  [key, said]: [string, ApiSettings],
): Record<string, unknown> {
  if (key === firstApi) return { ...value, [key]: changed(value[key], said) }
  const name = key.replace('apis.', '')
  const apis = asRecord(value['apis'])
  return { ...value, apis: { ...apis, [name]: changed(apis[name], said) } }
}

function changed(value: unknown, { url, scope }: ApiSettings): Record<string, unknown> {
  return { ...asRecord(value), ...defined({ url, scope }) }
}

function faultsOfSchema(value: unknown): readonly ConfigFault[] {
  try {
    parseConfig(value)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
}

function withRewrittenPath(fault: ConfigFault, value: Record<string, unknown>): ConfigFault {
  const url = fault.key.split('.').reduce<unknown>((part, name) => asRecord(part)[name], value)
  const isRewritten = fault.key.endsWith('.url') && typeof url === 'string' && isWindowsPath(url)
  return isRewritten ? { ...fault, fix: keepPaths } : fault
}

function byOption(fault: ConfigFault, settings: Settings): ConfigFault {
  if (fault.key === 'authority' && settings.authority !== undefined) {
    return { ...fault, key: '--authority' }
  }
  return { ...fault, key: optionOfKey(fault.key) }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

function without(record: Record<string, unknown>, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key))
}
