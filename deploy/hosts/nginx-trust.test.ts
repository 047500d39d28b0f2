import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, it, vi } from 'vitest'
import type { Certificate } from '../../command-line/testing/certificates.ts'
import { usualAuthorities } from './nginx-api.ts'
import { ask, bearer, name, path, why, withBench, withoutNginx } from './testing/bench.ts'

const bench = withBench()

describe.skipIf(withoutNginx)(`an API at https, behind nginx${why}`, () => {
  it('gets the token, with its own server name and Host, and a private authority', async () => {
    const api = await bench.startApi()
    const origin = await bench.forwardTo(`https://${name}:${api.port}`)
    const answer = await ask(`${origin}${path}?days=5`)
    expect([answer.status, answer.body]).toEqual([200, '[]'])
    expect(api.arrivals).toMatchObject([
      {
        url: `${path}?days=5`,
        serverName: name,
        headers: { host: `${name}:${api.port}`, authorization: bearer },
      },
    ])
  })

  it('may have three intermediate certificates', async () => {
    const intermediates: Certificate[] = []
    for (const level of ['first', 'second', 'third']) {
      const issuer = intermediates[0] ?? bench.authority
      intermediates.unshift(await bench.issue({ name: level, issuer, isAuthority: true }))
    }
    const [issuer = bench.authority] = intermediates
    const api = await bench.startApi({ certificate: await bench.issue({ issuer }), intermediates })
    const origin = await bench.forwardTo(`https://${name}:${api.port}`)
    expect((await ask(origin + path)).status).toBe(200)
  })

  it('may be localhost, which needs no DNS', async () => {
    const certificate = await bench.issue({ name: 'localhost' })
    const api = await bench.startApi({ name: 'localhost', certificate })
    const origin = await bench.forwardTo(`https://localhost:${api.port}`)
    expect((await ask(origin + path)).status).toBe(200)
  })

  const impostors: Record<string, () => Promise<Certificate>> = {
    'signs its certificate itself': () => bench.issue({ issuer: undefined }),
    'has one that has expired': () => bench.issue({ validity: [-9, -1] }),
    'has one for another name': () => Promise.resolve(bench.other),
    'has one for a name below its own': () => bench.issue({ name: `www.${name}` }),
    'has one of another authority with the same name': async () => {
      const wrong = { name: 'A private authority', issuer: undefined, isAuthority: true }
      return bench.issue({ issuer: await bench.issue(wrong) })
    },
    'has one that an ordinary certificate has signed': async () =>
      bench.issue({ issuer: await bench.issue({}) }),
  }

  it.each(Object.entries(impostors))(
    'gets no token when it %s: the response is 502',
    async (_, make) => {
      const certificate = await make()
      const api = await bench.startApi({ certificate, other: certificate })
      const apis = [
        { path, upstream: `https://${name}:${api.port}` },
        { path: '/near', upstream: `https://localhost:${api.port}` },
      ]
      const origin = await bench.serve(bench.rules({ apis }))
      for (const address of [path, `${path}/1`, '/near', '/near/1']) {
        for (const method of ['GET', 'HEAD', 'POST']) {
          expect((await ask(origin + address, { method })).status).toBe(502)
        }
      }
      expect(api.arrivals).toEqual([])
    },
  )

  it('gets no token over TLS 1.1', async () => {
    const api = await bench.startApi({ maxVersion: 'TLSv1.1' })
    const origin = await bench.forwardTo(`https://${name}:${api.port}`)
    expect((await ask(origin + path)).status).toBe(502)
    expect(api.arrivals).toEqual([])
  })

  it('gets no token at an IP address, which nginx cannot verify', async () => {
    const api = await bench.startApi({ certificate: bench.other })
    const origin = await bench.forwardTo(`https://127.0.0.1:${api.port}`)
    expect((await ask(origin + path)).status).toBe(502)
    expect(api.arrivals).toEqual([])
  })

  it.runIf(existsSync(usualAuthorities))(
    'gets no token from an nginx that trusts only the authorities of the system',
    async () => {
      const api = await bench.startApi()
      const apis = [{ path, upstream: `https://${name}:${api.port}` }]
      const origin = await bench.serve(bench.rules({ apis, authorities: undefined }))
      expect((await ask(origin + path)).status).toBe(502)
      expect(api.arrivals).toEqual([])
    },
  )
})

const answerWith = (body: string) => (_: IncomingMessage, response: ServerResponse) => {
  response.end(body)
}

describe.skipIf(withoutNginx)(`an API at a host name, behind nginx${why}`, () => {
  it('is found once its name is known (502 until then), and followed to a new address', async () => {
    bench.names.names.clear()
    const api = await bench.startApi({}, answerWith('first'))
    const text = bench.rules({ apis: [{ path, upstream: `https://${name}:${api.port}` }] })
    // The rules cache an address for ten seconds; here it is one.
    expect(text).toContain('valid=10s')
    const origin = await bench.serve(text.replaceAll('valid=10s', 'valid=1s'))
    expect((await ask(origin + path)).status).toBe(502)
    expect((await ask(`${origin}/forecast`)).body).toContain('The app')
    bench.names.names.set(name, '127.0.0.1')
    const until = { timeout: 15_000, interval: 100 }
    await vi.waitFor(async () => expect((await ask(origin + path)).body).toBe('first'), until)
    const place = { address: '127.0.0.2', port: api.port }
    const moved = await bench.startApi(place, answerWith('second'))
    bench.names.names.set(name, '127.0.0.2')
    await vi.waitFor(async () => expect((await ask(origin + path)).body).toBe('second'), until)
    expect(moved.arrivals.at(-1)?.headers.authorization).toBe(bearer)
  })

  it('is resolved by the DNS server of the surrounding configuration, unless the rules set one', async () => {
    const api = await bench.startApi()
    const apis = [{ path, upstream: `https://${name}:${api.port}` }]
    const text = bench.rules({ apis, resolver: undefined })
    const known = await bench.serve(text, { http: `resolver ${bench.names.address};` })
    expect((await ask(known + path)).status).toBe(200)
    const unknown = await bench.serve(text)
    expect((await ask(unknown + path)).status).toBe(502)
    expect((await ask(unknown)).status).toBe(200)
  })
})
