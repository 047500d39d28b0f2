import type { Registrations } from './registrations.ts'

// Ids with this start are nobody's: they are easy to see in a log and to find in a build.
const TENANT_ID = '10ca1000-57ac-4000-a000-00000000000a'
const SPA_CLIENT_ID = '10ca1000-57ac-4000-b000-000000000001'
const API_CLIENT_ID = '10ca1000-57ac-4000-c000-000000000001'

/** The registrations that the stack starts with when nobody gives it others. */
export function defaultRegistrations(): Registrations {
  return {
    tenants: [{ id: TENANT_ID, domain: 'weather.example', name: 'Weather Example' }],
    apps: [
      {
        clientId: SPA_CLIENT_ID,
        name: 'Weather app',
        tenantId: TENANT_ID,
        redirectUris: { spa: [], web: [], publicClient: [] },
      },
    ],
    apis: [
      {
        clientId: API_CLIENT_ID,
        name: 'Weather API',
        identifierUri: `api://${API_CLIENT_ID}`,
        scopes: [{ value: 'access_as_user', consentText: 'Read the weather forecast as you' }],
      },
    ],
    accounts: [
      {
        userName: 'sunny.day@weather.example',
        name: 'Sunny Day',
        tenantId: TENANT_ID,
        oid: '10ca1000-57ac-4000-d000-000000000001',
      },
      {
        userName: 'misty.moore@weather.example',
        name: 'Misty Moore',
        tenantId: TENANT_ID,
        oid: '10ca1000-57ac-4000-d000-000000000002',
      },
    ],
  }
}
