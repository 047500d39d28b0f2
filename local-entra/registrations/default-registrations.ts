import { registrations } from './parse-registrations.ts'
import type { Registrations } from './registrations.ts'

// Ids with this start are nobody's: they are easy to see in a log and to find in a build.
const id = (kind: string, number: number) =>
  `10ca1000-57ac-4000-${kind}000-${number.toString(16).padStart(12, '0')}`

const WEATHER_TENANT = id('a', 10)
const PARTNER_TENANT = id('a', 11)
const WEATHER_API = id('c', 1)

/** The registrations that the stack starts with when nobody gives it others. */
export function defaultRegistrations(): Registrations {
  return registrations({
    tenants: [
      { id: WEATHER_TENANT, domain: 'weather.example', name: 'Weather Example' },
      { id: PARTNER_TENANT, domain: 'partner.example', name: 'Partner Example' },
    ],
    apps: [
      {
        clientId: id('b', 1),
        name: 'Weather app',
        tenantId: WEATHER_TENANT,
        assignmentRequired: true,
      },
      {
        clientId: id('b', 2),
        name: 'Weather app for all tenants',
        tenantId: WEATHER_TENANT,
        multiTenant: true,
      },
    ],
    apis: [
      {
        clientId: WEATHER_API,
        name: 'Weather API',
        identifierUri: `api://${WEATHER_API}`,
        scopes: [
          { value: 'access_as_user', consentText: 'Read the weather forecast as you' },
          {
            value: 'administer',
            consentText: 'Change the weather forecast',
            adminConsentOnly: true,
          },
        ],
      },
      {
        clientId: id('c', 2),
        name: 'Old weather API',
        identifierUri: `api://${id('c', 2)}`,
        scopes: [{ value: 'access_as_user', consentText: 'Read the old weather forecast as you' }],
        tokenVersion: 1,
      },
      {
        clientId: '00000003-0000-0000-c000-000000000000',
        name: 'Microsoft Graph',
        identifierUri: 'https://graph.microsoft.com',
        scopes: [{ value: 'User.Read', consentText: 'Sign you in and read your profile' }],
      },
    ],
    accounts: sampleAccounts(),
  })
}

/** One person for each case that an app should have met before it meets a real tenant. */
function sampleAccounts() {
  const member = (number: number, userName: string, name: string) => ({
    userName: `${userName}@weather.example`,
    name,
    tenantId: WEATHER_TENANT,
    oid: id('d', number),
  })
  return [
    member(1, 'sunny.day', 'Sunny Day'),
    { ...member(2, 'misty.moore', 'Misty Moore'), roles: { [WEATHER_API]: ['Forecast.Editor'] } },
    {
      userName: 'robin.drizzle@partner.example',
      name: 'Robin Drizzle',
      tenantId: PARTNER_TENANT,
      oid: id('d', 3),
      guestIn: [{ tenantId: WEATHER_TENANT, oid: id('d', 4) }],
      note: 'Guest of this tenant',
    },
    { ...member(5, 'gail.gust', 'Gail Gust'), needsMfa: true, note: 'Needs a second factor' },
    {
      ...member(6, 'hazel.frost', 'Hazel Frost'),
      needsAdminConsent: true,
      note: 'Needs admin consent',
    },
    { ...member(11, 'raine.grant', 'Raine Grant'), administrator: true, note: 'Administrator' },
    {
      ...member(7, 'ray.unlisted', 'Ray Unlisted'),
      unassigned: true,
      note: 'Not assigned to the app',
    },
    {
      ...member(8, 'storm.block', 'Storm Block'),
      blocked: true,
      note: 'Blocked by a policy',
    },
    { ...member(9, 'dewey.off', 'Dewey Off'), disabled: true, note: 'Account disabled' },
    {
      userName: 'gale.foreign@partner.example',
      name: 'Gale Foreign',
      tenantId: PARTNER_TENANT,
      oid: id('d', 10),
      note: 'From another tenant',
    },
    {
      ...member(12, '', 'Skye Ringer'),
      // Of the numbers that Ofcom keeps for fiction.
      userName: '+44 20 7946 0958',
      claims: { preferred_username: null, name: null },
      note: 'No names in tokens',
    },
  ]
}
