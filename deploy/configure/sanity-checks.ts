import { type ConfigFault, isLoopback, tenantOf } from '../../src/config/config.ts'
import { faultOfGraph, isGraph } from '../identity-provider/microsoft-graph.ts'
import { parseUrl } from '../../command-line/parse-url.ts'

/**
 * Finds values that are well formed but wrong: the same id in two places, an id of zeros, Microsoft Graph of another cloud,
 * the developer's own machine.
 * @param value the future `config.json`, valid or not
 */
export function sanityFaults(
  value: Record<string, unknown>,
  allowLoopback: boolean,
): ConfigFault[] {
  const texts = textsOf(value)
  const text = (key: string) => new Map(texts).get(key)?.toLowerCase() ?? ''
  const clientId = text('clientId')
  const faults: ConfigFault[] = []
  if (/^0[0-]{35}$/.test(clientId)) faults.push(placeholder)
  const authority = text('authority')
  const isTenant = parseUrl(authority) !== undefined && tenantOf(authority) === clientId
  if (clientId !== '' && isTenant) faults.push(sameAsTenant)
  const scopes = texts.filter(([key]) => key.endsWith('.scope'))
  const own = scopes.filter(([key]) => clientId !== '' && resourceOf(text(key)).includes(clientId))
  faults.push(...own.map(([key]) => ({ key, ...sameAsApi })))
  faults.push(...graphFaults(value))
  if (!allowLoopback) faults.push(...loopbackFaults(value))
  return faults
}

const placeholder: ConfigFault = {
  key: 'clientId',
  problem: 'is all zeros.',
  fix: 'Set it to the Application (client) ID of the single-page app.',
}

const sameAsTenant: ConfigFault = {
  key: 'clientId',
  problem: 'is the same as the tenant ID.',
  fix: 'Set it to the Application (client) ID. The Overview page of the app registration shows both.',
}

// Entra refuses a token for the app itself (AADSTS90009).
const sameAsApi = {
  problem: 'belongs to the single-page app itself.',
  fix: 'Register the API separately. "Expose an API" in its registration shows the scope.',
}

function graphFaults(value: Record<string, unknown>): ConfigFault[] {
  const texts = new Map(textsOf(value))
  const keys = [...texts.keys()].flatMap((key) => /^(.+)\.scope$/.exec(key)?.[1] ?? [])
  return keys.flatMap((key) => {
    const api = { url: texts.get(`${key}.url`) ?? '', scope: texts.get(`${key}.scope`) ?? '' }
    const fault = isGraph(api) && api.url !== '' && faultOfGraph(texts.get('authority') ?? '', api)
    return fault ? [{ key: `${key}.${fault.part}`, problem: fault.problem, fix: fault.fix }] : []
  })
}

function loopbackFaults(value: Record<string, unknown>): ConfigFault[] {
  return textsOf(value)
    .filter(([, text]) => isLoopbackUrl(text))
    .map(([key, text]) => ({
      key,
      problem: `is on this machine only: ${text}.`,
      fix: 'Set it to a host that other browsers can reach. To use the app only on this machine, add --allow-loopback.',
    }))
}

/** @returns the keys of a configuration whose URLs are loopback addresses */
export function loopbackKeys(config: object): string[] {
  return textsOf(config)
    .filter(([, text]) => isLoopbackUrl(text))
    .map(([key]) => key)
}

/**
 * Whether a URL is a loopback address, which means another machine in each browser (RFC 6761 §6.3, RFC 1122 §3.2.1.3).
 * It covers more addresses than `isLoopback`, which says where plain http is safe.
 */
export function isLoopbackUrl(text: string): boolean {
  const hostname = parseUrl(text)?.hostname
  if (hostname === undefined) return false
  return isLoopback(hostname) || loopbackForms.some((form) => form.test(hostname))
}

const loopbackForms = [
  /^(?:.+\.)?localhost\.?$/,
  /^127\./,
  /^0\.0\.0\.0$/,
  /^\[::(?:ffff:7f.*)?\]$/, // `::`, and 127.0.0.0/8 as IPv4-mapped IPv6
]

/** Whether an API is on the app's own origin below /api, which Azure Static Web Apps forwards to its own backend. */
export function isBelowApi(url: string): boolean {
  return /^\/api(?:[/?]|$)/i.test(url)
}

function textsOf(value: unknown, key = ''): [string, string][] {
  if (typeof value === 'string') return [[key, value.trim()]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]) =>
    textsOf(part, key === '' ? name : `${key}.${name}`),
  )
}

function resourceOf(scope: string): string {
  return scope.slice(0, scope.lastIndexOf('/') + 1)
}
