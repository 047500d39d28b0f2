import { MICROSOFT_GRAPH } from './microsoft-graph.ts'
import type { CompleteRegistrations } from './registrations.ts'

// Ids with this prefix are easy to see in a log and to find in a build.
const id = (kind: string, number: number) =>
  `10ca1000-57ac-4000-${kind}000-${number.toString(16).padStart(12, '0')}`

const WEATHER_TENANT = id('a', 10)
const PARTNER_TENANT = id('a', 11)
const WEATHER_APP = id('b', 1)
const WEATHER_API = id('c', 1)
const EDITOR = 'Forecast.Editor'
const SAMPLE_SECRET = 'sample-secret'

/**
 * The sample registrations, before the defaults are filled in.
 * @param appName the name of the app on the sign-in and consent pages
 */
export function sampleRegistrations(appName = 'Weather app') {
  return {
    tenants: [
      { id: WEATHER_TENANT, domain: 'weather.example', name: 'Weather Example' },
      { id: PARTNER_TENANT, domain: 'partner.example', name: 'Partner Example' },
    ],
    apps: [
      {
        clientId: WEATHER_APP,
        name: appName,
        tenantId: WEATHER_TENANT,
        assignmentRequired: true,
      },
      {
        clientId: id('b', 2),
        name: `${appName} for all tenants`,
        tenantId: WEATHER_TENANT,
        multiTenant: true,
      },
      {
        clientId: id('b', 3),
        name: `${appName} on a desktop`,
        tenantId: WEATHER_TENANT,
        // Any port, as MSAL for Node and .NET listens (RFC 8252 §7.3).
        redirectUris: { publicClient: ['http://localhost'] },
        publicClientFlows: true,
      },
      {
        clientId: id('b', 4),
        name: `${appName} on a server`,
        tenantId: WEATHER_TENANT,
        redirectUris: { web: ['http://localhost/signin-oidc', 'https://localhost/signin-oidc'] },
        secrets: [SAMPLE_SECRET],
        groupMembershipClaims: 'SecurityGroup',
        roles: {
          [WEATHER_API]: ['Forecast.Read.All'],
          [MICROSOFT_GRAPH.clientId]: ['User.Read.All', 'GroupMember.Read.All'],
        },
      },
      {
        // The weather API as a client: it may call other APIs on behalf of its users.
        clientId: WEATHER_API,
        name: 'Weather API',
        tenantId: WEATHER_TENANT,
        secrets: [SAMPLE_SECRET],
        adminConsent: true,
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
    ],
    groups: [
      ...NAMED_GROUPS,
      ...MANY_GROUPS.map((each, index) => group(each, `Station ${index + 1}`)),
    ],
    accounts: sampleAccounts(),
  } satisfies CompleteRegistrations
}

const group = (groupId: string, name: string) => ({
  id: groupId,
  name,
  tenantId: WEATHER_TENANT,
})

const NAMED_GROUPS = [
  group(id('e', 1), 'Forecasters'),
  group(id('e', 2), 'Storm watch'),
  { ...group(id('e', 3), 'Weather chat'), securityEnabled: false },
]

/** More than fit in a token. */
const MANY_GROUPS = Array.from({ length: 250 }, (_, index) => id('e', 0x1000 + index))

/** One account for each case that an app meets in a real tenant. */
function sampleAccounts() {
  const member = (number: number, userName: string, name: string) => ({
    userName: `${userName}@weather.example`,
    name,
    tenantId: WEATHER_TENANT,
    oid: id('d', number),
  })
  return [
    { ...member(1, 'sunny.day', 'Sunny Day'), photo: true },
    {
      ...member(2, 'misty.moore', 'Misty Moore'),
      // Defined in both registrations: of the app for the ID token, of the API for the access token.
      roles: { [WEATHER_APP]: [EDITOR], [WEATHER_API]: [EDITOR] },
      groups: NAMED_GROUPS.map((each) => each.id),
      profile: { jobTitle: 'Meteorologist' },
      note: 'Forecast editor',
    },
    {
      ...member(14, 'wendy.vane', 'Wendy Vane'),
      roles: { [WEATHER_APP]: [EDITOR] },
      note: 'Editor in the app only',
    },
    {
      userName: 'robin.drizzle@partner.example',
      name: 'Robin Drizzle',
      tenantId: PARTNER_TENANT,
      oid: id('d', 3),
      guestIn: [{ tenantId: WEATHER_TENANT, oid: id('d', 4) }],
      note: 'Guest of this tenant',
    },
    { ...member(5, 'gail.gust', 'Gail Gust'), needsMfa: true },
    { ...member(6, 'hazel.frost', 'Hazel Frost'), needsAdminConsent: true },
    { ...member(11, 'raine.grant', 'Raine Grant'), administrator: true },
    { ...member(7, 'ray.unlisted', 'Ray Unlisted'), unassigned: true },
    { ...member(8, 'storm.block', 'Storm Block'), blocked: true },
    { ...member(9, 'dewey.off', 'Dewey Off'), disabled: true },
    {
      userName: 'gale.foreign@partner.example',
      name: 'Gale Foreign',
      tenantId: PARTNER_TENANT,
      oid: id('d', 10),
      note: 'From another tenant',
    },
    {
      ...member(13, 'gus.tropolis', 'Gus Tropolis'),
      groups: MANY_GROUPS,
      note: `In ${MANY_GROUPS.length} groups`,
    },
    {
      ...member(12, '', 'Skye Ringer'),
      // One of the numbers that Ofcom reserves for fiction.
      userName: '+44 20 7946 0958',
      claims: { preferred_username: null, name: null },
      note: 'No names in tokens',
    },
  ]
}
