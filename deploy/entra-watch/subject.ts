import { type Fault, FaultError } from '../../command-line/fault.ts'
import { parseJson, readJsonFile } from '../../command-line/json-file.ts'
import type { Options, ReadOptions } from '../../command-line/options.ts'
import { sendRequest } from '../../command-line/http.ts'
import { parseUrl } from '../../command-line/parse-url.ts'
import { type Config, ConfigError, isLoopback, tenantOf } from '../../src/config/config.ts'
import { parseConfig } from '../../src/config/parse-config.ts'
import { parseAppAddress } from '../app-address.ts'
import { readEmbedded } from '../hosts/embedded-configuration.ts'
import { authorityOf, faultsOfAuthorityOptions } from '../identity-provider/authority.ts'
import type { Authority } from './public-documents.ts'

export const configurationOptions = {
  config: { value: '<file>', help: 'the configuration that names the tenant: a config.json' },
  app: {
    value: '<address>',
    help: 'address of an app that serves this configuration; default http://localhost:5173',
  },
} satisfies Options

/**
 * Reads the configuration that `--config` or `--app` names.
 * @throws {FaultError} when there is none, or it has faults
 */
export async function readConfiguration({ values }: ReadOptions): Promise<Config> {
  const file = values['config']?.[0]
  const address = values['app']?.[0] ?? 'http://localhost:5173'
  const app = parseAppAddress(`${address.replace(/\/$/, '')}/`)
  if (file === undefined && app === undefined) throw wrongUsage([badAddress(address)])
  const name = file ?? `${app}/config.json`
  try {
    return parseConfig(file === undefined ? await readServed(app ?? '') : await readJsonFile(file))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new FaultError(error.faults.map((each) => ({ ...each, key: `${name}: ${each.key}` })))
  }
}

/** As the app reads it: from the document, or else from `config.json`. */
async function readServed(app: string): Promise<unknown> {
  const document = await sendRequest(`${app}/`)
  const block = readEmbedded(document.text)
  if (block !== undefined) return parseJson(block, document.url)
  const { url, text } = await sendRequest(`${app}/config.json`)
  return parseJson(text, url)
}

/**
 * @param words a tenant id, a domain name, `organizations` and the like, or an authority; none for the configuration
 * @throws {FaultError} when it is none of them, or an identity provider that the app does not know
 */
export async function readAuthority(options: ReadOptions): Promise<Authority> {
  const [word, ...surplus] = options.words
  if (surplus.length > 0) throw wrongUsage([{ key: surplus.join(' '), ...tooMuch }])
  const cloud = options.values['cloud']?.[0]
  if (word === undefined) return readConfiguration(options)
  const given = /^https?:/i.test(word) ? { authority: word, cloud } : { tenant: word, cloud }
  const faults = faultsOfAuthorityOptions(given).map((each) =>
    each.key === '--tenant' ? { ...each, key: 'The tenant' } : each,
  )
  const url = parseUrl(authorityOf(given) ?? '')
  const unknown = faults.length > 0 || url === undefined ? undefined : faultOfAuthority(url)
  if (faults.length > 0 || !url || unknown) throw wrongUsage(unknown ? [unknown] : faults)
  return { authority: `${url.origin}/${tenantOf(url.href)}`.toLowerCase() }
}

const tooMuch = { problem: 'is more than one tenant.', fix: 'Name one tenant.' }

function faultOfAuthority({
  href,
  protocol,
  hostname,
  pathname,
  search,
  hash,
}: URL): Fault | undefined {
  const key = href
  if (hostname.endsWith('.b2clogin.com') || /\/(?:tfp\/|.*\/b2c_1)/i.test(pathname)) {
    const problem = 'is of Azure AD B2C, whose user flows neither the app nor local Entra knows.'
    return { key, problem, fix: 'Name a tenant of Microsoft Entra ID or External ID.' }
  }
  if (protocol !== 'https:' && !isLoopback(hostname)) {
    return { key, problem: 'is on plain http.', fix: 'Begin it with https://.' }
  }
  const steps = pathname.split('/').filter(Boolean)
  if (steps.length === 1 && search + hash === '') return undefined
  const fix = 'Write it like https://login.microsoftonline.com/<tenant id>.'
  return { key, problem: 'is not the address of a tenant.', fix }
}

function badAddress(text: string): Fault {
  const fix = 'Set it to scheme and host of the app, e.g. https://weather.contoso.example.'
  return { key: '--app', problem: `cannot be "${text}".`, fix }
}

function wrongUsage(faults: readonly Fault[]): FaultError {
  return new FaultError(faults, { exitCode: 2 })
}
