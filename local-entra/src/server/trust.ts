import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Certificate } from './certificate.ts'

/** The part of `fetch` that the local stack uses. It follows no redirects. */
export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>

/**
 * `fetch` for the local stack's own requests to itself, which trusts its certificate and no other.
 * @param certificate undefined for plain http
 */
export function fetchTrusting(certificate: Pick<Certificate, 'cert'> | undefined): Fetch {
  if (!certificate) return (url, init) => fetch(url, { ...init, redirect: 'manual' })
  // The certificate may be given, and its issuer unknown here: it is trusted itself.
  const agent = new Agent({ ca: certificate.cert, allowPartialTrustChain: true })
  return async (url, init) => {
    const wanted = new Request(url, init)
    const { method, signal } = wanted
    const headers = Object.fromEntries(wanted.headers)
    const outgoing = request(url, { agent, method, headers, signal })
    outgoing.end(Buffer.from(await wanted.arrayBuffer()))
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
    return toResponse(incoming)
  }
}

async function toResponse(incoming: IncomingMessage): Promise<Response> {
  const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  )
  const body = await buffer(incoming)
  const { statusCode: status = 0 } = incoming
  // A response without content, such as 204, must have no body at all.
  return new Response(body.length === 0 ? null : body, { status, headers })
}

/**
 * What clients need in order to trust the certificate, as lines for a terminal.
 * @param certificate undefined for plain http, which needs nothing
 * @param platform of this machine
 */
export function describeTrust(
  certificate: Certificate | undefined,
  platform: NodeJS.Platform = process.platform,
): string[] {
  if (!certificate) return []
  const { cert, file = '<file>' } = certificate
  const { validTo, subject, issuer } = new X509Certificate(cert)
  const title = `Certificate        ${file}, valid until ${new Date(validTo).toISOString().slice(0, 10)}`
  if (subject !== issuer) {
    return ['', title, `  Clients must trust its issuer: ${issuer.replaceAll('\n', ', ')}`]
  }
  const quoted = /\s/.test(file) ? `"${file}"` : file
  return [
    '',
    title,
    ...trustLines(quoted, platform).map(([client, line]) => `  ${client.padEnd(16)} ${line}`),
  ]
}

type Line = [client: string, settingOrCommand: string]

/** What makes each client of a platform trust a certificate. */
function trustLines(file: string, platform: NodeJS.Platform): Line[] {
  const node: Line = ['Node', `NODE_EXTRA_CA_CERTS=${file}`]
  if (platform === 'win32') {
    return [node, ['.NET, browsers', `certutil -user -addstore Root ${file}`]]
  }
  if (platform === 'darwin') {
    const keychain = '~/Library/Keychains/login.keychain-db'
    const command = `security add-trusted-cert -p ssl -p basic -k ${keychain} ${file}`
    return [node, ['.NET, browsers', command]]
  }
  // Chromium takes P, a trusted server. Firefox takes C alone, which is otherwise for authorities.
  const add = (database: string, trust: string) =>
    `certutil -d sql:${database} -A -t ${trust},, -n local-entra -i ${file}`
  const database = chromiumDatabase()
  return [
    node,
    ['.NET', `SSL_CERT_FILE=${file}`],
    ['Chromium', `mkdir -p ${database} && ${add(database, 'P')}`],
    ['Firefox', add('<profile folder>', 'C')],
  ]
}

/** Chromium 156 makes the newer one, and uses the older one where it exists. */
function chromiumDatabase(): string {
  const older = '.pki/nssdb'
  const newer = '.local/share/pki/nssdb'
  const isNewer = !existsSync(join(homedir(), older)) && existsSync(join(homedir(), newer))
  return `$HOME/${isNewer ? newer : older}`
}
