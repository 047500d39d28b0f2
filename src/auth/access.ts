import type { Account } from './tab.ts'

/**
 * What an account needs for a page or a part of it: an app role of the single-page app's registration, or a group by its
 * object id. It only decides what is shown. Users can change what their browser stores, so the API has to check as well.
 */
export type Requirement = { role: string } | { group: string }

/** The parts of an account that decide what it may see. */
export type AccountAccess = Pick<Account, 'roles' | 'groups'>

/** @returns `unknown` when the ID token has no room for the groups of the account */
export function checkAccess(
  { roles = [], groups = [] }: AccountAccess,
  requirement: Requirement,
): 'granted' | 'missing' | 'unknown' {
  if ('role' in requirement) return roles.includes(requirement.role) ? 'granted' : 'missing'
  if (groups === 'too many') return 'unknown'
  return groups.includes(requirement.group) ? 'granted' : 'missing'
}

/** The account lacks what a page requires, or has too many groups to tell (`unknown`). */
export class MissingAccessError extends Error {
  override readonly name = 'MissingAccessError'
  readonly requirement: Requirement
  readonly result: 'missing' | 'unknown'

  constructor(requirement: Requirement, result: 'missing' | 'unknown') {
    super('The account may not open this page.')
    this.requirement = requirement
    this.result = result
  }
}

/**
 * Reads the claims `roles` and `groups` of an ID token. For an account in more than 200 groups, Entra leaves them out and
 * says so: `_claim_names` points to Microsoft Graph, or `hasgroups` is true
 * (https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference#groups-overage-claim).
 */
export function readAccess(claims: object): AccountAccess {
  const { roles, groups, hasgroups, _claim_names: elsewhere } = claims as Record<string, unknown>
  const isElsewhere = typeof elsewhere === 'object' && elsewhere !== null && 'groups' in elsewhere
  const hasTooMany = hasgroups === true || isElsewhere
  return {
    ...(isTexts(roles) && { roles }),
    ...(isTexts(groups) && { groups }),
    ...(hasTooMany && { groups: 'too many' as const }),
  }
}

/** Whether two accounts may see the same. */
export function hasSameAccess(one: AccountAccess, other: AccountAccess): boolean {
  return describe(one) === describe(other)
}

function describe({ roles, groups }: AccountAccess): string {
  const all = groups === 'too many' ? groups : groups?.toSorted()
  return JSON.stringify([roles?.toSorted(), all])
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
