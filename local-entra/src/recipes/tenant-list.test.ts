import { readFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { decodeJwt, SignJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSigningKeys } from '../identity/signing-keys.ts'
import { registrations } from '../registrations/parse-registrations.ts'
import { getTokens } from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'
import { acceptTenants } from './tenant-list.ts'

const id = (number: number) => `7e4a4701-0000-4000-8000-${String(number).padStart(12, '0')}`
const [VENDOR, CUSTOMER, STRANGER] = [id(1), id(2), id(3)]
const [APP, API] = [id(11), id(12)]
const member = (number: number, userName: string, tenantId: string) => ({
  userName: `${userName}.example`,
  name: userName,
  tenantId,
  oid: id(number),
})

const local = withLocalEntra({
  registrations: registrations({
    tenants: [
      { id: VENDOR, domain: 'vendor.example', name: 'Vendor' },
      { id: CUSTOMER, domain: 'customer.example', name: 'Customer' },
      { id: STRANGER, domain: 'stranger.example', name: 'Stranger' },
    ],
    apps: [{ clientId: APP, name: 'App', tenantId: VENDOR, multiTenant: true }],
    apis: [
      {
        clientId: API,
        name: 'API',
        tenantId: VENDOR,
        multiTenant: true,
        knownClientApplications: [APP],
        identifierUri: `api://${API}`,
        scopes: [{ value: 'use', consentText: 'Use the API' }],
      },
    ],
    accounts: [
      member(21, 'vera@vendor', VENDOR),
      member(22, 'carl@customer', CUSTOMER),
      member(23, 'sam@stranger', STRANGER),
      { ...member(24, 'gus@stranger', STRANGER), guestIn: [{ tenantId: VENDOR, oid: id(25) }] },
    ],
  }),
})

const servers: Server[] = []

/** @returns the origin of the server */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Starts an API that answers with the tenant and the user of an access token. */
async function startApi(authority: string): Promise<string> {
  const verify = await acceptTenants({ authority, audience: API, tenants: [VENDOR, CUSTOMER] })
  return serve((request, response) => {
    const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? []
    void verify(token).then(
      ({ tid, oid }) => response.end(`${String(tid)} ${String(oid)}`),
      () => response.writeHead(401).end(),
    )
  })
}

let api = ''

beforeAll(async () => {
  api = await startApi(`${local.stack.identity.origin}/organizations`)
})

afterAll(() => {
  for (const server of servers) server.close()
})

async function call(token: string, url = api): Promise<string> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  return response.ok ? response.text() : String(response.status)
}

/** An access token by a sign-in through an authority with this segment. */
async function tokenOf(account: string, segment = 'organizations'): Promise<string> {
  const text = JSON.stringify(local.stack.appConfig).replaceAll(VENDOR, segment)
  const stack = { ...local.stack, appConfig: JSON.parse(text) as typeof local.stack.appConfig }
  const scope = `openid profile offline_access api://${API}/use`
  const { tokens } = await getTokens(stack, account, { client_id: APP, scope })
  return String(tokens['access_token'])
}

/** The token with other claims, and with a signature of the identity provider. */
function signedWith(token: string, claims: Record<string, unknown>): Promise<string> {
  const { kid, privateKey } = createSigningKeys().current()
  return new SignJWT({ ...decodeJwt(token), ...claims })
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid })
    .sign(privateKey)
}

test('the API accepts tokens of the listed tenants', async () => {
  expect(await call(await tokenOf('vera@vendor.example'))).toBe(`${VENDOR} ${id(21)}`)
  expect(await call(await tokenOf('carl@customer.example'))).toBe(`${CUSTOMER} ${id(22)}`)
})

test('the API refuses tokens of other tenants', async () => {
  expect(await call(await tokenOf('sam@stranger.example'))).toBe('401')
})

test('a guest counts for the tenant that the user signs in to', async () => {
  expect(await call(await tokenOf('gus@stranger.example', VENDOR))).toBe(`${VENDOR} ${id(25)}`)
  expect(await call(await tokenOf('gus@stranger.example'))).toBe('401')
})

test('the API refuses a token whose issuer and tenant differ, even if both are listed', async () => {
  const token = await tokenOf('carl@customer.example')
  expect(await call(await signedWith(token, {}))).toBe(`${CUSTOMER} ${id(22)}`)
  expect(await call(await signedWith(token, { tid: VENDOR }))).toBe('401')
  const elsewhere = `https://login.evil.example/${CUSTOMER}/v2.0`
  expect(await call(await signedWith(token, { iss: elsewhere }))).toBe('401')
})

test('the API refuses a token whose key signs for another tenant alone', async () => {
  const { origin } = local.stack.identity
  const { keys } = (await (await fetch(`${origin}/organizations/discovery/v2.0/keys`)).json()) as {
    keys: object[]
  }
  const authority = await serve(({ url, headers }, response) => {
    const ofVendor = keys.map((key) => ({ ...key, issuer: `${origin}/${VENDOR}/v2.0` }))
    const metadata = {
      issuer: `${origin}/{tenantid}/v2.0`,
      jwks_uri: `http://${String(headers.host)}/keys`,
    }
    response.end(JSON.stringify(url === '/keys' ? { keys: ofVendor } : metadata))
  })
  const url = await startApi(authority)
  expect(await call(await tokenOf('vera@vendor.example'), url)).toBe(`${VENDOR} ${id(21)}`)
  expect(await call(await tokenOf('carl@customer.example'), url)).toBe('401')
})

test('the document has this code', () => {
  const code = readFileSync(join(import.meta.dirname, 'tenant-list.ts'), 'utf8')
  const document = readFileSync(join(import.meta.dirname, '../../tenants.md'), 'utf8')
  expect(document).toContain(`\`\`\`ts\n${code}\`\`\``)
})
