import { type ConfigFault, isLoopback, tenantOf } from '../../src/config/config.ts'

/**
 * Finds what is well formed and cannot be meant: one registration for two parts, an id of zeros, the developer's own
 * machine.
 * @param value what would become `config.json`, valid or not
 */
export function doubts(value: Record<string, unknown>, allowLoopback: boolean): ConfigFault[] {
  const texts = textsOf(value)
  const text = (key: string) => new Map(texts).get(key)?.toLowerCase() ?? ''
  const clientId = text('clientId')
  const faults: ConfigFault[] = []
  if (/^[0-]+$/.test(clientId)) faults.push(placeholder)
  const authority = text('authority')
  const isTenant = URL.canParse(authority) && tenantOf(authority) === clientId
  if (clientId !== '' && isTenant) faults.push(sameAsTenant)
  const scopes = texts.filter(([key]) => key.endsWith('.scope'))
  const own = scopes.filter(([key]) => clientId !== '' && resourceOf(text(key)).includes(clientId))
  faults.push(...own.map(([key]) => ({ key, ...sameAsApi })))
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
  problem: 'is the same as the tenant.',
  fix: 'The Overview page shows both: take the Application (client) ID here and the Directory (tenant) ID there.',
}

// A token for oneself is refused with AADSTS90009, and an API of its own can be given to other apps too.
const sameAsApi = {
  problem: 'belongs to the single-page app itself.',
  fix: 'Register the API by itself and take the scope that its registration shows under "Expose an API".',
}

function loopbackFaults(value: Record<string, unknown>): ConfigFault[] {
  return textsOf(value)
    .filter(([, text]) => isLoopbackUrl(text))
    .map(([key, text]) => ({
      key,
      problem: `names this machine alone: ${text}.`,
      fix: 'Name a host that browsers elsewhere can reach, or add --allow-loopback if nobody else is to use it.',
    }))
}

/** @returns the keys of a configuration whose URLs lead every browser to its own machine */
export function loopbackKeys(config: object): string[] {
  return textsOf(config)
    .filter(([, text]) => isLoopbackUrl(text))
    .map(([key]) => key)
}

/**
 * Whether a URL leads every browser to its own machine. Wider than `isLoopback`, which says where plain http is safe: this
 * one says what cannot be deployed (RFC 6761 §6.3, RFC 1122 §3.2.1.3).
 */
export function isLoopbackUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { hostname } = new URL(text)
  return isLoopback(hostname) || loopbackForms.some((form) => form.test(hostname))
}

const loopbackForms = [
  /^(?:.+\.)?localhost\.?$/,
  /^127\./,
  /^0\.0\.0\.0$/,
  /^\[::(?:ffff:7f.*)?\]$/, // `::`, and 127.0.0.0/8 as IPv6 has it
]

/** Whether an API is on the app's own origin, below the path that Azure Static Web Apps hands to its own backend. */
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
