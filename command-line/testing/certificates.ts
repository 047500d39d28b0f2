import { generate } from 'selfsigned'

/** A certificate and its key, in PEM. */
export interface Certificate {
  cert: string
  key: string
}

export interface CertificateOptions {
  /** The host name, or the name of an authority. */
  name: string
  /** Signs the certificate; self-signed by default. */
  issuer?: Certificate | undefined
  isAuthority?: boolean
  /** Days from now to the start and the end of its validity: [-1, 2] by default. */
  validity?: [from: number, to: number]
  /** Hash of the signature; SHA-256 by default. */
  algorithm?: 'sha1' | 'sha256'
  /** Elliptic curve, which is made faster, by default. Entra takes RSA alone for client assertions. */
  keyType?: 'ec' | 'rsa'
}

const day = 24 * 60 * 60 * 1000

/** Makes a certificate with a new key. */
export async function makeCertificate({
  name,
  issuer,
  isAuthority = false,
  validity: [from, to] = [-1, 2],
  algorithm = 'sha256',
  keyType = 'ec',
}: CertificateOptions): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    keyType,
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
