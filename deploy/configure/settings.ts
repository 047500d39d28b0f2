import type { Config } from '../../src/config/config.ts'
import { ConfigError, type ConfigFault, parseConfig } from '../../src/config/config.ts'
import { authorityOf, faultsOfAuthorityWish } from '../identity-provider/authority.ts'
import { doubts } from './doubts.ts'

/** What a person said, in options, in answers or in a file. */
export interface Settings {
  tenant?: string | undefined
  cloud?: string | undefined
  authority?: string | undefined
  clientId?: string | undefined
  apiUrl?: string | undefined
  apiScope?: string | undefined
  tokenStorage?: string | undefined
  /** The JSON of a file to start from. */
  from?: unknown
  allowLoopback?: boolean | undefined
}

/** Which option sets which key of the configuration. */
export const optionOfKey: Readonly<Record<string, string>> = {
  authority: '--tenant',
  clientId: '--client-id',
  'weatherApi.url': '--api-url',
  'weatherApi.scope': '--api-scope',
  tokenStorage: '--token-storage',
}

/**
 * Makes a configuration of what was said: the schema of the app, and what the schema cannot know.
 * @throws {ConfigError} with every fault at once, named by the option that mends it
 */
export function configOf(settings: Settings): Config {
  const value = rawConfig(settings)
  const faults = faultsOfAuthorityWish(settings)
  const wrong = faultsOfSchema(value)
  // A wrong tenant is named once, by its option.
  faults.push(...wrong.filter(({ key }) => !(faults.length > 0 && key === 'authority')))
  faults.push(...doubts(value, settings.allowLoopback === true))
  if (faults.length > 0) throw new ConfigError(faults.map((fault) => byOption(fault, settings)))
  return parseConfig(value)
}

function rawConfig(settings: Settings): Record<string, unknown> {
  const file = asRecord(settings.from)
  const authority = authorityOf(settings)
  const weatherApi = {
    ...asRecord(file['weatherApi']),
    ...defined({ url: settings.apiUrl, scope: settings.apiScope }),
  }
  return {
    ...(authority === undefined ? file : without(file, 'authorityMetadata')),
    ...defined({
      authority,
      clientId: settings.clientId,
      tokenStorage: settings.tokenStorage,
    }),
    weatherApi,
  }
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

function byOption(fault: ConfigFault, settings: Settings): ConfigFault {
  if (fault.key === 'authority' && settings.authority !== undefined) {
    return { ...fault, key: '--authority' }
  }
  return { ...fault, key: optionOfKey[fault.key] ?? fault.key }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

// Endpoints belong to an authority: another authority has others.
function without(record: Record<string, unknown>, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key))
}
