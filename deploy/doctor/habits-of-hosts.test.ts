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

/** Runs the doctor on a host. Its configuration cannot be used, so no other server is asked. */
async function examine(listener: RequestListener) {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const app = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const findings = await diagnose({ app })
  return { app, faults: findings.filter(({ outcome }) => outcome !== 'good') }
}

/** A host that sends the right documents, but for one path. */
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

describe('the doctor, where something else answers', () => {
  it.each([
    [200, {}, 'this is not the app (status 200).', /sign in there first/],
    [
      302,
      { Location: 'https://login.contoso.example/' },
      'it redirects to https:',
      /turn that off/,
    ],
    [401, { 'WWW-Authenticate': 'Basic' }, 'the host refuses it (status 401).', /everybody/],
    [403, {}, 'the host refuses it (status 403).', /readable/],
    [404, {}, 'this is not the app (status 404).', /Deploy the folder dist/],
    [503, {}, 'the host fails (status 503).', /log of the host/],
  ])('says that once: status %i', async (status, headers, problem, fix) => {
    const { faults } = await examine((_, response) =>
      response.writeHead(status, headers).end('<h1>Welcome</h1>'),
    )
    expect(faults).toMatchObject([{ check: 'document', fix: expect.stringMatching(fix) }])
    expect(faults[0]?.problem).toContain(problem)
  })
})

describe('the doctor, where a host redirects', () => {
  it('names clean URLs as the reason why silent renewal times out', async () => {
    const { app, faults } = await examine(hostWith('/redirect.html', '/redirect'))
    expect(faults.filter(({ check }) => check === 'redirect-page')).toMatchObject([
      {
        problem: `the host redirects it (308) to ${app}/redirect, so silent renewal times out.`,
        fix: expect.stringContaining('cleanUrls of Firebase'),
      },
    ])
    expect(faults.map(({ subject }) => subject)).not.toContain(`Caching of ${app}/redirect.html`)
  })

  it('advises against a slash at the end of addresses, which breaks nothing', async () => {
    const { app, faults } = await examine(hostWith('/forecast', '/forecast/'))
    expect(faults.filter(({ check }) => check === 'fallback')).toMatchObject([
      { outcome: 'advice', problem: expect.stringContaining(`${app}/forecast/`) },
    ])
  })
})

describe('the doctor, where compression went wrong', () => {
  const page = Buffer.from('<div id="root"></div>')

  it.each([
    ['nothing says that it is compressed', gzipSync(page), undefined, /Compress in one place/],
    ['it is compressed twice', gzipSync(gzipSync(page)), 'gzip', /Compress in one place/],
    ['it is not compressed', page, 'gzip', /one place alone compress/],
    ['it is compressed in another way', gzipSync(page), 'br', /one place alone compress/],
  ])('says so: %s', async (_, body, encoding, fix) => {
    const { faults } = await examine((__, response) => {
      if (encoding !== undefined) response.setHeader('Content-Encoding', encoding)
      response.end(body)
    })
    expect(faults).toMatchObject([{ check: 'app', fix: expect.stringMatching(fix) }])
  })
})
