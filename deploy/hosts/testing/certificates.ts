import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A certificate and its key, as files of PEM. */
export interface Certificate {
  certificate: string
  key: string
}

interface Wish {
  /** The host name, or what an authority is called. */
  name: string
  /** Who signs it; without one it signs itself. */
  issuer?: Certificate | undefined
  isAuthority?: boolean
  /** Days until it expires; a negative number makes one that has expired. */
  days?: number
}

/**
 * Makes a certificate with OpenSSL.
 * @param folder where its files go
 * @throws with what OpenSSL says when it makes none
 */
export function makeCertificate(
  folder: string,
  { name, issuer, isAuthority = false, days = 2 }: Wish,
): Certificate {
  const file = join(folder, crypto.randomUUID())
  const made = { certificate: `${file}.crt`, key: `${file}.key` }
  const use = isAuthority ? 'CA:TRUE' : 'CA:FALSE'
  const extensions = `basicConstraints=critical,${use}\nsubjectAltName=DNS:${name}\n`
  writeFileSync(`${file}.ext`, extensions)
  const subject = ['-subj', `/CN=${name}`]
  openssl(
    ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    [...subject, '-keyout', made.key, '-out', `${file}.csr`],
  )
  const signer = issuer
    ? ['-CA', issuer.certificate, '-CAkey', issuer.key, '-CAcreateserial']
    : ['-signkey', made.key]
  openssl(
    ['x509', '-req', '-in', `${file}.csr`, '-days', String(days), '-extfile', `${file}.ext`],
    [...signer, '-out', made.certificate],
  )
  return made
}

function openssl(...parameters: string[][]): void {
  const { status, stderr } = spawnSync('openssl', parameters.flat(), { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}
