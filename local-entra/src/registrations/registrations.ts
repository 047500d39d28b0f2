import * as v from 'valibot'
import { strictObject } from '../describe-issue.ts'
import { account, group } from './accounts.ts'
import { MICROSOFT_GRAPH, withMicrosoftGraph } from './microsoft-graph.ts'
import { absoluteUri, appRoles, flag, guid, GUIDS, id, someText, text, uri } from './values.ts'

/*
 * What an administrator registers in a tenant: tenants, apps, APIs and accounts. The JSON Schema of the file,
 * local-entra/registrations.schema.json, is generated from these schemas with their descriptions.
 */

const tenant = strictObject({
  id: id('The tenant id (tid claim).'),
  domain: v.pipe(
    someText,
    v.toLowerCase(),
    v.description('A verified domain name. It works in place of the id in URLs.'),
  ),
  name: text('The name of the organisation on the pages.'),
  external: flag(
    'An external tenant (Microsoft Entra External ID), for the customers of an organisation. Its tokens have the issuer https://<tenant id>.ciamlogin.com/<tenant id>/v2.0, and its domain is that of https://<name>.ciamlogin.com: <name>.onmicrosoft.com.',
  ),
})

/** @param pattern what a redirect URI of the platform looks like; without flags, as JSON Schema requires */
function redirectUris(pattern: RegExp, schemes: string, description: string) {
  const redirectUri = v.pipe(
    absoluteUri,
    v.regex(pattern, ({ input }) => {
      if (input.includes('#')) return 'must not have a fragment (#)'
      if (input.includes('*')) return 'must not have a wildcard (*): redirect URIs match exactly'
      return `must start with ${schemes}`
    }),
  )
  return v.optional(v.pipe(v.array(redirectUri), v.description(description)), () => [])
}

const certificate = v.pipe(
  v.string(),
  v.regex(
    /-----BEGIN CERTIFICATE-----/,
    'must be the text of a certificate in PEM, from -----BEGIN CERTIFICATE----- on, and not a path',
  ),
)

const WEB_ADDRESS = /^https?:\/\/[^#*]+$/
const ANY_SCHEME = /^[a-z][a-z0-9+.-]*:[^#*]+$/

/** @param tokens whose `groups` claim it configures */
function groupMembershipClaims(tokens: string) {
  return v.optional(
    v.pipe(
      v.picklist(['None', 'SecurityGroup', 'All'], 'must be None, SecurityGroup or All'),
      v.description(
        `The groups of the user in ${tokens}: groupMembershipClaims of the manifest, where null means None.`,
      ),
    ),
    'None',
  )
}

const app = strictObject({
  clientId: id('The application (client) id.'),
  name: text('The name of the app on the sign-in and consent pages.'),
  tenantId: id('The id of the tenant that the app is registered in.'),
  multiTenant: flag(
    'Whether accounts of other tenants can sign in. Also allows /common and /organizations as authority.',
  ),
  redirectUris: v.optional(
    v.pipe(
      strictObject({
        spa: redirectUris(
          WEB_ADDRESS,
          'http:// or https://',
          'Single-page application: the app redeems codes in the browser, with PKCE.',
        ),
        web: redirectUris(
          WEB_ADDRESS,
          'http:// or https://',
          'Web: a server redeems codes, with a client secret or a certificate.',
        ),
        publicClient: redirectUris(
          ANY_SCHEME,
          'a scheme such as http:// or myapp://',
          'Mobile and desktop applications: the app redeems codes outside of a browser.',
        ),
      }),
      v.description(
        'The redirect URIs by platform. They match exactly, except for the port of localhost. An app without any, and without a secret, a certificate or publicClientFlows, gets <app origin>/ and <app origin>/redirect.html as SPA redirect URIs.',
      ),
    ),
    () => ({ spa: [], web: [], publicClient: [] }),
  ),
  secrets: v.optional(
    v.pipe(
      v.array(someText),
      v.description('The values of its client secrets, for an app that runs on a server.'),
    ),
    () => [],
  ),
  certificates: v.optional(
    v.pipe(
      v.array(certificate),
      v.description(
        'Its certificates in PEM, without the private keys, for client assertions (private_key_jwt).',
      ),
    ),
    () => [],
  ),
  roles: appRoles('App roles that an administrator has granted to the app itself'),
  adminConsent: flag(
    'An administrator has consented to all scopes for everyone in its tenant. `.default` then includes those that need an administrator.',
  ),
  groupMembershipClaims: groupMembershipClaims('ID tokens of the app'),
  frontChannelLogoutUri: v.optional(
    uri('Front-channel logout URL: loaded in a hidden frame, with sid, when the user signs out.'),
  ),
  publicClientFlows: flag(
    'Allow public client flows (isFallbackPublicClient): the app gets tokens for a device code without a secret.',
  ),
  assignmentRequired: flag('Whether accounts that are `unassigned` are refused (AADSTS50105).'),
})

const apiScope = strictObject({
  value: v.pipe(
    v.string(),
    v.regex(/^[\w.-]+$/, 'must be one word, such as access_as_user'),
    v.description('The name of the scope, such as access_as_user, without the identifier URI.'),
  ),
  consentText: text('What the consent page says that the app will be able to do.'),
  adminConsentOnly: flag('Whether only an administrator can consent to it.'),
})

const api = strictObject({
  clientId: id('The application (client) id of the API (aud claim of version 2 tokens).'),
  name: text('The name of the API on the consent page.'),
  identifierUri: v.pipe(
    uri('The application ID URI, which is the prefix of the scopes: api://…'),
    v.transform((address) => address.replace(GUIDS, (each) => each.toLowerCase())),
  ),
  scopes: v.pipe(
    v.array(apiScope),
    v.minLength(1, 'needs at least one scope'),
    v.description(
      'The scopes that the API exposes. The configuration of an app has the first one.',
    ),
  ),
  tenantId: v.optional(
    id(
      'The id of the tenant that the API is registered in. Without it, the API exists in every tenant, as Microsoft Graph does.',
    ),
  ),
  multiTenant: flag(
    'Whether the API can be added to other tenants than its own, where it otherwise does not exist (AADSTS650052).',
  ),
  knownClientApplications: v.optional(
    v.pipe(
      v.array(guid),
      v.description(
        'Client ids of apps. Consent to one of them in another tenant adds the API to that tenant, too.',
      ),
    ),
    () => [],
  ),
  tokenVersion: v.optional(
    v.pipe(
      v.picklist([1, 2], 'must be 1 or 2'),
      v.description(
        'The version of its access tokens: requestedAccessTokenVersion of the manifest, where null means 1.',
      ),
    ),
    2,
  ),
  needsMfa: flag('Conditional Access requires a second factor for its tokens (AADSTS50076).'),
  groupMembershipClaims: groupMembershipClaims('access tokens for the API'),
  setting: v.optional(
    v.pipe(
      strictObject({
        name: v.pipe(
          v.string(),
          v.regex(/^[A-Za-z][\w-]*$/, 'must be one word, such as orders'),
          v.description('The key below apis, such as orders.'),
        ),
        url: uri('The address of the API. Your server runs there and allows the app by CORS.'),
      }),
      v.description('Adds the API to the configuration of the app, as apis.<name>.'),
    ),
  ),
})

/** An entry for Microsoft Graph, which needs nothing but the client id. */
const ownGraph = strictObject({
  ...api.entries,
  clientId: v.pipe(
    v.string(),
    v.regex(/^00000003-0000-0000-[Cc]000-000000000000$/, 'must be that of Microsoft Graph'),
    v.toLowerCase(),
    v.description('The application (client) id of Microsoft Graph.'),
  ),
  name: v.optional(api.entries.name, MICROSOFT_GRAPH.name),
  identifierUri: v.optional(
    v.pipe(
      api.entries.identifierUri,
      v.regex(/^https:\/\/graph\.microsoft\.com$/, `must be ${MICROSOFT_GRAPH.identifierUri}`),
    ),
    MICROSOFT_GRAPH.identifierUri,
  ),
  scopes: v.optional(api.entries.scopes, () => structuredClone(MICROSOFT_GRAPH.scopes)),
})

/** The registrations file. */
export const registrationsSchema = v.pipe(
  strictObject({
    $schema: v.optional(
      v.pipe(
        v.string(),
        v.description(
          'The JSON Schema, for editors: ./node_modules/local-entra/registrations.schema.json',
        ),
      ),
    ),
    samples: flag(
      'Adds the entries to the sample registrations, which they otherwise replace. An entry with the id or user name of a sample changes the sample: it replaces the keys that it has.',
    ),
    tenants: v.pipe(
      v.array(tenant),
      v.minLength(1, 'needs at least one tenant'),
      v.description('The tenants. The protected API trusts the first one.'),
    ),
    apps: v.pipe(
      v.array(app),
      v.minLength(1, 'needs at least one app'),
      v.description(
        'The client apps. The printed settings are those of the first one of each kind.',
      ),
    ),
    apis: v.pipe(
      v.array(
        v.variant('clientId', [ownGraph, api], ({ expected, received }) =>
          expected === 'Object' ? `is ${received}, but must be an object` : 'must be a GUID',
        ),
      ),
      v.minLength(1, 'needs at least one API'),
      v.description('The protected APIs. The weather API of local-entra plays the first one.'),
    ),
    groups: v.optional(
      v.pipe(v.array(group), v.description('The groups that accounts are members of.')),
      () => [],
    ),
    accounts: v.pipe(
      v.array(account),
      v.minLength(1, 'needs at least one account'),
      v.description('The accounts on the sign-in page.'),
    ),
  }),
  v.description('Registrations of local-entra: tenants, apps, APIs, groups and accounts.'),
  v.transform(({ tenants, apps, apis, groups, accounts }) => ({
    tenants,
    apps,
    apis: withMicrosoftGraph(apis, MICROSOFT_GRAPH),
    groups,
    accounts,
  })),
)

export type Registrations = v.InferOutput<typeof registrationsSchema>
/** Registrations without the samples, as a person writes them: keys that have a default can be omitted. */
export type CompleteRegistrations = v.InferInput<typeof registrationsSchema>

/** What is added to the samples. An entry with the id or user name of a sample needs only what it changes. */
export interface AddedRegistrations {
  $schema?: string
  samples: true
  tenants?: Added<'tenants', 'id'>
  apps?: Added<'apps', 'clientId'>
  apis?: Added<'apis', 'clientId'>
  groups?: Added<'groups', 'id'>
  accounts?: Added<'accounts', 'userName'>
}

type Entry<List extends keyof Registrations> = NonNullable<CompleteRegistrations[List]>[number]
type Added<List extends keyof Registrations, Key extends keyof Entry<List>> = (Partial<
  Entry<List>
> &
  Pick<Entry<List>, Key>)[]

/** Registrations as a person writes them. */
export type RegistrationsInput = CompleteRegistrations | AddedRegistrations
export type Tenant = Registrations['tenants'][number]
export type AppRegistration = Registrations['apps'][number]
export type Platform = keyof AppRegistration['redirectUris']
export type ApiRegistration = Registrations['apis'][number]
export type ApiScope = ApiRegistration['scopes'][number]
export type Group = Registrations['groups'][number]
export type GroupMembershipClaims = ApiRegistration['groupMembershipClaims']
export type SampleAccount = Registrations['accounts'][number]
