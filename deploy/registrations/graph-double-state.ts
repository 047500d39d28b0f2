import type { Application, ServicePrincipal } from './directory.ts'

export interface Grant {
  id: string
  clientId: string
  resourceId: string
  consentType: string
  scope: string
}

export interface RegisteredApplication extends Application {
  uniqueName: string
  authenticationBehaviors?: { coopEnforcement: boolean | null }
}

/** An app role of a user, a group or an application. */
export interface Assignment {
  principalId: string
  principalType: 'User' | 'Group' | 'ServicePrincipal'
  principalDisplayName: string
  resourceId: string
  appRoleId: string
}

/** A directory in memory that answers the Microsoft Graph requests of the script. */
export interface GraphDouble {
  url: string
  applications: RegisteredApplication[]
  servicePrincipals: ServicePrincipal[]
  grants: Grant[]
  assignments: Assignment[]
  /** Method and path of each accepted change. */
  changes: string[]
  /** Deleted registrations that can still be restored: their unique names are taken. */
  deleted: { id: string; displayName: string; uniqueName: string; deletedDateTime: string }[]
  /** User name of the token; undefined for the token of an application. */
  user: string | undefined
  /** The access token that is accepted. */
  token: string
  faults: {
    /** How many of the next changes fail temporarily: by throttling, or because an object is unknown yet. */
    throttled: number
    unknown: number
    forbidden: boolean
    refusesGrants: boolean
    /** The `Retry-After` of a throttled change. */
    retryAfter: string
    /** The `WWW-Authenticate` header that demands a stronger sign-in. */
    challenge: string
    /** Whether reading deleted registrations is forbidden. */
    hidesDeleted: boolean
    /** Whether reading the tenant is forbidden, as for a guest. */
    hidesTenant: boolean
    /** Whether reading the assignments of app roles is forbidden. */
    hidesAssignments: boolean
    /** Whether consent and service principals are created by someone else at the same time. */
    races: boolean
    /** The error for an object that exists already. */
    conflict: { status: 400 | 409; code: string }
  }
  close: () => Promise<void>
}

export type State = Omit<GraphDouble, 'url' | 'close'>
