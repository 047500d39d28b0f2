import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { diagnose } from './doctor.ts'

const servers: Server[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
})

/** Runs the doctor on a host. Its configuration is invalid, so no other server gets requests. */
async function examine(listener: RequestListener) {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const app = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const findings = await diagnose({ app })
  return { app, faults: findings.filter(({ outcome }) => outcome !== 'good') }
}

/** A host that redirects one path, and sends the right documents for the others. */
function hostWith(path: string, redirect: string): RequestListener {
  return (request, response) => {
    const { url = '' } = request
    if (url === path) return response.writeHead(308, { Location: redirect }).end()
    if (url === '/config.json') return response.end('{}')
    if (url.startsWith('/assets/')) return response.writeHead(404).end()
    if (url.includes('redirect')) return response.end('<script src="/assets/r.js"></script>')
    return response
      .setHeader('Cache-Control', 'no-cache')
      .end('<div id="root"></div><script type="module" src="/assets/index-1.js"></script>')
  }
}

describe('the doctor, when the response is not the app', () => {
  it.each([
    [200, {}, 'this is not the app (status 200).', /sign in there first/],
    [302, { Location: 'https://login.contoso.example/' }, 'it redirects to https:', /turn it off/],
    [
      401,
      { 'WWW-Authenticate': 'Basic' },
      'the host denies access (status 401).',
      /Make the app public/,
    ],
    [403, {}, 'the host denies access (status 403).', /readable/],
    [404, {}, 'this is not the app (status 404).', /Deploy the folder dist/],
    [503, {}, 'the host failed (status 503).', /log of the host/],
  ])('reports it once: status %i', async (status, headers, problem, fix) => {
    const { faults } = await examine((_, response) =>
      response.writeHead(status, headers).end('<h1>Welcome</h1>'),
    )
    expect(faults).toMatchObject([{ check: 'document', fix: expect.stringMatching(fix) }])
    expect(faults[0]?.problem).toContain(problem)
  })
})

describe('the doctor, when a host redirects', () => {
  it('names clean URLs as the cause of failing silent renewal', async () => {
    const { app, faults } = await examine(hostWith('/redirect.html', '/redirect'))
    expect(faults.filter(({ check }) => check === 'redirect-page')).toMatchObject([
      {
        problem: `the host redirects (308) to ${app}/redirect, so silent renewal times out.`,
        fix: expect.stringContaining('cleanUrls (Firebase'),
      },
    ])
    expect(faults.map(({ subject }) => subject)).not.toContain(`Caching of ${app}/redirect.html`)
  })

  it('advises against a redirect to a trailing slash', async () => {
    const { app, faults } = await examine(hostWith('/forecast', '/forecast/'))
    expect(faults.filter(({ check }) => check === 'fallback')).toMatchObject([
      { outcome: 'advice', problem: expect.stringContaining(`${app}/forecast/`) },
    ])
  })
})

describe('the doctor, when compression is wrong', () => {
  const page = Buffer.from('<div id="root"></div>')

  it.each([
    ['Content-Encoding is missing', gzipSync(page), undefined, /Compress once/],
    ['the document is compressed twice', gzipSync(gzipSync(page)), 'gzip', /Compress once/],
    ['the document is not compressed', page, 'gzip', /Compress once/],
    ['the document has another encoding', gzipSync(page), 'br', /Compress once/],
  ])('reports that %s', async (_, body, encoding, fix) => {
    const { faults } = await examine((__, response) => {
      if (encoding !== undefined) response.setHeader('Content-Encoding', encoding)
      response.end(body)
    })
    expect(faults).toMatchObject([{ check: 'app', fix: expect.stringMatching(fix) }])
  })
})
