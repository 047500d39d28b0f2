import { createPrivateKey, type KeyObject, randomUUID, X509Certificate } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Fault, FaultError } from '../../../command-line/fault.ts'

/** A certificate for localhost and its key. */
export interface Certificate {
  /** In PEM; certificates of its issuers may follow. */
  cert: string
  /** In PEM, not encrypted. */
  key: string
  /** The file with the certificate, which the messages name. */
  file?: string | undefined
}

const DAY = 24 * 60 * 60 * 1000
/**
 * With the day before, 397 days: browsers allow a public authority 398, and macOS any certificate 825
 * (https://support.apple.com/en-us/103769).
 */
const VALID_DAYS = 396
/** A certificate is made again this long before it expires, so that it does not expire under a running server. */
const RENEWED_DAYS = 7

/**
 * The certificate of the servers.
 * @param https true for one that is made and kept, a certificate, or false or undefined for plain http
 * @param folder where a made one is kept between runs, so that clients need to trust it once
 * @throws {FaultError} when a given certificate is not usable for localhost, or the folder is not writable
 */
export async function openCertificate(
  https: boolean | Certificate | undefined,
  folder = join(homedir(), '.local-entra'),
): Promise<Certificate | undefined> {
  if (https === undefined || https === false) return undefined
  if (https === true) return openKept(folder)
  requireUsable(https, { cert: https.file ?? 'https.cert', key: OPTION_KEY })
  return https
}

const OPTION_KEY = 'https.key'

/**
 * Reads a certificate and its key from PEM files.
 * @throws {FaultError} when they are not usable for localhost
 * @throws {Error} of the file system
 */
export async function readCertificate(cert: string, key: string): Promise<Certificate> {
  const [certText, keyText] = await Promise.all([readFile(cert, 'utf8'), readFile(key, 'utf8')])
  const certificate = { cert: certText, key: keyText, file: cert }
  requireUsable(certificate, { cert, key })
  return certificate
}

/** @param names of both, for messages */
function requireUsable({ cert, key }: Certificate, names: { cert: string; key: string }): void {
  const fault = faultOf(parseCertificate(cert), parseKey(key), names)
  if (fault) throw new FaultError([fault])
}

function faultOf(
  certificate: X509Certificate | undefined,
  key: KeyObject | undefined,
  names: { cert: string; key: string },
): Fault | undefined {
  const notPath = names.key === OPTION_KEY ? ' Give the text of the file, and not its path.' : ''
  if (!certificate) {
    const fix = `PEM begins with -----BEGIN CERTIFICATE-----.${notPath}`
    return { key: names.cert, problem: 'is not a certificate in PEM.', fix }
  }
  if (!key) {
    const fix = `PEM begins with -----BEGIN PRIVATE KEY-----. The key must not be encrypted.${notPath}`
    return { key: names.key, problem: 'is not a private key in PEM.', fix }
  }
  if (!certificate.checkPrivateKey(key)) {
    const problem = `is not the key of ${names.cert}.`
    return { key: names.key, problem, fix: 'Give two files that were made together.' }
  }
  const { validFrom, validTo, subjectAltName = 'no name' } = certificate
  if (Date.parse(validTo) <= Date.now()) {
    return { key: names.cert, problem: `expired on ${validTo}.`, fix: 'Make a new certificate.' }
  }
  if (Date.parse(validFrom) > Date.now()) {
    const fix = 'Correct the clock of this machine, or make a new certificate.'
    return { key: names.cert, problem: `is not valid before ${validFrom}.`, fix }
  }
  if (certificate.checkHost('localhost') === undefined) {
    const fix = 'Make one with localhost in its subject alternative names.'
    return { key: names.cert, problem: `is for ${subjectAltName}, not for localhost.`, fix }
  }
  return undefined
}

function parseCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

function parseKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem)
  } catch {
    return undefined
  }
}

/**
 * Opens the kept certificate, or makes one. Certificate and key are in one file, so that they always belong together,
 * even if two processes start at the same time. The certificate alone is in a second file, for the clients.
 */
async function openKept(folder: string): Promise<Certificate> {
  const file = join(folder, 'localhost.pem')
  const withKey = join(folder, 'localhost-with-key.pem')
  try {
    const pem = (await readKept(withKey)) ?? (await makeAndKeep(folder, withKey))
    const cert = new X509Certificate(pem).toString()
    if ((await readText(file)) !== cert) {
      await writeAtOnce(file, cert, 0o644, (draft) => rename(draft, file))
    }
    return { cert, key: keyIn(pem), file }
  } catch (cause) {
    const { code = String(cause) } = cause as { code?: string }
    const fix =
      'Make the folder writable, or give a certificate of your own: --cert and --key, or https: { cert, key }.'
    const problem = `cannot hold the certificate for localhost (${code}).`
    throw new FaultError([{ key: folder, problem, fix }], { cause })
  }
}

const keyIn = (pem: string) =>
  createPrivateKey(pem).export({ format: 'pem', type: 'pkcs8' }).toString()

/** @returns certificate and key in PEM; undefined when there is none, it is damaged, or it expires soon */
async function readKept(file: string): Promise<string | undefined> {
  const pem = await readText(file)
  if (pem === undefined) return undefined
  const certificate = parseCertificate(pem)
  if (faultOf(certificate, parseKey(pem), { cert: file, key: file })) return undefined
  const expires = Date.parse(certificate?.validTo ?? '')
  return expires - Date.now() > RENEWED_DAYS * DAY ? pem : undefined
}

/**
 * Several processes may start at once, and the certificate of one of them has to be that of all: the one whose file gets the
 * name `.new` replaces what is there, and the others wait for it.
 */
async function makeAndKeep(folder: string, file: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const made = await makeCertificate()
  const next = `${file}.new`
  await writeAtOnce(file, made, 0o600, async (draft) => {
    const isFirst = await tryLink(draft, next)
    const isKept = isFirst ? (await readKept(file)) !== undefined : await appears(file)
    if (isKept && isFirst) await rm(next)
    // If another process was first and none is kept, that process has been ended.
    if (!isKept) await rename(next, file).catch(() => undefined)
  })
  return (await readKept(file)) ?? made
}

/** Whether a usable certificate appears within a second. */
async function appears(file: string): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    // oxlint-disable-next-line no-await-in-loop -- waits for another process
    if ((await readKept(file)) !== undefined) return true
    // oxlint-disable-next-line no-await-in-loop -- a pause between two looks
    await wait(10)
  }
  return false
}

/** @returns false when there is a file of that name */
async function tryLink(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined)
}

/**
 * Writes a file under another name first, so that no process reads half of it.
 * @param publish gives the draft its name
 */
async function writeAtOnce(
  file: string,
  text: string,
  mode: number,
  publish: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${file}.${randomUUID()}`
  try {
    await writeFile(draft, text, { mode })
    await publish(draft)
  } finally {
    await rm(draft, { force: true })
  }
}

/**
 * Makes a self-signed certificate for localhost. It is not the certificate of an authority, so trusting it endangers no
 * other site, even if its key is stolen.
 * @returns certificate and key, in PEM
 */
async function makeCertificate(): Promise<string> {
  // Loaded here, because most starts need no new certificate.
  const { generate } = await import('selfsigned')
  const subject = [
    { name: 'commonName', value: 'localhost' },
    { name: 'organizationName', value: 'local-entra' },
  ]
  const { cert, private: key } = await generate(subject, {
    keyType: 'ec',
    algorithm: 'sha256',
    // The clock of a container or of a virtual machine may be behind.
    notBeforeDate: new Date(Date.now() - DAY),
    notAfterDate: new Date(Date.now() + VALID_DAYS * DAY),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  })
  return `${cert.trimEnd()}\n${key}`
}
