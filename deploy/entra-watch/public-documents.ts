import { FaultError } from '../../command-line/fault.ts'
import { type HttpResponse, sendRequest } from '../../command-line/http.ts'
import { parseJson } from '../../command-line/json-file.ts'
import { parseUrl } from '../../command-line/parse-url.ts'
import { type Config, endpointsOf, isLoopback } from '../../src/config/config.ts'
import { isExternalId } from '../../src/config/issuer.ts'
import { clouds } from '../identity-provider/clouds.ts'
import { discoveryUrl } from '../identity-provider/discovery.ts'

/** The part of a configuration that names the identity provider. */
export type Authority = Pick<Config, 'authority' | 'authorityMetadata'>

export type Members = Readonly<Record<string, unknown>>

/** One public document. */
export interface PublicDocument {
  url: string
  headers: Headers
  members: Members
}

/** The public documents of a tenant, by what they are called in sentences. */
export interface PublicDocuments {
  'OpenID configuration': PublicDocument
  keys: PublicDocument
  /** Absent for External ID and custom domains, which the instance discovery does not know. */
  'instance discovery'?: PublicDocument
}

// Entra's largest, the keys of `common`, has 15 kB.
const maxBytes = 256 * 1024

/**
 * Reads the public documents at the addresses that the app derives from its configuration. An address in a document is
 * never followed.
 * @throws {FaultError} when one is missing or is not such a document
 */
export async function readPublicDocuments(authority: Authority): Promise<PublicDocuments> {
  const endpoints = endpointsOf(authority)
  const configuration = await readDocument(discoveryUrl(endpoints))
  refuseOtherCloud(authority, configuration)
  const instance = instanceDiscoveryUrl(authority, endpoints.authorization_endpoint)
  const [keys, instanceDiscovery] = await Promise.all([
    readDocument(endpoints.jwks_uri),
    instance === undefined ? undefined : readDocument(instance),
  ])
  return {
    'OpenID configuration': configuration,
    keys,
    ...(instanceDiscovery && { 'instance discovery': instanceDiscovery }),
  }
}

function instanceDiscoveryUrl(authority: Authority, endpoint: string): string | undefined {
  const { host, hostname, origin } = new URL(endpoint)
  const isKnown = Object.values(clouds).some(({ login }) => login === host)
  if (!isKnown && !isLoopback(hostname)) return undefined
  if (isExternalId(authority.authority)) return undefined
  const query = new URLSearchParams({ 'api-version': '1.1', authorization_endpoint: endpoint })
  return `${origin}/common/discovery/instance?${query.toString()}`
}

async function readDocument(url: string): Promise<PublicDocument> {
  const response = await sendRequest(url, { maxBytes })
  const problem = problemOf(response)
  if (problem) throw new FaultError([{ key: url, ...problem }])
  const members = parseJson(response.text, url)
  if (typeof members === 'object' && members !== null && !Array.isArray(members)) {
    return { url, headers: response.headers, members: members as Members }
  }
  throw new FaultError([{ key: url, problem: 'is not a JSON object.', fix: correct }])
}

const correct = 'Correct the tenant or the authority.'

function problemOf({ status, headers, text }: HttpResponse) {
  if (status >= 300 && status < 400) {
    const target = printable(headers.get('location') ?? 'nowhere')
    return { problem: `redirects to ${target}. Entra does not.`, fix: correct }
  }
  if (status !== 200) {
    const reason = /"error_description"\s*:\s*"([^"\\]*)/.exec(text)?.[1] ?? 'no reason given.'
    return { problem: `returned ${status}: ${printable(reason)}`, fix: correct }
  }
  if (Buffer.byteLength(text) < maxBytes) return undefined
  return { problem: `is larger than ${maxBytes / 1024} kB.`, fix: correct }
}

/**
 * A government tenant answers at the host of the public cloud as well, with the endpoints of its own.
 * @throws {FaultError} with the address to compare instead
 */
export function refuseOtherCloud({ authority }: Authority, { url, members }: PublicDocument): void {
  const { host } = parseUrl(String(members['token_endpoint'])) ?? {}
  const [name] = Object.entries(clouds).find(([, { login }]) => login === host) ?? []
  const asked = new URL(authority)
  if (name === undefined || asked.host === host) return
  if (!Object.values(clouds).some(({ login }) => login === asked.host)) return
  const problem = `is of a tenant in another cloud: ${name}.`
  const fix = `Compare https://${host}${asked.pathname} instead.`
  throw new FaultError([{ key: url, problem, fix }])
}

/** Text of a server without what a terminal could act on, and not more than fits a line. */
export function printable(text: string): string {
  const plain = text.replaceAll(/[^\x20-\x7e]/g, '?')
  return plain.length > 200 ? `${plain.slice(0, 199)}…` : plain
}
