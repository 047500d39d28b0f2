import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { expect, test } from 'vitest'
import { defaultRegistrations } from './default-registrations.ts'
import { MICROSOFT_GRAPH } from './microsoft-graph.ts'
import {
  parseRegistrations,
  readRegistrationsFile,
  RegistrationsError,
} from './parse-registrations.ts'

const TENANT = '20000000-0000-4000-8000-000000000001'
const minimal = {
  tenants: [{ id: TENANT, domain: 'shop.example', name: 'Shop' }],
  apps: [{ clientId: '20000000-0000-4000-8000-000000000002', name: 'Till', tenantId: TENANT }],
  apis: [
    {
      clientId: '20000000-0000-4000-8000-000000000004',
      name: 'Orders',
      identifierUri: 'api://orders',
      scopes: [{ value: 'access_as_user', consentText: 'Read your orders' }],
    },
  ],
  accounts: [
    {
      userName: 'carla@shop.example',
      name: 'Carla Till',
      tenantId: TENANT,
      oid: '20000000-0000-4000-8000-000000000003',
    },
  ],
}

function faultsOf(value: unknown): readonly string[] {
  try {
    parseRegistrations(value)
  } catch (error) {
    if (error instanceof RegistrationsError) return error.faults
    throw error
  }
  return []
}

test('keys that have a default can be omitted', () => {
  const { apps, apis, accounts } = parseRegistrations(minimal)
  expect(apps[0]).toMatchObject({
    multiTenant: false,
    redirectUris: { spa: [], web: [], publicClient: [] },
  })
  expect(apis[0]).toMatchObject({ tokenVersion: 2, scopes: [{ adminConsentOnly: false }] })
  expect(accounts[0]).toMatchObject({ guestIn: [], roles: {}, disabled: false, note: '' })
  expect(accounts[0]).toMatchObject({ claims: {}, administrator: false })
})

test('the default registrations are valid', () => {
  expect(parseRegistrations(defaultRegistrations())).toEqual(defaultRegistrations())
})

test('every fault is named at once, with its place', () => {
  const faults = faultsOf({
    tenants: [{ id: 'one', domain: 'shop.example', nmae: 'Shop' }],
    apps: [{ ...minimal.apps[0], redirectUris: { spa: ['not a uri'] }, secret: 'x', key: 'y' }],
    apis: [{ clientId: TENANT, name: 'API', identifierUri: 'api://x', scopes: [{ value: 'a b' }] }],
    accounts: [
      { ...minimal.accounts[0], disabled: 'yes', claims: { name: '', sub: 'x' } },
      minimal.accounts[0],
    ],
  })
  expect(faults).toEqual([
    'tenants.0.id must be a GUID',
    'tenants.0.name is missing',
    'tenants.0 has the unknown key nmae (known keys: id, domain, name, external)',
    'apps.0.redirectUris.spa.0 must be an absolute URI',
    expect.stringContaining('apps.0 has the unknown keys secret, key (known keys: clientId, '),
    'apis.0.scopes.0.value must be one word, such as access_as_user',
    'apis.0.scopes.0.consentText is missing',
    'accounts.0.claims.name must not be empty',
    expect.stringContaining('accounts.0.claims has the unknown key sub (known keys: preferred_'),
    'accounts.0.disabled is "yes", but must be true or false',
    'accounts.1.userName repeats accounts.0.userName: carla@shop.example',
    `accounts.1.oid repeats accounts.0.oid: ${minimal.accounts[0]?.oid}`,
  ])
})

test('references without a target are named', () => {
  const elsewhere = '20000000-0000-4000-8000-00000000000f'
  const guestIn = [{ tenantId: elsewhere, oid: elsewhere }]
  const faults = faultsOf({
    ...minimal,
    apps: [{ ...minimal.apps[0], tenantId: elsewhere }],
    accounts: [{ ...minimal.accounts[0], guestIn, roles: { [elsewhere]: ['Cook'] } }],
  })
  expect(faults).toEqual([
    `apps.0.tenantId is ${elsewhere}, but no tenant has this id`,
    `accounts.0.guestIn.0.tenantId is ${elsewhere}, but no tenant has this id`,
    `accounts.0.roles has ${elsewhere}, but no app or API has this client id`,
  ])
})

test('a group has to exist, once, in a tenant of the account', () => {
  const [first, second] = ['1', '2'].map((digit) => `30000000-0000-4000-8000-00000000000${digit}`)
  const partner = { id: '20000000-0000-4000-8000-00000000000e', domain: 'b.example', name: 'B' }
  const group = { id: first, name: 'Till staff', tenantId: TENANT }
  const elsewhere = { id: second, name: 'Partners', tenantId: partner.id }
  const [account] = minimal.accounts
  const tenants = [...minimal.tenants, partner]
  const withGroups = (groups: object[], ...ids: unknown[]) =>
    faultsOf({ ...minimal, tenants, groups, accounts: [{ ...account, groups: ids }] })
  expect(withGroups([group, elsewhere], first, first, second, TENANT)).toEqual([
    `accounts.0.groups.2 is ${second}, a group of a tenant that the account is not in`,
    `accounts.0.groups.3 is ${TENANT}, but no group has this id`,
    `accounts.0.groups.1 repeats accounts.0.groups.0: ${first}`,
  ])
  expect(withGroups([group, { ...group, tenantId: first }])).toEqual([
    `groups.1.tenantId is ${first}, but no tenant has this id`,
    `groups.1.id repeats groups.0.id: ${first}`,
  ])
  // The fault of the group alone, and not of the account that names it.
  expect(withGroups([{ ...group, id: 'one' }], first)).toEqual(['groups.0.id must be a GUID'])
})

test('Microsoft Graph is added, or gets its own scopes beside those of the file', () => {
  const [, graph] = parseRegistrations(minimal).apis
  expect(graph).toEqual(MICROSOFT_GRAPH)
  const own = {
    ...minimal.apis[0],
    clientId: MICROSOFT_GRAPH.clientId,
    identifierUri: MICROSOFT_GRAPH.identifierUri,
    scopes: [
      { value: 'Mail.Read', consentText: 'Read your mail' },
      { value: 'User.Read', consentText: 'Read you' },
    ],
  }
  const { apis } = parseRegistrations({ ...minimal, apis: [...minimal.apis, own] })
  expect(apis).toHaveLength(2)
  expect(apis[1]?.scopes.map(({ value, consentText }) => [value, consentText])).toEqual([
    ['Mail.Read', 'Read your mail'],
    ['User.Read', 'Read you'],
    ['User.Read.All', "Read all users' full profiles"],
    ['GroupMember.Read.All', 'Read group memberships'],
  ])
})

test('an entry of Microsoft Graph needs only its client id and what it changes', () => {
  const own = { clientId: MICROSOFT_GRAPH.clientId.toUpperCase(), needsMfa: true }
  const { apis } = parseRegistrations({ ...minimal, apis: [own, ...minimal.apis] })
  expect(apis.map(({ name }) => name)).toEqual(['Orders', 'Microsoft Graph'])
  expect(apis[1]).toEqual({ ...MICROSOFT_GRAPH, needsMfa: true })
})

test('an entry of Microsoft Graph has its identifier URI, and is not the only API', () => {
  const own = { clientId: MICROSOFT_GRAPH.clientId, identifierUri: 'api://graph', needMfa: true }
  expect(faultsOf({ ...minimal, apis: [...minimal.apis, own] })).toEqual([
    'apis.1.identifierUri must be https://graph.microsoft.com',
    expect.stringContaining('apis.1 has the unknown key needMfa'),
  ])
  expect(faultsOf({ ...minimal, apis: [{ clientId: MICROSOFT_GRAPH.clientId }] })).toEqual([
    'apis needs an API besides Microsoft Graph',
  ])
})

test('an API needs a client id, a name, an identifier URI and a scope', () => {
  expect(faultsOf({ ...minimal, apis: [{}] })).toEqual(['apis.0.clientId is missing'])
  expect(faultsOf({ ...minimal, apis: [{ clientId: 'graph' }] })).toEqual([
    'apis.0.clientId must be a GUID',
  ])
  expect(faultsOf({ ...minimal, apis: [{ clientId: TENANT }] })).toEqual([
    'apis.0.name is missing',
    'apis.0.identifierUri is missing',
    'apis.0.scopes is missing',
  ])
  expect(faultsOf({ ...minimal, apis: ['orders'] })).toEqual([
    'apis.0 is "orders", but must be an object',
  ])
})

test('an API names tenants and apps that exist', () => {
  const api = { ...minimal.apis[0], tenantId: TENANT, multiTenant: true }
  const app = minimal.apps[0]?.clientId
  expect(faultsOf({ ...minimal, apis: [{ ...api, knownClientApplications: [app] }] })).toEqual([])
  const wrong = { ...api, tenantId: app, knownClientApplications: [TENANT] }
  expect(faultsOf({ ...minimal, apis: [wrong] })).toEqual([
    `apis.0.tenantId is ${app}, but no tenant has this id`,
    `apis.0.knownClientApplications.0 is ${TENANT}, but no app has this client id`,
  ])
})

test('a tenant cannot be that of personal accounts, and an external one has no app for others', () => {
  const id = '9188040d-6c67-4c5b-b112-36a304b66dad'
  const tenants = [
    { ...minimal.tenants[0], external: true },
    { id, domain: 'live.example', name: 'Personal' },
  ]
  const apps = [{ ...minimal.apps[0], multiTenant: true }]
  const apis = [{ ...minimal.apis[0], multiTenant: true }]
  expect(faultsOf({ ...minimal, tenants, apps, apis })).toEqual([
    'tenants.1.id is that of personal Microsoft accounts, which local-entra lacks',
    'apps.0.multiTenant is true, but an app of an external tenant is for that tenant alone',
    'apis.0.multiTenant is true, so the API needs a tenantId',
  ])
})

test('an id, a domain, a user name, a scope and a setting exist once', () => {
  const [tenant, app, api, account] = [
    minimal.tenants[0],
    minimal.apps[0],
    { ...minimal.apis[0], setting: { name: 'orders', url: 'http://localhost:7100/orders' } },
    minimal.accounts[0],
  ]
  const guestIn = [{ tenantId: TENANT, oid: account?.oid }]
  const scopes = [minimal.apis[0]?.scopes[0], minimal.apis[0]?.scopes[0]]
  const faults = faultsOf({
    tenants: [tenant, { ...tenant, domain: 'SHOP.example' }],
    apps: [app, app],
    apis: [api, { ...api, scopes }],
    accounts: [account, { ...account, userName: 'Carla@shop.example', guestIn }],
  })
  expect(faults.map((fault) => fault.replace(/:.*/, ''))).toEqual([
    'tenants.1.id repeats tenants.0.id',
    'tenants.1.domain repeats tenants.0.domain',
    'apps.1.clientId repeats apps.0.clientId',
    'apis.1.clientId repeats apis.0.clientId',
    'apis.1.identifierUri repeats apis.0.identifierUri',
    'apis.1.setting.name repeats apis.0.setting.name',
    'apis.1.scopes.1.value repeats apis.1.scopes.0.value',
    'accounts.1.userName repeats accounts.0.userName',
    'accounts.1.oid repeats accounts.0.oid',
    'accounts.1.guestIn.0.oid repeats accounts.0.oid',
    'accounts.1.guestIn.0.tenantId repeats accounts.1.tenantId',
  ])
})

test('an app and an API can be one registration', () => {
  const clientId = minimal.apps[0]?.clientId
  expect(faultsOf({ ...minimal, apis: [{ ...minimal.apis[0], clientId }] })).toEqual([])
})

test('a redirect URI has no fragment and no wildcard, and starts as its platform allows', () => {
  const redirectUris = {
    spa: ['http://localhost:3000/#/callback', 'http://localhost:3000/*', 'localhost:3000'],
    web: ['myapp://auth', '/signed-in'],
    publicClient: ['myapp://auth', 'http://localhost', 'myapp://auth#x'],
  }
  expect(faultsOf({ ...minimal, apps: [{ ...minimal.apps[0], redirectUris }] })).toEqual([
    'apps.0.redirectUris.spa.0 must not have a fragment (#)',
    'apps.0.redirectUris.spa.1 must not have a wildcard (*): redirect URIs match exactly',
    'apps.0.redirectUris.spa.2 must start with http:// or https://',
    'apps.0.redirectUris.web.0 must start with http:// or https://',
    'apps.0.redirectUris.web.1 must be an absolute URI',
    'apps.0.redirectUris.publicClient.2 must not have a fragment (#)',
  ])
})

test('a redirect URI belongs to one platform, and the port of localhost does not count', () => {
  const redirectUris = {
    spa: ['http://localhost:3000/', 'http://localhost:4000/', 'http://localhost:3000/'],
    web: ['http://localhost:5000/', 'http://localhost:5000/web'],
  }
  expect(faultsOf({ ...minimal, apps: [{ ...minimal.apps[0], redirectUris }] })).toEqual([
    'apps.0.redirectUris.spa.2 repeats apps.0.redirectUris.spa.0: http://localhost:3000/',
    'apps.0.redirectUris.web.0 repeats apps.0.redirectUris.spa.0: http://localhost:5000/',
  ])
})

test('an API in the configuration of the app has one word as its name, and an address', () => {
  const clientId = '20000000-0000-4000-8000-000000000005'
  const api = { ...minimal.apis[0], clientId, identifierUri: 'api://other' }
  const wrong = { ...api, setting: { name: 'my orders', url: '/orders' } }
  expect(faultsOf({ ...minimal, apis: [...minimal.apis, wrong] })).toEqual([
    'apis.1.setting.name must be one word, such as orders',
    'apis.1.setting.url must be an absolute URI',
  ])
})

test('tenant ids and domains are read as lower case', () => {
  const id = 'ABCDEF00-0000-4000-8000-000000000001'
  const { tenants, apps } = parseRegistrations({
    ...minimal,
    tenants: [{ id, domain: 'Shop.Example', name: 'Shop' }],
    apps: [{ ...minimal.apps[0], tenantId: id }],
    accounts: [{ ...minimal.accounts[0], tenantId: id }],
  })
  expect(tenants[0]).toMatchObject({ id: id.toLowerCase(), domain: 'shop.example' })
  expect(apps[0]?.tenantId).toBe(id.toLowerCase())
})

test.each([
  ['the file is missing', undefined],
  ['the file is "text", but must be an object with the keys $schema, samples, tenants, ', 'text'],
  ['the file is an array, but must be an object with the keys ', ['text']],
  ['tenants is missing', {}],
  ['tenants needs at least one tenant', { ...minimal, tenants: [] }],
  ['apis needs at least one API', { ...minimal, apis: [] }],
  [
    'apis.0.scopes needs at least one scope',
    { ...minimal, apis: [{ ...minimal.apis[0], scopes: [] }] },
  ],
  [
    'apps.0.redirectUris is an array, but must be an object with the keys spa, web, publicClient',
    { ...minimal, apps: [{ ...minimal.apps[0], redirectUris: ['http://localhost:3000/'] }] },
  ],
  [
    'accounts.0.roles.Orders must be the client id of an app or an API',
    { ...minimal, accounts: [{ ...minimal.accounts[0], roles: { Orders: ['Cook'] } }] },
  ],
  [
    'accounts.0 is "carla", but must be an object with the keys userName, ',
    { accounts: ['carla'] },
  ],
  ['accounts is an object, but must be an array', { ...minimal, accounts: {} }],
])('it says that %s', (fault, value) => {
  expect(faultsOf(value)).toContainEqual(expect.stringContaining(fault))
})

test('the faults of a file start with its name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'registrations-'))
  const file = join(folder, 'shop.json')
  await writeFile(file, JSON.stringify({ ...minimal, apis: [] }))
  await expect(readRegistrationsFile(file)).rejects.toThrow(
    `${file} cannot be used:\n  - apis needs at least one API`,
  )
  await writeFile(file, `\uFEFF${JSON.stringify({ $schema: './schema.json', ...minimal })}`)
  expect(await readRegistrationsFile(file)).toEqual(parseRegistrations(minimal))
  await rm(folder, { recursive: true })
})

test('registrations in upper case are read as lower case', () => {
  const GUID = /10ca1000(?:-\w+){4}/g
  const written = JSON.stringify(defaultRegistrations())
  const capitals: unknown = JSON.parse(written.replace(GUID, (guid) => guid.toUpperCase()))
  expect(JSON.stringify(capitals)).not.toBe(written)
  expect(parseRegistrations(capitals)).toEqual(defaultRegistrations())
})

test('an identifier URI keeps its case except in GUIDs, and is unique in any case', () => {
  const API = '10ca1000-57ac-4000-c000-000000000001'
  const registrations = defaultRegistrations()
  const [first, second] = registrations.apis
  if (!first || !second) throw new Error('the default registrations have two APIs')
  first.identifierUri = `api://Weather/${API.toUpperCase()}`
  expect(parseRegistrations(registrations).apis[0]?.identifierUri).toBe(`api://Weather/${API}`)
  second.identifierUri = `api://weather/${API}`
  expect(() => parseRegistrations(registrations)).toThrow('apis.1.identifierUri')
})

test('a certificate has an RSA key of 2048 bits or more, in PEM', async () => {
  const names = [{ name: 'commonName', value: 'server' }]
  const [good, small, curve] = await Promise.all([
    generate(names, { keySize: 2048 }),
    generate(names, { keySize: 1024 }),
    generate(names, { keyType: 'ec' }),
  ])
  const [app] = minimal.apps
  const broken = '-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----'
  const certificates = [good.cert, small.cert, curve.cert, 'night.pem', broken]
  const faults = [1, 2, 4].map(
    (index) =>
      `apps.0.certificates.${index} is not a certificate in PEM with an RSA key of 2048 bits or more`,
  )
  expect(faultsOf({ ...minimal, apps: [{ ...app, certificates }] })).toEqual([
    'apps.0.certificates.3 must be the text of a certificate in PEM, from -----BEGIN CERTIFICATE----- on, and not a path',
    ...faults,
  ])
})
