import { expect, test } from 'vitest'
import { defaultRegistrations } from './default-registrations.ts'
import { parseRegistrations, RegistrationsError } from './parse-registrations.ts'

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

test('what has a default may be left out', () => {
  const { apps, apis, accounts } = parseRegistrations(minimal)
  expect(apps[0]).toMatchObject({
    multiTenant: false,
    redirectUris: { spa: [], web: [], publicClient: [] },
  })
  expect(apis[0]).toMatchObject({ tokenVersion: 2, scopes: [{ adminConsentOnly: false }] })
  expect(accounts[0]).toMatchObject({ guestIn: [], roles: {}, disabled: false, note: '' })
  expect(accounts[0]).toMatchObject({ claims: {}, administrator: false })
})

test('the default registrations are such registrations', () => {
  expect(parseRegistrations(defaultRegistrations())).toEqual(defaultRegistrations())
})

test('every fault is named at once, with its place', () => {
  const faults = faultsOf({
    tenants: [{ id: 'one', domain: 'shop.example', nmae: 'Shop' }],
    apps: [{ ...minimal.apps[0], redirectUris: { spa: ['not a uri'] }, secret: 'x' }],
    apis: [{ clientId: TENANT, name: 'API', identifierUri: 'api://x', scopes: [{ value: 'a b' }] }],
    accounts: [{ ...minimal.accounts[0], disabled: 'yes', claims: { name: '', sub: 'x' } }],
  })
  expect(faults).toEqual([
    'tenants.0.id must be a GUID',
    'tenants.0.name is missing',
    'tenants.0.nmae is not known',
    'apps.0.redirectUris.spa.0 must be an absolute URI',
    'apps.0.secret is not known',
    'apis.0.scopes.0.value must be one word, such as access_as_user',
    'apis.0.scopes.0.consentText is missing',
    'accounts.0.claims.name must not be empty',
    'accounts.0.claims.sub is not known',
    'accounts.0.disabled is "yes", but must be boolean',
  ])
})

test('references that lead nowhere and names that are taken twice are named', () => {
  const elsewhere = '20000000-0000-4000-8000-00000000000f'
  const [account] = minimal.accounts
  const faults = faultsOf({
    ...minimal,
    apps: [{ ...minimal.apps[0], tenantId: elsewhere }],
    accounts: [
      account,
      {
        ...account,
        guestIn: [{ tenantId: elsewhere, oid: elsewhere }],
        roles: { [elsewhere]: ['Cook'] },
      },
    ],
  })
  expect(faults).toEqual([
    `apps.0.tenantId is ${elsewhere}, which is none of the tenants`,
    `accounts.1.guestIn.0.tenantId is ${elsewhere}, which is none of the tenants`,
    `accounts.1.roles has ${elsewhere}, which is no app and no API`,
    'accounts.1.userName is carla@shop.example a second time',
  ])
})

test('the settings of an app have each API under a name of its own', () => {
  const setting = { name: 'orders', url: 'http://localhost:7100/orders' }
  const api = { ...minimal.apis[0], setting }
  const other = { ...api, identifierUri: 'api://other' }
  expect(faultsOf({ ...minimal, apis: [...minimal.apis, other] })).toEqual([])
  expect(faultsOf({ ...minimal, apis: [api, other] })).toEqual([
    'apis.1.setting.name is orders a second time',
  ])
  const wrong = { ...other, setting: { name: 'my orders', url: '/orders' } }
  expect(faultsOf({ ...minimal, apis: [...minimal.apis, wrong] })).toEqual([
    'apis.1.setting.name must be one word, such as orders',
    'apis.1.setting.url must be an absolute URI',
  ])
})

test('tenants are found however their ids and domains were written', () => {
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
  ['the file is "text", but must be Object', 'text'],
  ['tenants is missing', {}],
  ['tenants needs at least one tenant', { ...minimal, tenants: [] }],
  ['apis needs at least one API', { ...minimal, apis: [] }],
  [
    'apis.0.scopes needs at least one scope',
    { ...minimal, apis: [{ ...minimal.apis[0], scopes: [] }] },
  ],
])('it says that %s', (fault, value) => {
  expect(faultsOf(value)).toContain(fault)
})
