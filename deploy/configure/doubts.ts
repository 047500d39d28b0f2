import type { ConfigFault } from '../../src/config/config.ts'

/**
 * Finds what is well formed and cannot be meant: one registration for two parts, an id of zeros, the developer's own
 * machine.
 * @param value what would become `config.json`, valid or not
 */
export function doubts(value: Record<string, unknown>, allowLoopback: boolean): ConfigFault[] {
  const { authority, clientId, weatherApi } = readTexts(value)
  const faults: ConfigFault[] = []
  if (/^[0-]+$/.test(clientId)) faults.push(placeholder)
  if (clientId !== '' && tenantOf(authority) === clientId) faults.push(sameAsTenant)
  if (clientId !== '' && resourceOf(weatherApi.scope).includes(clientId)) faults.push(sameAsApi)
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
const sameAsApi: ConfigFault = {
  key: 'weatherApi.scope',
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

/** @returns the keys of a configuration whose URLs lead to the machine of whoever opens them */
export function loopbackKeys(config: object): string[] {
  return textsOf(config)
    .filter(([, text]) => isLoopbackUrl(text))
    .map(([key]) => key)
}

/** @returns whether a URL leads to the machine of whoever opens it (RFC 6761 §6.3, RFC 1122 §3.2.1.3) */
export function isLoopbackUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { hostname } = new URL(text)
  return (
    /^(?:.+\.)?localhost\.?$/.test(hostname) ||
    hostname.startsWith('127.') ||
    ['[::1]', '[::]', '0.0.0.0'].includes(hostname) ||
    hostname.startsWith('[::ffff:7f')
  )
}

function textsOf(value: unknown, key = ''): [string, string][] {
  if (typeof value === 'string') return [[key, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]) =>
    textsOf(part, key === '' ? name : `${key}.${name}`),
  )
}

function readTexts(value: Record<string, unknown>) {
  const texts = new Map(textsOf(value))
  const text = (key: string) => (texts.get(key) ?? '').toLowerCase()
  return {
    authority: text('authority'),
    clientId: text('clientId'),
    weatherApi: { scope: text('weatherApi.scope') },
  }
}

function tenantOf(authority: string): string {
  return URL.canParse(authority) ? (new URL(authority).pathname.split('/')[1] ?? '') : ''
}

function resourceOf(scope: string): string {
  return scope.slice(0, scope.lastIndexOf('/') + 1)
}
