import { generate } from 'selfsigned'

/** A certificate and its key, in PEM. */
export interface Certificate {
  key: string
  cert: string
}

/** A certificate authority of a test: a root, or below another one. */
export interface Authority extends Certificate {
  /** Issues a certificate for a server of these names. */
  issue: (hosts: readonly string[], validity?: Validity) => Promise<Certificate>
}

export interface Validity {
  notBeforeDate?: Date
  notAfterDate?: Date
}

/** @param above the authority that issues this one; none for a root */
export async function createAuthority(name: string, above?: Authority): Promise<Authority> {
  const own = await issueTo(name, above, {}, [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ])
  return {
    ...own,
    issue: (hosts, validity) => issueServer(hosts, own, validity),
  }
}

/** A certificate for a server of these names, which nobody else signed. */
export function createSelfSigned(hosts: readonly string[]): Promise<Certificate> {
  return issueServer(hosts, undefined)
}

function issueServer(
  hosts: readonly string[],
  ca: Certificate | undefined,
  validity: Validity = {},
): Promise<Certificate> {
  return issueTo(hosts[0] ?? '', ca, validity, [
    { name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2 as const, value })) },
    { name: 'extKeyUsage', serverAuth: true },
  ])
}

async function issueTo(
  name: string,
  ca: Certificate | undefined,
  validity: Validity,
  extensions: NonNullable<Parameters<typeof generate>[1]>['extensions'] = [],
): Promise<Certificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions,
    ...validity,
    ...(ca && { ca: { key: ca.key, cert: ca.cert } }),
  })
  return { key, cert }
}
