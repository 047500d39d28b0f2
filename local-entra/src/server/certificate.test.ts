import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type CertificateOptions,
  makeCertificate,
} from '../../../command-line/testing/certificates.ts'
import { type Certificate, openCertificate, readCertificate } from './certificate.ts'

const DAY = 24 * 60 * 60 * 1000
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certificate-'))
})
afterEach(() => rm(folder, { recursive: true }))

const open = async () => (await openCertificate(true, join(folder, 'kept'))) as Certificate
const keptFile = () => join(folder, 'kept/localhost-with-key.pem')

/** Puts another certificate in place of the kept one. */
async function replaceKept(options: CertificateOptions): Promise<Certificate> {
  const certificate = await makeCertificate(options)
  await writeFile(keptFile(), `${certificate.cert}\n${certificate.key}`)
  return certificate
}

/** What is said about a certificate in files, and about the same as text. */
async function messagesFor(cert: string, key: string): Promise<string[]> {
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  await writeFile(certFile, cert)
  await writeFile(keyFile, key)
  const readings = [readCertificate(certFile, keyFile), openCertificate({ cert, key })]
  const messages = await Promise.all(
    readings.map((reading) =>
      reading.then(
        () => 'usable',
        (error: Error) => error.message,
      ),
    ),
  )
  return messages.map((message) => message.replaceAll(`${folder}/`, ''))
}

describe('a certificate that is made', () => {
  test('names this machine alone, as a server, and is no authority', async () => {
    const certificate = new X509Certificate((await open()).cert)
    expect(certificate.subjectAltName).toBe(
      'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
    )
    // The purpose serverAuth, and no other (RFC 5280 §4.2.1.12).
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
    expect(certificate.ca).toBe(false)
    expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' })
  })

  test('is valid since yesterday and for 13 months, which is less than the 398 days that browsers allow', async () => {
    const { validFrom, validTo } = new X509Certificate((await open()).cert)
    const [from, to] = [Date.parse(validFrom), Date.parse(validTo)]
    expect(from).toBeLessThanOrEqual(Date.now() - DAY + 5000)
    expect(to - Date.now()).toBeGreaterThan(395 * DAY)
    expect(to - from).toBeLessThan(398 * DAY)
  })

  test('is kept, so that it is trusted once', async () => {
    const { cert, key, file } = await open()
    expect(await open()).toEqual({ cert, key, file })
    expect(await readFile(file ?? '', 'utf8')).toBe(cert)
    expect(cert).not.toContain('PRIVATE KEY')
    expect(key).not.toContain('CERTIFICATE')
  })

  test.each(['no', 'a damaged'])(
    'is the same for servers that start at once, with %s certificate from before',
    async (before) => {
      for (let round = 0; round < 5; round += 1) {
        await rm(join(folder, 'kept'), { recursive: true, force: true })
        if (before === 'a damaged') {
          await open()
          await writeFile(keptFile(), 'damaged')
        }
        const certificates = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(() => open()))
        const kept = await open()
        expect(new Set(certificates.map(({ cert }) => cert))).toEqual(new Set([kept.cert]))
        const files = await readdir(join(folder, 'kept'))
        expect(files).toEqual(['localhost-with-key.pem', 'localhost.pem'])
      }
    },
  )

  test.skipIf(process.platform === 'win32')('has a key that its owner alone can read', async () => {
    await open()
    expect((await stat(keptFile())).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, 'kept'))).mode & 0o777).toBe(0o700)
  })

  test.each<[string, CertificateOptions]>([
    ['has expired', { name: 'localhost', validity: [-9, -1] }],
    ['expires within a week', { name: 'localhost', validity: [-9, 6] }],
    ['is for another host', { name: 'elsewhere.example', validity: [-9, 99] }],
  ])('is made again when it %s', async (_, options) => {
    await open()
    const before = await replaceKept(options)
    const { cert, file = '' } = await open()
    expect(cert).not.toBe(before.cert)
    expect(new X509Certificate(cert).checkHost('localhost')).toBe('localhost')
    expect(await readFile(file, 'utf8')).toBe(cert)
  })

  test('stays as long as it has more than a week', async () => {
    await open()
    const { cert } = await replaceKept({ name: 'localhost', validity: [-9, 8] })
    expect((await open()).cert.trim()).toBe(cert.trim())
  })

  test.each(['', 'nonsense', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'])(
    'is made again when its file is damaged: %j',
    async (text) => {
      await open()
      await writeFile(keptFile(), text)
      const { cert, key } = await open()
      expect(new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))).toBe(true)
    },
  )

  test('is written for the clients again when only that file is gone', async () => {
    const { cert, file = '' } = await open()
    await rm(file)
    await open()
    expect(await readFile(file, 'utf8')).toBe(cert)
  })

  test('needs a folder that can be written', async () => {
    await writeFile(join(folder, 'kept'), 'a file in place of the folder')
    await expect(open()).rejects.toThrow(
      `${join(folder, 'kept')} cannot hold the certificate for localhost (EEXIST).`,
    )
  })
})

describe('a certificate that is given', () => {
  test('is used as it is', async () => {
    const { cert, key } = await makeCertificate({ name: 'localhost' })
    expect(await messagesFor(cert, key)).toEqual(['usable', 'usable'])
    expect(await openCertificate({ cert, key })).toEqual({ cert, key })
  })

  test('may be one of a private authority, as mkcert makes them', async () => {
    const issuer = await makeCertificate({ name: 'A private authority', isAuthority: true })
    const { cert, key } = await makeCertificate({ name: 'localhost', issuer })
    expect(await messagesFor(cert, key)).toEqual(['usable', 'usable'])
  })

  test('is refused in one sentence when it is not usable for localhost', async () => {
    const good = await makeCertificate({ name: 'localhost' })
    const other = await makeCertificate({ name: 'localhost' })
    const elsewhere = await makeCertificate({ name: 'elsewhere.example' })
    const expired = await makeCertificate({ name: 'localhost', validity: [-9, -1] })
    const future = await makeCertificate({ name: 'localhost', validity: [1, 9] })
    const publicKey = createPublicKey(good.cert).export({ format: 'pem', type: 'spki' }).toString()
    const encrypted = createPrivateKey(good.key)
      .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'secret' })
      .toString()
    const cases: [cert: string, key: string, said: string[]][] = [
      ['localhost.pem', good.key, ['✘ cert.pem is not', 'not its path']],
      [good.key, good.key, ['✘ cert.pem is not a certificate in PEM.', '✘ https.cert is not']],
      [good.cert, good.cert, ['✘ key.pem is not a private key in PEM.', '✘ https.key is not']],
      [good.cert, publicKey, ['✘ key.pem is not a private key in PEM.', '✘ https.key is not']],
      [good.cert, encrypted, ['✘ key.pem is not a private key in PEM.', 'must not be encrypted']],
      [
        good.cert,
        other.key,
        ['key.pem is not the key of cert.pem', 'https.key is not the key of https.cert'],
      ],
      [expired.cert, expired.key, ['✘ cert.pem expired on ', '✘ https.cert expired on ']],
      [
        future.cert,
        future.key,
        ['✘ cert.pem is not valid before ', '✘ https.cert is not valid before'],
      ],
      [
        elsewhere.cert,
        elsewhere.key,
        ['✘ cert.pem is for DNS:elsewhere.example, not for localhost.', '✘ https.cert is for'],
      ],
    ]
    for (const [cert, key, said] of cases) {
      expect(await messagesFor(cert, key)).toEqual(
        said.map((text) => expect.stringContaining(text)),
      )
    }
  })

  test('is missed when its file is not there', async () => {
    const missing = join(folder, 'none.pem')
    await expect(readCertificate(missing, missing)).rejects.toMatchObject({
      code: 'ENOENT',
      path: missing,
    })
  })
})
