import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Certificate, makeCertificate } from './testing/certificates.ts'
import { startProxy, startTlsServer, type TestServer } from './testing/servers.ts'

/** Closes a server at the end of the test. */
async function during<T extends TestServer>(starting: Promise<T>): Promise<T> {
  const server = await starting
  onTestFinished(server.close)
  return server
}

const withChain = ({ key, cert }: Certificate, ...chain: Certificate[]): Certificate => ({
  key,
  cert: [cert, ...chain.map((each) => each.cert)].join('\n'),
})

describe('a certificate', () => {
  const host = 'api.contoso.example'
  let root: Certificate
  let intermediate: Certificate
  let other: Certificate
  let folder = ''

  beforeAll(async () => {
    root = await makeCertificate({ name: 'Root of a test', isAuthority: true })
    other = await makeCertificate({ name: 'Another root', isAuthority: true })
    intermediate = await makeCertificate({ name: 'Between', issuer: root, isAuthority: true })
    folder = await mkdtemp(join(tmpdir(), 'certificates-'))
    await writeFile(join(folder, 'root.pem'), root.cert)
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** The message in a new process, which trusts only the root: Node reads NODE_EXTRA_CA_CERTS when it starts. */
  async function messageFor(
    certificate: Certificate,
    environment: NodeJS.ProcessEnv = {},
  ): Promise<string> {
    const { port } = await during(startTlsServer(certificate, (_, response) => response.end()))
    const proxy = await during(startProxy({ [host]: port }))
    const script = `
      import { sendRequest } from ${JSON.stringify(new URL('http.ts', import.meta.url).href)}
      sendRequest('https://${host}/').then(({ status }) => console.log(status), (e) => console.log(e.message))`
    const file = join(folder, 'ask.ts')
    await writeFile(file, script)
    const jiti = fileURLToPath(new URL('../node_modules/jiti/lib/jiti-cli.mjs', import.meta.url))
    const child = spawn(process.execPath, [jiti, file], {
      env: {
        ...process.env,
        HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
        NODE_EXTRA_CA_CERTS: join(folder, 'root.pem'),
        ...environment,
      },
    })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    await new Promise((resolve) => child.once('close', resolve))
    return said.trim()
  }

  it('is verified even with NODE_TLS_REJECT_UNAUTHORIZED=0', async () => {
    const certificate = await makeCertificate({ name: host })
    const said = await messageFor(certificate, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })
    expect(said).toMatch(/DEPTH_ZERO_SELF_SIGNED_CERT/)
  })

  it('from a private authority is trusted through NODE_EXTRA_CA_CERTS', async () => {
    expect(
      await messageFor(
        withChain(await makeCertificate({ name: host, issuer: intermediate }), intermediate),
      ),
    ).toBe('200')
  })

  it.each([
    {
      what: 'without its intermediate certificate',
      make: () => makeCertificate({ name: host, issuer: intermediate }),
      words: /without its issuer’s certificate \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)[^]*full chain/,
    },
    {
      what: 'from another authority, sent with its root',
      make: async () => withChain(await makeCertificate({ name: host, issuer: other }), other),
      words: /private authority \(SELF_SIGNED_CERT_IN_CHAIN\)[^]*NODE_EXTRA_CA_CERTS/,
    },
    {
      what: 'that is self-signed',
      make: () => makeCertificate({ name: host }),
      words: /self-signed certificate \(DEPTH_ZERO_SELF_SIGNED_CERT\)[^]*dev-certs/,
    },
    {
      what: 'that has expired',
      make: () => makeCertificate({ name: host, issuer: root, validity: [-9, -1] }),
      words: /has expired \(CERT_HAS_EXPIRED\)[^]*Renew/,
    },
    {
      what: 'that is not valid yet',
      make: () => makeCertificate({ name: host, issuer: root, validity: [1, 9] }),
      words: /not valid yet \(CERT_NOT_YET_VALID\)[^]*clock/,
    },
    {
      what: 'that is signed with SHA-1',
      make: () => makeCertificate({ name: host, issuer: root, algorithm: 'sha1' }),
      words: /too weak \(UNSPECIFIED: CA signature digest algorithm too weak\)[^]*SHA-256/,
    },
    {
      what: 'for another host name',
      make: () => makeCertificate({ name: 'www.contoso.example', issuer: root }),
      words: /for other host names \(ERR_TLS_CERT_ALTNAME_INVALID\)[^]*host name/,
    },
  ])('$what is reported with its code and a fix', async ({ make, words }) => {
    expect(await messageFor(await make())).toMatch(words)
  })
})
