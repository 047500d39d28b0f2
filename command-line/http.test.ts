import { createServer as createSocketServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createSendRequest } from './http.ts'
import { startProxy, startServer, type TestServer } from './testing/servers.ts'

/** Closes a server at the end of the test. */
async function during<T extends TestServer>(starting: Promise<T>): Promise<T> {
  const server = await starting
  onTestFinished(server.close)
  return server
}

const good = () => during(startServer((_, response) => response.end('good')))

/** The message of a request without a response. A busy machine, or its DNS, may need some seconds for one. */
async function failureOf(
  url: string,
  environment: NodeJS.ProcessEnv = {},
  seconds = 15,
): Promise<string> {
  const send = createSendRequest(environment)
  return send(url, { seconds }).then(
    ({ status }) => `answered ${status}`,
    (error: Error) => error.message,
  )
}

describe('sendRequest', () => {
  it('returns status, headers and text, and follows no redirect', async () => {
    const { port } = await during(
      startServer((_, response) => response.writeHead(302, { Location: '/next' }).end('moved')),
    )
    const answer = await createSendRequest({})(`http://127.0.0.1:${port}/`)
    expect(answer).toMatchObject({ status: 302, text: 'moved' })
    expect(answer.headers.get('location')).toBe('/next')
  })

  it('reads only the start of a large body', async () => {
    const { port } = await during(startServer((_, response) => response.end('x'.repeat(1e6))))
    const { text } = await createSendRequest({})(`http://127.0.0.1:${port}/`, { maxBytes: 1000 })
    expect(text.length).toBeLessThan(200_000)
  })

  it('gives up at the time limit', async () => {
    const { port } = await during(startServer(() => {}))
    expect(await failureOf(`http://127.0.0.1:${port}/`, {}, 2)).toMatch(
      /did not answer within 2 s \(TimeoutError\)/,
    )
  })

  it.each([
    ['http://unknown.example.invalid/', /cannot be resolved \((?:ENOTFOUND|EAI_AGAIN)\)/],
    ['http://127.0.0.1:1/', /port that browsers block \(bad port\)/],
    ['ftp://127.0.0.1/', /is not an http or https address|cannot be reached/],
    ['weather.contoso.example', /is not an http or https address/],
  ])('explains why %s has no response', async (url, words) => {
    expect(await failureOf(url)).toMatch(words)
  })

  it('tells a refused connection, a closed one and a server without HTTP apart', async () => {
    const { port, close } = await startServer(() => {})
    await close()
    expect(await failureOf(`http://127.0.0.1:${port}/`)).toMatch(
      /refused the connection \(ECONNREFUSED\)/,
    )
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

/** A server that answers the first bytes that it gets with these. */
async function startRude(answer: string | Uint8Array): Promise<TestServer> {
  const server = createSocketServer((socket) => {
    socket.on('error', () => {}).once('data', () => socket.end(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return { port, close: () => new Promise((resolve) => void server.close(() => resolve())) }
}

describe('a broken response', () => {
  it.each([
    [
      'Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nhalf',
      /Content-Encoding header \(Z_DATA_ERROR\)/,
    ],
    ['Content-Length: 9\r\n\r\nhalf', /closed the connection/],
    ['Transfer-Encoding: chunked\r\n\r\nzz\r\nhalf', /does not speak HTTP/],
    [`X: ${'x'.repeat(20_000)}\r\n\r\n`, /more than 16 kB of headers/],
  ])('is explained: %j', async (answer, words) => {
    const { port } = await during(startRude(`HTTP/1.1 200 OK\r\n${answer}`))
    expect(await failureOf(`http://127.0.0.1:${port}/`)).toMatch(words)
  })

  // Numbers of RFC 8446 §6.
  it.each([
    [40, /refused the TLS handshake .+HANDSHAKE_FAILURE\)[^]*no client certificate/],
    [42, /requires a client certificate \(.+BAD_CERTIFICATE\)/],
    [46, /requires a client certificate \(.+CERTIFICATE_UNKNOWN\)/],
    [48, /requires a client certificate \(.+UNKNOWN_CA\)/],
    [70, /no secure version of TLS \(.+PROTOCOL_VERSION\)/],
    [71, /no secure version of TLS \(.+INSUFFICIENT_SECURITY\)/],
    [112, /does not know this host name \(.+UNRECOGNIZED_NAME\)/],
    [116, /requires a client certificate \(.+CERTIFICATE_REQUIRED\)/],
  ])('is explained for TLS alert %i', async (alert, words) => {
    const { port } = await during(startRude(Uint8Array.of(21, 3, 3, 0, 2, 2, alert)))
    expect(await failureOf(`https://localhost:${port}/`)).toMatch(words)
  })
})

describe('a proxy from the environment', () => {
  it('resolves the host names, for every spelling of the variables', async () => {
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

  it('is not used for this machine, nor for the hosts in NO_PROXY', async () => {
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
    'is not used with NO_PROXY="%s"',
    async (exceptions) => {
      const proxy = await during(startProxy({}))
      const environment = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: exceptions }
      expect(await failureOf('http://unknown.example.invalid/', environment)).toMatch(/resolved/)
      expect(proxy.asked).toEqual([])
    },
  )

  it('is not used for an IPv6 address in NO_PROXY', async () => {
    const proxy = await during(startProxy({}))
    const HTTP_PROXY = `http://127.0.0.1:${proxy.port}`
    for (const exception of ['2001:db8::1', '[2001:db8::1]']) {
      // Nothing answers there.
      await failureOf('http://[2001:db8::1]/', { HTTP_PROXY, NO_PROXY: exception }, 2)
    }
    expect(proxy.asked).toEqual([])
  })

  it('is not used when its variable is blank', async () => {
    const { port } = await good()
    const environment = { HTTP_PROXY: ' ', HTTPS_PROXY: '\t', NO_PROXY: ' ' }
    expect(await failureOf(`http://127.0.0.1:${port}/`, environment)).toBe('answered 200')
  })

  it('is not named in a failure of a server on this machine, even if the proxy runs here too', async () => {
    const proxy = await during(startProxy({}))
    const gone = await startServer(() => {})
    await gone.close()
    const environment = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` }
    for (const host of ['127.0.0.1', 'localhost']) {
      const failure = await failureOf(`http://${host}:${gone.port}/`, environment)
      expect(failure).toMatch(/refused the connection/)
      expect(failure).not.toContain('the proxy')
    }
  })

  it('gets the user name and the password', async () => {
    const { port } = await good()
    const proxy = await during(startProxy({ 'inside.contoso.example': port }, 'mallory:p@ss'))
    const address = `127.0.0.1:${proxy.port}`
    const url = 'http://inside.contoso.example/'
    const withPassword = { HTTP_PROXY: `http://mallory:p%40ss@${address}` }
    expect(await failureOf(url, withPassword)).toBe('answered 200')
    expect(await failureOf(url, { HTTP_PROXY: `http://${address}` })).toMatch(
      /returned 407|\(407\)/,
    )
    const secure = { HTTPS_PROXY: `http://mallory:wrong@${address}` }
    const message = await failureOf('https://inside.contoso.example/', secure)
    expect(message).toMatch(/proxy 127\.0\.0\.1:\d+ requires authentication \(407\)/)
    expect(message).not.toContain('wrong')
  })

  it('is named when it fails itself', async () => {
    const { port, close } = await startServer(() => {})
    await close()
    const url = 'https://login.contoso.example/'
    expect(await failureOf(url, { HTTPS_PROXY: `http://127.0.0.1:${port}` })).toMatch(
      /the proxy 127\.0\.0\.1:\d+ refused the connection \(ECONNREFUSED\)/,
    )
    const gone = { HTTPS_PROXY: 'http://proxy.example.invalid:8080' }
    expect(await failureOf(url, gone)).toMatch(/the proxy proxy\.example\.invalid:8080 has a host/)
    const refusing = await during(startProxy({}))
    const refused = { HTTPS_PROXY: `http://127.0.0.1:${refusing.port}` }
    expect(await failureOf(url, refused)).toMatch(/the proxy 127\.0\.0\.1:\d+ returned 502/)
    const wrong = { HTTPS_PROXY: 'http://mallory:secret@:8080:' }
    expect(await failureOf(url, wrong)).toMatch(/not a proxy address/)
    expect(await failureOf(url, wrong)).not.toContain('secret')
  })

  it.each([
    'http://mallory:se/cret@127.0.0.1:9',
    'http://mallory:s@cret@[::1:9',
    'http://mallory:p%cret@127.0.0.1:9',
    '"http://mallory:secret@127.0.0.1:9"',
  ])('with an invalid address is refused, without repeating its password: %s', async (proxy) => {
    const message = await failureOf('https://login.contoso.example/', { HTTPS_PROXY: proxy })
    expect(message).toMatch(/not a proxy address\.\s+Set it to http/)
    expect(message).not.toContain('cret')
  })

  it('is not named in a failure of a server at the same port that is reached without it', async () => {
    const { port, close } = await startServer(() => {})
    await close()
    const environment = { HTTP_PROXY: `http://proxy.example.invalid:${port}`, NO_PROXY: '.invalid' }
    for (const host of ['localhost', '127.0.0.1', '[::1]', 'api.example.invalid']) {
      expect(await failureOf(`http://${host}:${port}/`, environment)).not.toContain('the proxy')
    }
  })

  it('is named besides the server when either may have failed', async () => {
    const { port } = await during(startRude('HTTP/1.1 200 OK\r\n\r\n<p>Sign in</p>'))
    const environment = { HTTPS_PROXY: ` http://127.0.0.1:${port} ` }
    expect(await failureOf('https://login.contoso.example/', environment)).toMatch(
      /does not speak https \(\w+\)[^]*through the proxy 127\.0\.0\.1:\d+: check it too\./,
    )
  })
})
