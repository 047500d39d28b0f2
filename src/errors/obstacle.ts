import { AuthenticationError } from '../auth/errors.ts'
import { isLoopback, endpointsOf } from '../config/config.ts'
import { NetworkError, TimeoutError } from '../http/http-errors.ts'
import type { CatalogueEntry } from './catalogue/entry.ts'
import { unwrap } from './cause.ts'
import type { NamedValue } from './details.ts'
import type { ErrorContext } from './fill-in.ts'
import { parseUrl } from '../config/parse-url.ts'

// A failed `fetch` does not say why. The browser reports two of the possible causes: the content security policy and a
// missing permission for the local network.

/** What blocks, or may block, the requests of this page to a server. */
export interface Obstacle {
  /** Adds it to the entry for an unreachable server. */
  amend: (entry: CatalogueEntry) => CatalogueEntry
  details: readonly NamedValue[]
}

/**
 * Finds out why this browser may have blocked the request that failed.
 * @param permissions undefined in a browser without the Permissions API
 * @returns undefined when no cause was found
 */
export async function findObstacle(
  error: unknown,
  context: ErrorContext,
  permissions: Pick<Permissions, 'query'> | undefined = navigator.permissions,
): Promise<Obstacle | undefined> {
  const address = addressOf(error, context)
  const target = address === undefined ? undefined : parseUrl(address, context.origin)
  if (!target || target.origin === context.origin) return undefined
  if (await isBlockedByPolicy(target.origin)) return ofPolicy(target)
  const space = addressSpaceOf(target.hostname)
  const permission = await findMissing(permissions, space)
  return permission && ofPermission(permission, target, space, context.origin)
}

// The URL that did not respond.
function addressOf(error: unknown, { config }: ErrorContext): string | undefined {
  const { cause } = unwrap(error)
  if (cause instanceof NetworkError) return cause.isOffline ? undefined : cause.url
  if (cause instanceof TimeoutError) return cause.url
  if (!(cause instanceof AuthenticationError) || !config) return undefined
  const isSilent = cause.isUnreachable && cause.code !== 'no_network_connectivity'
  // A hidden frame that timed out may have been blocked as well.
  return isSilent || cause.code === 'timed_out' ? endpointsOf(config).token_endpoint : undefined
}

/** Whether the content security policy has blocked a request to an origin. Firefox does not report that. */
async function isBlockedByPolicy(origin: string): Promise<boolean> {
  if (!('ReportingObserver' in globalThis)) return false
  const reports: Report[] = []
  const options = { types: ['csp-violation'], buffered: true }
  const observer = new ReportingObserver((list) => void reports.push(...list), options)
  observer.observe()
  await nextTask()
  observer.disconnect()
  return reports
    .map(({ body }) => body as { blockedURL?: unknown; disposition?: unknown } | null)
    .some((body) => body?.disposition === 'enforce' && isOfOrigin(origin, body.blockedURL))
}

// An observer receives the buffered reports in a later task.
function nextTask(): Promise<unknown> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', resolve, { once: true })
    port1.start()
    port2.postMessage(undefined)
  })
}

function isOfOrigin(origin: string, url: unknown): boolean {
  return typeof url === 'string' && parseUrl(url)?.origin === origin
}

/**
 * The address space of a host, as far as its name tells.
 * @param hostname as serialized by `URL`
 * @returns undefined for any other name, which may still resolve to a private address
 * @see {@link https://wicg.github.io/local-network-access/#ip-address-space-section}
 */
export function addressSpaceOf(hostname: string): 'loopback' | 'local' | undefined {
  const host = hostname.replace(/\.$/, '')
  if (isLoopback(host) || host.endsWith('.localhost')) return 'loopback'
  if (host.startsWith('[')) return spaceOfIpv6(host.slice(1, -1))
  const [a, b, c, d, ...more] = host.split('.').map((part) => (/^\d+$/.test(part) ? +part : NaN))
  const isIpv4 = more.length === 0 && [a, b, c, d].every((part) => part !== undefined && part >= 0)
  if (isIpv4) return spaceOfIpv4(a ?? 0, b ?? 0)
  return /^[^.]+$|\.(?:local|internal|intranet|corp|home|lan|home\.arpa)$/.test(host)
    ? 'local'
    : undefined
}

function spaceOfIpv4(a: number, b: number): 'loopback' | 'local' | undefined {
  if (a === 127) return 'loopback'
  const isPrivate = a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)
  const isShared = a === 100 && b >= 64 && b < 128
  return isPrivate || isShared || (a === 169 && b === 254) ? 'local' : undefined
}

function spaceOfIpv6(address: string): 'loopback' | 'local' | undefined {
  const mapped = /^::ffff:([\da-f]{1,4}):[\da-f]{1,4}$/.exec(address)
  if (mapped) {
    const [, high = ''] = mapped
    const bits = Number.parseInt(high, 16)
    return spaceOfIpv4(bits >> 8, bits & 255)
  }
  const [first = ''] = address.split(':')
  const bits = Number.parseInt(first || '0', 16)
  // fc00::/7, fe80::/10 and fec0::/10
  return (bits & 0xfe_00) === 0xfc_00 || (bits & 0xff_80) === 0xfe_80 ? 'local' : undefined
}

interface MissingPermission {
  name: string
  state: PermissionState
}

// Chrome 142 to 144 have one permission for both address spaces, which later versions still support.
async function findMissing(
  permissions: Pick<Permissions, 'query'> | undefined,
  space: 'loopback' | 'local' = 'local',
): Promise<MissingPermission | undefined> {
  for (const name of [`${space}-network`, 'local-network-access']) {
    try {
      // One after the other: the second is queried only if the browser does not know the first.
      // oxlint-disable-next-line no-await-in-loop
      const status = await permissions?.query({ name: name as PermissionName })
      return status && status.state !== 'granted' ? { name, state: status.state } : undefined
    } catch {
      // This browser does not know the permission.
    }
  }
  return undefined
}

function ofPolicy({ origin }: URL): Obstacle {
  return {
    amend: (entry) => ({
      ...entry,
      text: 'The settings of the app do not allow your browser to reach it. This is not your fault: let the developer of this app know.',
      who: 'developer',
      fix: `The content security policy blocks the request: its \`connect-src\` does not name \`${origin}\`. Run \`npm run configure\` again, and deploy the headers together with config.json.`,
      developer: '',
    }),
    details: [{ name: 'Blocked by', value: 'content security policy' }],
  }
}

function ofPermission(
  { name, state }: MissingPermission,
  { host }: URL,
  space: 'loopback' | 'local' | undefined,
  origin: string,
): Obstacle {
  const where = space === 'loopback' ? 'this device' : 'your local network'
  // A page from a local address needs no permission for another one.
  const isLikely = space !== undefined && addressSpaceOf(new URL(origin).hostname) === undefined
  const condition = space ? '' : ', if that is an address of a private network'
  const developer = `Chrome and Edge, since version 142, and Firefox allow a page from a public address to reach \`${host}\`${condition} only with the permission \`${name}\`. This site does not have it: its state is \`${state}\`. In managed browsers, the policy \`LocalNetworkAccessAllowedForUrls\` grants it to \`${origin}\`.`
  const forUser = {
    text: `It may be down, or your browser does not let this site reach ${where}. Nothing is lost.`,
    who: 'you' as const,
    fix:
      state === 'denied'
        ? `Allow this site to reach ${where}: open the settings of your browser for this site, next to the address. Then try again.`
        : `If your browser asks whether this site may reach ${where}, allow it. Then try again.`,
  }
  return {
    amend: (entry) => ({
      ...entry,
      ...(isLikely && entry.action === 'try-again' && forUser),
      developer: isLikely
        ? `${developer} ${entry.developer ?? ''}`
        : `${entry.developer ?? ''} ${developer}`,
    }),
    details: [{ name: `Permission ${name}`, value: state }],
  }
}
