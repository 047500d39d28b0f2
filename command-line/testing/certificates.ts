import { generate } from 'selfsigned'

/** A certificate and its key, in PEM. */
export interface Certificate {
  cert: string
  key: string
}

export interface CertificateWish {
  /** The host name, or what an authority is called. */
  name: string
  /** Who signs it; without one it signs itself. */
  issuer?: Certificate | undefined
  isAuthority?: boolean
  /** Days from now until it is valid, and until it has expired: from yesterday to the day after tomorrow by default. */
  validity?: [from: number, to: number]
  /** Of the signature; SHA-256 by default. */
  algorithm?: 'sha1' | 'sha256'
}

const day = 24 * 60 * 60 * 1000

/** Makes a certificate with a key of its own. */
export async function makeCertificate({
  name,
  issuer,
  isAuthority = false,
  validity: [from, to] = [-1, 2],
  algorithm = 'sha256',
}: CertificateWish): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm,
    notBeforeDate: new Date(Date.now() + from * day),
    notAfterDate: new Date(Date.now() + to * day),
    extensions: [
      { name: 'basicConstraints', cA: isAuthority, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
    ...(issuer && { ca: issuer }),
  })
  return { cert, key }
}
