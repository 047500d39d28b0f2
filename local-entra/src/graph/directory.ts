import { personalClaims } from '../identity/tokens/token-subject.ts'
import type { Group, SampleAccount, Tenant } from '../registrations/registrations.ts'
import { membership } from '../registrations/registry.ts'

/** What a directory object has, by the names of Graph. */
export type Resource = Record<string, unknown>

/** A user in the tenant of the request. */
export interface User {
  account: SampleAccount
  tenant: Tenant
  id: string
  userPrincipalName: string
}

/** @returns the account as a user of the tenant; undefined when it is neither a member nor a guest */
export function userIn(tenant: Tenant, account: SampleAccount): User | undefined {
  const member = membership(account, tenant.id)
  if (!member) return undefined
  const guestName = `${account.userName.replace('@', '_')}#EXT#@${tenant.domain}`
  return {
    account,
    tenant,
    id: member.oid,
    userPrincipalName: member.isGuest ? guestName : account.userName,
  }
}

/** The properties that Graph returns without `$select`, in its order (https://learn.microsoft.com/graph/api/user-get). */
const DEFAULT_PROPERTIES = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
  'id',
]

/**
 * A user as Graph returns it.
 * @param select names of properties; those without a value are null, as in Graph
 */
export function userResource(user: User, select: readonly string[] = DEFAULT_PROPERTIES): Resource {
  const { account, tenant, id, userPrincipalName } = user
  const { givenName, surname } = namesOf(account)
  const email = personalClaims({ account, tenant }).email ?? null
  const all: Resource = {
    businessPhones: [],
    displayName: account.name,
    givenName,
    mail: email?.includes('@') ? email : null,
    surname,
    userPrincipalName,
    accountEnabled: !account.disabled,
    userType: account.tenantId === tenant.id ? 'Member' : 'Guest',
    ...account.profile,
    id,
  }
  return selected(all, select)
}

/** @returns the properties with these names, in this order */
export function selected(all: Resource, names: readonly string[]): Resource {
  return Object.fromEntries(
    names.map((name) => [name, Object.hasOwn(all, name) ? (all[name] ?? null) : null]),
  )
}

/** The first word of a name, and the others. */
export function namesOf({ name }: SampleAccount): { givenName: string; surname: string | null } {
  const [givenName = '', ...others] = name.split(' ')
  return { givenName, surname: others.length === 0 ? null : others.join(' ') }
}

/**
 * A group as a relationship returns it. Without a permission to read groups, all but the id is null
 * (https://learn.microsoft.com/graph/permissions-overview#limited-information-returned-for-inaccessible-member-objects).
 */
export function groupResource({ id, name, securityEnabled }: Group, isReadable: boolean): Resource {
  const nickname = name.replace(/\W/g, '')
  const known = <Value>(value: Value) => (isReadable ? value : null)
  return {
    '@odata.type': '#microsoft.graph.group',
    id,
    deletedDateTime: null,
    classification: null,
    createdDateTime: known('2025-01-01T00:00:00Z'),
    creationOptions: [],
    description: null,
    displayName: known(name),
    expirationDateTime: null,
    groupTypes: isReadable && !securityEnabled ? ['Unified'] : [],
    isAssignableToRole: null,
    mail: null,
    mailEnabled: known(!securityEnabled),
    mailNickname: known(nickname),
    membershipRule: null,
    membershipRuleProcessingState: null,
    securityEnabled: known(securityEnabled),
    visibility: null,
  }
}

/** The photo of every account that has one: a sun, 48 pixels wide, as JPEG. */
export const PHOTO = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarY' +
    'qMyP/L2u71////m8H////6/+b9//j/2wBDASstLTw1PHZBQXb4pYyl+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4' +
    '+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj/wAARCAAwADADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xA' +
    'AfEAEBAAICAQUAAAAAAAAAAAAAAQIDETFSIUFRgZH/xAAXAQADAQAAAAAAAAAAAAAAAAACAwQF/8QAGxEAAgIDAQAA' +
    'AAAAAAAAAAAAABECEgEDEyH/2gAMAwEAAhEDEQA/AKgKCcCmOrK9+hdNnV5L6waYVJJomAYCFNOPOXN9k1NN4ys+S9' +
    'rplBQVsMuAzCwjux6ySV33qfaTR0OmGSbFbwAHAFcd3lC7vGfqQTwg2g+kkhbbeb2AcAf/2Q==',
  'base64',
)

export const PHOTO_ETAG = '"10CA1000"'

/** The metadata of the photo (https://learn.microsoft.com/graph/api/profilephoto-get). */
export function photoResource(): Resource {
  return {
    '@odata.mediaContentType': 'image/jpeg',
    '@odata.mediaEtag': PHOTO_ETAG,
    id: '48x48',
    width: 48,
    height: 48,
  }
}
