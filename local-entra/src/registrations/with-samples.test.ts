import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { appConfig } from '../app-config.ts'
import { defaultRegistrations } from './default-registrations.ts'
import { parseRegistrations, registrations, RegistrationsError } from './parse-registrations.ts'
import { sampleRegistrations } from './sample-registrations.ts'

const [WEATHER] = sampleRegistrations().tenants.map(({ id }) => id)
const [APP, FOR_ALL_TENANTS] = sampleRegistrations().apps.map(({ clientId }) => clientId)
const SUNNY = 'sunny.day@weather.example'
const orders = {
  clientId: '40000000-0000-4000-8000-000000000001',
  name: 'Orders',
  identifierUri: 'api://orders',
  scopes: [{ value: 'Orders.Read', consentText: 'Read your orders' }],
}
const samples = defaultRegistrations()

function faultsOf(value: unknown): readonly string[] {
  try {
    parseRegistrations(value)
  } catch (error) {
    if (error instanceof RegistrationsError) return error.faults
    throw error
  }
  return []
}

/** @returns the file that a page of the documentation adds to the samples */
function exampleOf(path: string) {
  const page = readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
  const blocks = [...page.matchAll(/```json\n([^]*?)```/g)].map(([, text = '']) => text)
  const example = blocks.find((text) => text.includes('"samples": true')) ?? ''
  return parseRegistrations(JSON.parse(example))
}

test.each(['local-entra/registrations.md', 'docs/add-an-api.md'])(
  'the example of %s adds an API to the configuration of the app, and changes nothing else there',
  (path) => {
    const addresses = {
      identityOrigin: 'http://localhost:5180',
      weatherApiUrl: 'http://localhost:5181/WeatherForecast',
      graphUrl: 'http://localhost:5183/v1.0',
    }
    const { apis, ...others } = appConfig(samples, addresses)
    const scope = 'api://33333333-3333-4333-8333-333333333333/Orders.Read'
    expect(apis).toHaveProperty('graph')
    expect(appConfig(exampleOf(path), addresses)).toEqual({
      ...others,
      apis: { ...apis, orders: { url: 'http://localhost:7100', scope } },
    })
  },
)

test('the example of the documentation gives a sample account a role of the app and of the API', () => {
  const { accounts } = exampleOf('local-entra/registrations.md')
  const [sunny, ...others] = samples.accounts
  const api = '33333333-3333-4333-8333-333333333333'
  const roles = { [String(APP)]: ['Orders.Approver'], [api]: ['Orders.Approver'] }
  expect(accounts).toEqual([{ ...sunny, roles }, ...others])
})

test('samples alone are the default registrations, with the name of the app', () => {
  expect(registrations({ samples: true })).toEqual(samples)
  const named = parseRegistrations({ samples: true }, 'shop.json', 'Shop')
  expect(named).toEqual(defaultRegistrations('Shop'))
})

test('entries come after the samples, and Microsoft Graph after all APIs', () => {
  const id = '40000000-0000-4000-8000-000000000002'
  const oid = '40000000-0000-4000-8000-000000000003'
  const added = registrations({
    samples: true,
    tenants: [{ id, domain: 'shop.example', name: 'Shop' }],
    apps: [{ clientId: id, name: 'Till', tenantId: id }],
    apis: [orders],
    groups: [{ id, name: 'Till staff', tenantId: id }],
    accounts: [{ userName: 'carla@shop.example', name: 'Carla Till', tenantId: id, oid }],
  })
  expect(added.tenants.slice(0, -1)).toEqual(samples.tenants)
  expect(added.apps.slice(0, -1)).toEqual(samples.apps)
  expect(added.apis.slice(0, -2)).toEqual(samples.apis.slice(0, -1))
  expect(added.groups.slice(0, -1)).toEqual(samples.groups)
  expect(added.accounts.slice(0, -1)).toEqual(samples.accounts)
  expect(added.apis.map(({ name }) => name).slice(-2)).toEqual(['Orders', 'Microsoft Graph'])
})

test('an entry of a sample, in any case, changes the keys that it has, at the place of the sample', () => {
  const [, forAllTenants] = samples.apps
  const [, misty] = samples.accounts
  const changed = registrations({
    samples: true,
    apps: [{ clientId: String(FOR_ALL_TENANTS).toUpperCase(), name: 'Shop' }],
    accounts: [{ userName: 'Misty.Moore@weather.example', roles: {} }],
  })
  expect(changed.apps).toHaveLength(samples.apps.length)
  expect(changed.apps[1]).toEqual({ ...forAllTenants, name: 'Shop' })
  expect(changed.accounts[1]).toEqual({
    ...misty,
    userName: 'Misty.Moore@weather.example',
    roles: {},
  })
})

test('faults have their place in the file', () => {
  const [, misty] = samples.accounts
  expect(
    faultsOf({
      samples: true,
      apis: [
        { ...orders, name: undefined },
        { ...orders, scope: 'Orders.Read' },
      ],
      accounts: [
        { userName: 'suny.day@weather.example', tenantId: WEATHER, oid: orders.clientId },
        { userName: SUNNY, oid: misty?.oid, roles: { [String(WEATHER)]: ['Cook'] } },
        { userName: SUNNY },
        'sunny',
      ],
    }),
  ).toEqual([
    'apis.0.name is missing',
    expect.stringContaining('apis.1 has the unknown key scope'),
    'accounts.0.name is missing',
    expect.stringContaining('accounts.3 is "sunny", but must be an object'),
    `accounts.1.roles has ${WEATHER}, but no app or API has this client id`,
    `apis.1.clientId repeats apis.0.clientId: ${orders.clientId}`,
    'apis.1.identifierUri repeats apis.0.identifierUri: api://orders',
    `accounts.2.userName repeats accounts.1.userName: ${SUNNY}`,
    `accounts.1.oid repeats samples.accounts.1.oid: ${misty?.oid}`,
  ])
})

test('a fault of a sample that an entry causes has its place below samples', () => {
  expect(faultsOf({ samples: true, tenants: [{ id: WEATHER, external: true }] })).toEqual([
    'samples.apps.1.multiTenant is true, but an app of an external tenant is for that tenant alone',
  ])
})

test('samples is true or false, and without it the lists are required', () => {
  expect(faultsOf({ samples: 'yes', ...samples })).toEqual([
    'samples is "yes", but must be true or false',
  ])
  expect(faultsOf({ samples: false, apis: [orders] })).toContain('accounts is missing')
  expect(faultsOf({ samples: true, accounts: {} })).toEqual([
    'accounts is an object, but must be an array',
  ])
})
