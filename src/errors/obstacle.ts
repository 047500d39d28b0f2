import { AuthenticationError } from '../auth/errors.ts'
import { isLoopback, endpointsOf } from '../config/config.ts'
import { NetworkError, TimeoutError } from '../http/http-errors.ts'
import type { CatalogueEntry } from './catalogue/entry.ts'
import { unwrap } from './cause.ts'
import type { NamedValue } from './details.ts'
import type { ErrorContext } from './fill-in.ts'

// A failed request does not say what kept it from its server. Some of what can, the browser tells when it is asked.

/** What kept this page from a server, or may have. */
export interface Obstacle {
  /** Makes the entry of an unreachable server say so. */
  amend: (entry: CatalogueEntry) => CatalogueEntry
  details: readonly NamedValue[]
}

/**
 * Finds what in this browser may have kept the page from a server.
 * @param permissions undefined where a browser has none to ask for
 * @returns undefined when nothing is known
 */
export async function findObstacle(
  error: unknown,
  context: ErrorContext,
  permissions: Pick<Permissions, 'query'> | undefined = navigator.permissions,
): Promise<Obstacle | undefined> {
  const address = addressOf(error, context)
  if (address === undefined || !URL.canParse(address, context.origin)) return undefined
  const target = new URL(address, context.origin)
  if (target.origin === context.origin) return undefined
  if (await isBlockedByPolicy(target.origin)) return ofPolicy(target)
  const space = addressSpaceOf(target.hostname)
  const permission = await findMissing(permissions, space)
  return permission && ofPermission(permission, target, space, context.origin)
}

// The address that no answer came from.
function addressOf(error: unknown, { config }: ErrorContext): string | undefined {
  const { cause } = unwrap(error)
  if (cause instanceof NetworkError) return cause.isOffline ? undefined : cause.url
  if (cause instanceof TimeoutError) return cause.url
  if (!(cause instanceof AuthenticationError) || !config) return undefined
  const isSilent = cause.isUnreachable && cause.code !== 'no_network_connectivity'
  // A hidden frame is a request like any other.
  return isSilent || cause.code === 'timed_out' ? endpointsOf(config).token_endpoint : undefined
}

/** Whether the content security policy has blocked a request of this page to an origin; unknown in Firefox. */
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
    .some((body) => body?.disposition === 'enforce' && isOf(origin, body.blockedURL))
}

// The reports of before are handed over in a task of their own.
function nextTask(): Promise<unknown> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', resolve, { once: true })
    port1.start()
    port2.postMessage(undefined)
  })
}

function isOf(origin: string, url: unknown): boolean {
  return typeof url === 'string' && URL.canParse(url) && new URL(url).origin === origin
}

/**
 * Where a host is that not everyone can reach, as far as its name says so.
 * @param hostname as `URL` writes it
 * @returns undefined for any other; its name may still lead to a private address
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

interface Missing {
  name: string
  state: PermissionState
}

// Chrome 142 to 144 have one permission for both, which later versions still know.
async function findMissing(
  permissions: Pick<Permissions, 'query'> | undefined,
  space: 'loopback' | 'local' = 'local',
): Promise<Missing | undefined> {
  for (const name of [`${space}-network`, 'local-network-access']) {
    try {
      // One after the other: only an unknown one makes the next one count.
      // oxlint-disable-next-line no-await-in-loop
      const status = await permissions?.query({ name: name as PermissionName })
      return status && status.state !== 'granted' ? { name, state: status.state } : undefined
    } catch {
      // This browser does not know it.
    }
  }
  return undefined
}

function ofPolicy({ origin }: URL): Obstacle {
  return {
    amend: (entry) => ({
      ...entry,
      text: 'This is not your fault: the app itself does not allow your browser to reach it.',
      who: 'developer',
      fix: `The content security policy blocks the request: its \`connect-src\` does not name \`${origin}\`. Run \`npm run configure\` again, and deploy the headers together with config.json.`,
      developer: '',
    }),
    details: [{ name: 'Blocked by', value: 'content security policy' }],
  }
}

function ofPermission(
  { name, state }: Missing,
  { host }: URL,
  space: 'loopback' | 'local' | undefined,
  origin: string,
): Obstacle {
  const where = space === 'loopback' ? 'this device' : 'your local network'
  // A page of this device or network needs no permission for it.
  const isLikely = space !== undefined && addressSpaceOf(new URL(origin).hostname) === undefined
  const condition = space ? '' : ', if that is an address of a private network'
  const developer = `Chrome and Edge, since version 142, and Firefox let a page from a public address reach \`${host}\`${condition} only with the permission \`${name}\`, and this site does not have it: it is \`${state}\`. In managed browsers, the policy \`LocalNetworkAccessAllowedForUrls\` grants it to \`${origin}\`.`
  const forUser = {
    text: `It may be down, or your browser does not let this site reach ${where}. Nothing is lost.`,
    who: 'you' as const,
    fix:
      state === 'denied'
        ? `Allow this site to reach ${where}: in the settings that your browser has for this site, beside its address. Then try again.`
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
