import { appName, storagePrefix } from '../app-name.ts'

/**
 * Each app in a tenant needs its own unique names: `register` finds and changes registrations by them.
 * @param name the display name of the app
 * @param prefix begins the unique names
 */
export function namesOf(name: string, prefix: string) {
  return {
    api: { uniqueName: `${prefix}-api`, displayName: `${name} API` },
    app: { uniqueName: `${prefix}-app`, displayName: name },
  }
}

/** The names of the registrations, from `.env`. The Bicep file has parameters for them. */
export const registrationNames = namesOf(appName, storagePrefix)

/** The one scope of the API. */
export const accessAsUser = {
  id: '6d3d4c0e-52a1-4b1f-9a52-0c0f5a6f6a01',
  value: 'access_as_user',
  type: 'User',
  isEnabled: true,
  adminConsentDisplayName: 'Read the weather forecast',
  adminConsentDescription: 'Lets the app read the weather forecast as the signed-in user.',
  userConsentDisplayName: 'Read the weather forecast',
  userConsentDescription: 'Lets the app read the weather forecast as you.',
} as const

/**
 * The roles that users can have. Both registrations define them: the roles of the app are in the ID token, which the app
 * reads, and those of the API are in the access token, which the API reads.
 */
export const appRoles = [
  {
    id: '0b8c6a3e-7d0f-4c55-9a67-3f1f6f4d2e02',
    value: 'Forecast.Editor',
    displayName: 'Forecast editor',
    description: 'Deletes days of the weather forecast.',
    allowedMemberTypes: ['User'],
    isEnabled: true,
  },
] as const

/** The scopes of sign-in. They belong to Microsoft Graph. */
export const signInScopes = ['openid', 'profile', 'offline_access'] as const
