import { afterEach, describe, expect, test } from 'vitest'
import { type Certificate, makeCertificate } from '../../command-line/testing/certificates.ts'
import { startServer } from '../../command-line/testing/servers.ts'
import { type LocalEntra, startLocalEntra } from './local-entra.ts'
import type { LocalEntraOptions } from './options.ts'
import { fetchTrusting } from './server/trust.ts'
import { APP_ORIGIN, authorizationRequest, SUNNY } from './testing/protocol-client.ts'

const running: LocalEntra[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((stack) => stack.close()))
})

async function start(certificate: Certificate, options: LocalEntraOptions = {}) {
  const stack = await startLocalEntra({
    appOrigins: [APP_ORIGIN],
    https: certificate,
    controlPort: 0,
    ...options,
  })
  running.push(stack)
  return { stack, send: fetchTrusting(stack.certificate) }
}

const selfSigned = () => makeCertificate({ name: 'localhost' })

/** As mkcert makes them. */
async function fromAuthority() {
  const issuer = await makeCertificate({ name: 'A private authority', isAuthority: true })
  return makeCertificate({ name: 'localhost', issuer })
}

describe.each([
  ['a self-signed certificate', selfSigned],
  ['a certificate of an authority that this machine does not know', fromAuthority],
])('with %s', (_, make) => {
  test('the API verifies an access token with the keys of the identity provider', async () => {
    const { stack, send } = await start(await make())
    const authorization = `Bearer ${await stack.accessToken(SUNNY)}`
    const response = await send(stack.weatherApi.url, { headers: { authorization } })
    expect(response.status).toBe(200)
    expect(await response.json()).toHaveLength(5)
    expect((await send(stack.weatherApi.url)).status).toBe(401)
    expect(stack.control.exchanges({ endpoint: 'keys' })).toMatchObject([{ status: 200 }])
  })
})

test('every address is at https: those of the servers, of the app and of discovery', async () => {
  const { stack, send } = await start(await selfSigned())
  const { issuer } = stack.appConfig.authorityMetadata
  const discovery = await (await send(`${issuer}/.well-known/openid-configuration`)).text()
  const { identity, weatherApi, graph, controlOrigin, appConfig } = stack
  const addresses =
    JSON.stringify([identity, weatherApi, graph, controlOrigin, appConfig]) + discovery
  expect(addresses).toContain(`"jwks_uri":"${identity.origin}`)
  expect(addresses).not.toContain('http:')
  expect((await send(`${controlOrigin}/exchanges`)).status).toBe(200)
  const headers = { authorization: `Bearer ${await stack.accessToken(SUNNY, 'User.Read')}` }
  expect((await send(`${graph.url}/me`, { headers })).status).toBe(200)
})

test('cookies are Secure, are sent to hidden frames of other sites, and have other names than with http', async () => {
  const { stack, send } = await start(await selfSigned())
  const { headers } = await send(authorizationRequest(stack).url)
  expect(headers.getSetCookie()).not.toEqual([])
  for (const cookie of headers.getSetCookie()) {
    expect(cookie).toMatch(/^local_idp_\w+_https_\d+=.*; secure/i)
    expect(cookie).toMatch(/; samesite=none/i)
  }
  const { name } = await stack.control.sessionCookie([SUNNY])
  await stack.close()
  const plain = await startLocalEntra({ identityPort: Number(new URL(stack.identity.origin).port) })
  running.push(plain)
  expect((await plain.control.sessionCookie([SUNNY])).name).not.toBe(name)
})

test('below the address of a server on http, cookies are those that a browser takes there', async () => {
  const { stack } = await start(await selfSigned())
  const server = await startServer((request, response) =>
    stack.middleware(request, response, () => response.writeHead(404).end()),
  )
  const config = stack.configAt(`http://localhost:${server.port}`)
  const response = await fetch(authorizationRequest({ ...stack, appConfig: config }).url, {
    redirect: 'manual',
  })
  await server.close()
  expect(response.headers.getSetCookie()).not.toEqual([])
  for (const cookie of response.headers.getSetCookie()) {
    expect(cookie).toMatch(/; samesite=lax/i)
    expect(cookie).not.toMatch(/; secure|samesite=none/i)
  }
})

test('the API is unavailable while the identity provider drops its connection, and then verifies', async () => {
  const { stack, send } = await start(await selfSigned())
  const authorization = `Bearer ${await stack.accessToken(SUNNY)}`
  const read = async () => (await send(stack.weatherApi.url, { headers: { authorization } })).status
  for (const fault of [{ drop: true }, { status: 503 }, { status: 204 }] as const) {
    stack.control.fault({ endpoint: 'keys', times: 1, ...fault })
    expect(await read()).toBe(503)
  }
  await stack.control.pause('identity')
  expect(await read()).toBe(503)
  await stack.control.resume('identity')
  expect(await read()).toBe(200)
})

test('the local stack trusts its own certificate and no other', async () => {
  const { stack } = await start(await selfSigned())
  const sendToOther = fetchTrusting(await selfSigned())
  await expect(sendToOther(stack.weatherApi.url)).rejects.toThrow('self-signed certificate')
  await expect(fetch(stack.weatherApi.url)).rejects.toThrow('fetch failed')
})

test('a certificate that is not for localhost is refused before a port is opened', async () => {
  const certificate = await makeCertificate({ name: 'elsewhere.example' })
  await expect(startLocalEntra({ https: certificate })).rejects.toThrow('not for localhost')
})
