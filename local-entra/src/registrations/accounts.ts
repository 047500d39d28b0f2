import * as v from 'valibot'
import { strictObject } from '../describe-issue.ts'
import { appRoles, flag, guid, id, someText, text } from './values.ts'

const ownClaim = (description: string) =>
  v.exactOptional(v.pipe(v.nullable(someText), v.description(description)))

/** Overrides of claims in the tokens of an account. */
export const ownClaims = strictObject({
  preferred_username: ownClaim('By default the user name.'),
  name: ownClaim('By default the name of the account.'),
  email: ownClaim('By default the user name.'),
  idp: ownClaim(
    'The identity provider of a guest, such as google.com or mail (one-time passcode). By default the home tenant.',
  ),
})

const guest = strictObject({
  tenantId: id('The id of the tenant where the account is a guest.'),
  oid: id('The object id of the guest in that tenant, which differs from the one at home.'),
})

/** A group of a tenant. */
export const group = strictObject({
  id: id('The object id of the group (groups claim).'),
  name: text('The display name.'),
  tenantId: id('The id of the tenant that the group is in.'),
  securityEnabled: v.optional(
    v.pipe(
      v.boolean(),
      v.description('Whether it is a security group; otherwise it is a Microsoft 365 group.'),
    ),
    true,
  ),
})

/** The groups of an account, by their ids. */
export const groupIds = v.array(guid)

/** An account of a tenant. */
export const account = strictObject({
  userName: text('What the user signs in with: an e-mail address or a phone number.'),
  name: text('The display name.'),
  tenantId: id('The id of the home tenant.'),
  oid: id('The object id in the home tenant (oid claim).'),
  claims: v.optional(
    v.pipe(ownClaims, v.description('Overrides of claims in the tokens; null omits the claim.')),
    () => ({}),
  ),
  guestIn: v.optional(
    v.pipe(v.array(guest), v.description('The tenants where the account is a guest.')),
    () => [],
  ),
  roles: appRoles('App roles that are assigned to the user'),
  groups: v.optional(
    v.pipe(
      groupIds,
      v.description(
        'The ids of the groups that the account is a member of, at home or as a guest.',
      ),
    ),
    () => [],
  ),
  profile: v.optional(
    v.pipe(
      v.record(v.string(), v.unknown()),
      v.description(
        'Properties of the user in Microsoft Graph (/me), such as jobTitle. By default those that follow from the names.',
      ),
    ),
    () => ({}),
  ),
  photo: flag('Whether Microsoft Graph has a photo of the user: a drawing.'),
  disabled: flag('Cannot sign in: the account is disabled (AADSTS50057).'),
  needsMfa: flag('Conditional Access requires a second factor once a session (AADSTS50076).'),
  blocked: flag('Conditional Access blocks every sign-in (AADSTS53003).'),
  unassigned: flag('Not assigned to the apps that have `assignmentRequired` (AADSTS50105).'),
  administrator: flag('Can consent for everyone in the home tenant.'),
  needsAdminConsent: flag('Cannot consent: an administrator has to (AADSTS90094).'),
  note: v.optional(
    v.pipe(
      v.string(),
      v.description(
        'A few words beside the account on the sign-in page. By default they say what the keys of the account do.',
      ),
    ),
    '',
  ),
})

type Account = v.InferOutput<typeof account>

/** @returns the note of an account, or what its keys do; empty if it is like any other account */
export function noteOf(sample: Account): string {
  if (sample.note !== '') return sample.note
  return NOTES.filter(([applies]) => applies(sample))
    .map(([, note]) => note)
    .join(', ')
}

const NOTES: [applies: (sample: Account) => boolean, note: string][] = [
  [({ disabled }) => disabled, 'Account disabled'],
  [({ blocked }) => blocked, 'Blocked by a policy'],
  [({ unassigned }) => unassigned, 'Not assigned to the app'],
  [({ needsMfa }) => needsMfa, 'Needs a second factor'],
  [({ needsAdminConsent }) => needsAdminConsent, 'Needs admin consent'],
  [({ administrator }) => administrator, 'Administrator'],
  [({ guestIn }) => guestIn.length > 0, 'Guest of another tenant'],
]
