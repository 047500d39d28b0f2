import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createSocketServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createSendRequest } from './http.ts'
import { type Certificate, makeCertificate } from './testing/certificates.ts'
import { startProxy, startServer, startTlsServer, type TestServer } from './testing/servers.ts'

const opened: TestServer[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ close }) => close()))
})

/** Ends a server with the test. */
async function during<T extends TestServer>(starting: Promise<T>): Promise<T> {
  const server = await starting
  opened.push(server)
  return server
}

const good = () => during(startServer((_, response) => response.end('good')))

/** What is said when a request has no answer. */
async function failureOf(url: string, environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const send = createSendRequest(environment)
  return send(url, { seconds: 2 }).then(
    ({ status }) => `answered ${status}`,
    (error: Error) => error.message,
  )
}

describe('sendRequest', () => {
  it('gives status, headers and text, and follows no redirect', async () => {
    const { port } = await during(
      startServer((_, response) => response.writeHead(302, { Location: '/next' }).end('moved')),
    )
    const answer = await createSendRequest({})(`http://127.0.0.1:${port}/`)
    expect(answer).toMatchObject({ status: 302, text: 'moved' })
    expect(answer.headers.get('location')).toBe('/next')
  })

  it('reads as much of a body as was asked for', async () => {
    const { port } = await during(startServer((_, response) => response.end('x'.repeat(1e6))))
    const { text } = await createSendRequest({})(`http://127.0.0.1:${port}/`, { maxBytes: 1000 })
    expect(text.length).toBeLessThan(200_000)
  })

  it('ends with the time limit', async () => {
    const { port } = await during(startServer(() => {}))
    expect(await failureOf(`http://127.0.0.1:${port}/`)).toMatch(
      /did not answer within 2 s \(TimeoutError\)/,
    )
  })

  it.each([
    ['http://unknown.example.invalid/', /cannot be resolved \((?:ENOTFOUND|EAI_AGAIN)\)/],
    ['http://127.0.0.1:1/', /port that browsers refuse \(bad port\)/],
    ['ftp://127.0.0.1/', /is not an http or https address|cannot be reached/],
    ['weather.contoso.example', /is not an http or https address/],
  ])('says why %s has no answer', async (url, words) => {
    expect(await failureOf(url)).toMatch(words)
  })

  it('says that a server does not listen, closes the connection, or speaks no HTTP', async () => {
    const { port, close } = await startServer(() => {})
    await close()
    expect(await failureOf(`http://127.0.0.1:${port}/`)).toMatch(/does not listen \(ECONNREFUSED\)/)
    const rude = await during(startServer((request) => request.socket.destroy()))
    expect(await failureOf(`http://127.0.0.1:${rude.port}/`)).toMatch(/closed the connection/)
    const ssh = createSocketServer((socket) => {
      socket.on('error', () => {}).write('SSH-2.0-OpenSSH_9.2\r\n', () => socket.destroySoon())
    })
    await new Promise<void>((resolve) => ssh.listen(0, '127.0.0.1', resolve))
    const address = ssh.address() as { port: number }
    expect(await failureOf(`http://127.0.0.1:${address.port}/`)).toMatch(/does not speak HTTP/)
    expect(await failureOf(`https://127.0.0.1:${address.port}/`)).toMatch(/does not speak https/)
    ssh.close()
  })
})

describe('a proxy of the environment', () => {
  it('resolves the names, for http and https, in every spelling of the variables', async () => {
    const { port } = await good()
    const proxy = await during(startProxy({ 'inside.contoso.example': port }))
    const url = 'http://inside.contoso.example/'
    for (const environment of [
      { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` },
      { http_proxy: `127.0.0.1:${proxy.port}` },
      { ALL_PROXY: `http://127.0.0.1:${proxy.port}/` },
    ]) {
      expect((await createSendRequest(environment)(url)).text).toBe('good')
    }
    expect(proxy.asked).toEqual(Array(3).fill(`GET ${url}`))
    expect(await failureOf(url)).toMatch(/set HTTPS_PROXY/)
  })

  it('is not asked for this machine, nor for what NO_PROXY lists', async () => {
    const { port } = await good()
    const proxy = await during(startProxy({}))
    const environment = {
      HTTP_PROXY: `http://127.0.0.1:${proxy.port}`,
      NO_PROXY: 'unknown.example.invalid',
    }
    expect(await failureOf(`http://localhost:${port}/`, environment)).toBe('answered 200')
    expect(await failureOf(`http://127.0.0.1:${port}/`, environment)).toBe('answered 200')
    expect(await failureOf('http://unknown.example.invalid/', environment)).toMatch(/resolved/)
    expect(proxy.asked).toEqual([])
  })

  it.each(['*', ' * ', 'contoso.example, *', '.invalid', '*.invalid', 'a unknown.example.invalid'])(
    'is not asked with NO_PROXY="%s"',
    async (exceptions) => {
      const proxy = await during(startProxy({}))
      const environment = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: exceptions }
      expect(await failureOf('http://unknown.example.invalid/', environment)).toMatch(/resolved/)
      expect(proxy.asked).toEqual([])
    },
  )

  it('is not asked for an IPv6 address that NO_PROXY lists', async () => {
    const proxy = await during(startProxy({}))
    const HTTP_PROXY = `http://127.0.0.1:${proxy.port}`
    for (const exception of ['2001:db8::1', '[2001:db8::1]']) {
      await failureOf('http://[2001:db8::1]/', { HTTP_PROXY, NO_PROXY: exception })
    }
    expect(proxy.asked).toEqual([])
  }, 10_000)

  it('is not there when its variable is blank', async () => {
    const { port } = await good()
    const environment = { HTTP_PROXY: ' ', HTTPS_PROXY: '\t', NO_PROXY: ' ' }
    expect(await failureOf(`http://127.0.0.1:${port}/`, environment)).toBe('answered 200')
  })

  it('is not blamed for a server on this machine, though it is here too', async () => {
    const proxy = await during(startProxy({}))
    const gone = await startServer(() => {})
    await gone.close()
    const environment = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` }
    for (const host of ['127.0.0.1', 'localhost']) {
      const failure = await failureOf(`http://${host}:${gone.port}/`, environment)
      expect(failure).toMatch(/does not listen/)
      expect(failure).not.toContain('the proxy')
    }
  })

  it('gets user name and password', async () => {
    const { port } = await good()
    const proxy = await during(startProxy({ 'inside.contoso.example': port }, 'mallory:p@ss'))
    const address = `127.0.0.1:${proxy.port}`
    const url = 'http://inside.contoso.example/'
    const withPassword = { HTTP_PROXY: `http://mallory:p%40ss@${address}` }
    expect(await failureOf(url, withPassword)).toBe('answered 200')
    expect(await failureOf(url, { HTTP_PROXY: `http://${address}` })).toMatch(
      /answered 407|\(407\)/,
    )
    const secure = { HTTPS_PROXY: `http://mallory:wrong@${address}` }
    const message = await failureOf('https://inside.contoso.example/', secure)
    expect(message).toMatch(/proxy 127\.0\.0\.1:\d+ wants a sign-in \(407\)/)
    expect(message).not.toContain('wrong')
  })

  it('is named when it is the proxy that fails', async () => {
    const { port, close } = await startServer(() => {})
    await close()
    const url = 'https://login.contoso.example/'
    expect(await failureOf(url, { HTTPS_PROXY: `http://127.0.0.1:${port}` })).toMatch(
      /the proxy 127\.0\.0\.1:\d+ does not listen \(ECONNREFUSED\)/,
    )
    const gone = { HTTPS_PROXY: 'http://proxy.example.invalid:8080' }
    expect(await failureOf(url, gone)).toMatch(/the proxy proxy\.example\.invalid:8080 has a host/)
    const refusing = await during(startProxy({}))
    const refused = { HTTPS_PROXY: `http://127.0.0.1:${refusing.port}` }
    expect(await failureOf(url, refused)).toMatch(/the proxy 127\.0\.0\.1:\d+ answered 502/)
    const wrong = { HTTPS_PROXY: 'http://mallory:secret@:8080:' }
    expect(await failureOf(url, wrong)).toMatch(/not the address of a proxy/)
    expect(await failureOf(url, wrong)).not.toContain('secret')
  })
})

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

  /** What is said in a process that trusts the root alone, as NODE_EXTRA_CA_CERTS is read when Node starts. */
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

  it('is verified with NODE_TLS_REJECT_UNAUTHORIZED=0 too', async () => {
    const certificate = await makeCertificate({ name: host })
    const said = await messageFor(certificate, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })
    expect(said).toMatch(/DEPTH_ZERO_SELF_SIGNED_CERT/)
  })

  it('of the company is trusted through NODE_EXTRA_CA_CERTS', async () => {
    expect(
      await messageFor(
        withChain(await makeCertificate({ name: host, issuer: intermediate }), intermediate),
      ),
    ).toBe('200')
  })

  it.each([
    {
      what: 'without the intermediate one',
      make: () => makeCertificate({ name: host, issuer: intermediate }),
      words: /without the one that issued it \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)[^]*full chain/,
    },
    {
      what: 'of another authority, sent with its root',
      make: async () => withChain(await makeCertificate({ name: host, issuer: other }), other),
      words: /private authority \(SELF_SIGNED_CERT_IN_CHAIN\)[^]*NODE_EXTRA_CA_CERTS/,
    },
    {
      what: 'that is its own authority',
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
      what: 'for another name',
      make: () => makeCertificate({ name: 'www.contoso.example', issuer: root }),
      words: /for other host names \(ERR_TLS_CERT_ALTNAME_INVALID\)[^]*host name/,
    },
  ])('$what has a message with its code and a fix', async ({ make, words }) => {
    expect(await messageFor(await make())).toMatch(words)
  })
})
