import { type ClientHttp2Session, connect, createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeCertificate } from '../../command-line/testing/certificates.ts'
import { graphToken } from './testing/graph-client.ts'
import { postToken } from './testing/protocol-client.ts'
import { assertionKey, nameCertificate, serverRegistrations } from './testing/server-clients.ts'
import { withLocalEntra } from './testing/with-local-entra.ts'

// As Vite serves with https: requests have `:authority` in place of `Host`, and a form may come without a length.

const local = withLocalEntra({ registrations: serverRegistrations() })
const TENANT = '10ca1000-57ac-4000-a000-00000000000a'
const DESKTOP = '10ca1000-57ac-4000-b000-000000000003'
const DAEMON = '10ca1000-57ac-4000-b000-000000000004'

let origin: string
let session: ClientHttp2Session
let close: () => Promise<unknown>

beforeAll(async () => {
  const server = createSecureServer(await makeCertificate({ name: 'localhost' }))
  server.on('request', (request, response) =>
    // Connect, too, passes requests of HTTP/2 to middleware that is written for HTTP/1.1.
    local.stack.middleware(request as never, response as never, () => response.end('the app')),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `https://localhost:${(server.address() as AddressInfo).port}`
  session = connect(origin, { rejectUnauthorized: false })
  close = () => {
    session.close()
    return new Promise((resolve) => server.close(resolve))
  }
})

afterAll(() => close())

async function send(headers: Record<string, string>, body?: URLSearchParams) {
  const request = session.request(headers)
  request.end(body?.toString())
  return JSON.parse(await textOf(request)) as Record<string, unknown>
}

test('over HTTP/2, links of Graph lead to the address of the server that has mounted it', async () => {
  const authorization = `Bearer ${await graphToken(local.stack)}`
  const body = await send({ ':path': '/v1.0/me', authorization })
  expect(body['@odata.context']).toBe(`${origin}/v1.0/$metadata#users/$entity`)
})

const post = (path: string, form: Record<string, string>) =>
  send(
    {
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/x-www-form-urlencoded',
    },
    new URLSearchParams(form),
  )

test('over HTTP/2, a form without a length gets a device code for a page of that server', async () => {
  const { scope } = local.stack.appConfig.weatherApi
  const path = `/${TENANT}/oauth2/v2.0/devicecode`
  const body = await post(path, { client_id: DESKTOP, scope })
  expect(body['verification_uri']).toBe(`${origin}/common/oauth2/deviceauth`)
})

test('an assertion for the token endpoint of that server is accepted there, and nowhere else', async () => {
  const endpoint = local.stack.configAt(origin).authorityMetadata.token_endpoint
  const header = { alg: 'PS256' }
  nameCertificate(header)
  const assertion = await new SignJWT({ iss: DAEMON, sub: DAEMON, aud: endpoint })
    .setProtectedHeader(header)
    .setExpirationTime('5m')
    .sign(await assertionKey('PS256'))
  const form = {
    client_id: DAEMON,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    grant_type: 'client_credentials',
    scope: 'https://graph.microsoft.com/.default',
  }
  expect(await post(new URL(endpoint).pathname, form)).toMatchObject({ token_type: 'Bearer' })
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': new URL(origin).host }
  const { body } = await postToken(local.stack, form, '', forwarded)
  expect(body['error_codes']).toEqual([700023])
})
