import * as v from 'valibot'

/**
 * What a tenant administrator would have set up in the portal: tenants, apps, APIs, people. The
 * README of this folder describes the file that says the same in JSON.
 */

/** Ids are compared and answered in lower case, as Entra does. */
const id = v.pipe(v.string(), v.uuid('must be a GUID'), v.toLowerCase())
const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi
const text = v.pipe(v.string(), v.minLength(1, 'must not be empty'))
const uri = v.pipe(v.string(), v.url('must be an absolute URI'))
const uris = v.optional(v.array(uri), () => [])
const flag = v.optional(v.boolean(), false)

const tenant = v.strictObject({
  id,
  /** A verified domain name, which works in place of the id. */
  domain: v.pipe(text, v.toLowerCase()),
  name: text,
})

/** Redirect URIs belong to a platform, and the platform decides how a code is redeemed. */
const redirectUris = v.strictObject({ spa: uris, web: uris, publicClient: uris })

const app = v.strictObject({
  clientId: id,
  name: text,
  tenantId: id,
  /** Whether people of other tenants may sign in, too (through `/common` or `/organizations`). */
  multiTenant: flag,
  redirectUris: v.optional(redirectUris, { spa: [], web: [], publicClient: [] }),
  /** Shown in a hidden frame, with `sid`, when the person signs out. */
  frontChannelLogoutUri: v.optional(uri),
  /** Lets in only the people who are not `unassigned`. */
  assignmentRequired: flag,
})

const apiScope = v.strictObject({
  value: v.pipe(v.string(), v.regex(/^[\w.-]+$/, 'must be one word, such as access_as_user')),
  /** What the consent page says the app will be able to do. */
  consentText: text,
  /** Only an administrator can consent to it. */
  adminConsentOnly: flag,
})

const api = v.strictObject({
  clientId: id,
  name: text,
  /** What scopes are prefixed with: `api://…`. */
  identifierUri: v.pipe(
    uri,
    v.transform((address) => address.replace(GUID, (guid) => guid.toLowerCase())),
  ),
  scopes: v.pipe(v.array(apiScope), v.minLength(1, 'needs at least one scope')),
  /** `accessTokenAcceptedVersion` of the manifest; 1 is what a manifest with null means. */
  tokenVersion: v.optional(v.picklist([1, 2], 'must be 1 or 2'), 2),
  /** Puts the API into the settings of an app, as `apis.<name>` with its first scope. */
  setting: v.optional(
    v.strictObject({
      name: v.pipe(v.string(), v.regex(/^[a-z][\w-]*$/i, 'must be one word, such as orders')),
      /** Where the API runs. */
      url: uri,
    }),
  ),
})

const ownClaim = v.exactOptional(v.nullable(text))

/** Overrides of claims in an account's tokens; null leaves the claim out. */
export const ownClaims = v.strictObject({
  preferred_username: ownClaim,
  name: ownClaim,
  email: ownClaim,
  /** The identity provider of a guest, such as `google.com` or `mail` (one-time passcodes). */
  idp: ownClaim,
})

const account = v.strictObject({
  /** What the user signs in with: an e-mail address or a phone number. The `preferred_username` claim. */
  userName: text,
  name: text,
  claims: v.optional(ownClaims, () => ({})),
  /** The tenant that the person belongs to. */
  tenantId: id,
  /** Object id of the person in that tenant. */
  oid: id,
  /** Tenants where the person is a guest, each with an object id of its own. */
  guestIn: v.optional(v.array(v.strictObject({ tenantId: id, oid: id })), () => []),
  /** App roles by the client id of the app or API that defines them. */
  roles: v.optional(v.record(v.pipe(v.string(), v.toLowerCase()), v.array(text)), () => ({})),
  disabled: flag,
  /** Conditional Access asks for a second factor at each sign-in. */
  needsMfa: flag,
  /** Conditional Access lets the person in nowhere. */
  blocked: flag,
  /** Not assigned to the apps that require assignment. */
  unassigned: flag,
  /** Can consent for everyone in the account's tenant. */
  administrator: flag,
  /** Cannot consent: an administrator has to. */
  needsAdminConsent: flag,
  /** One line for the sign-in page, when there is something special about the person. */
  note: v.optional(v.string(), ''),
})

export const registrationsSchema = v.strictObject({
  tenants: v.pipe(v.array(tenant), v.minLength(1, 'needs at least one tenant')),
  apps: v.pipe(v.array(app), v.minLength(1, 'needs at least one app')),
  apis: v.pipe(v.array(api), v.minLength(1, 'needs at least one API')),
  accounts: v.pipe(v.array(account), v.minLength(1, 'needs at least one account')),
})

export type Registrations = v.InferOutput<typeof registrationsSchema>
/** As a person writes it: whatever has a default may be left out. */
export type RegistrationsInput = v.InferInput<typeof registrationsSchema>
export type Tenant = Registrations['tenants'][number]
export type AppRegistration = Registrations['apps'][number]
export type Platform = keyof AppRegistration['redirectUris']
export type ApiRegistration = Registrations['apis'][number]
export type ApiScope = ApiRegistration['scopes'][number]
export type SampleAccount = Registrations['accounts'][number]
