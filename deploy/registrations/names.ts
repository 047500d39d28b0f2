/** What the registrations are called; the Bicep file says the same. */
export const registrationNames = {
  api: { uniqueName: 'weather-api', displayName: 'Weather API' },
  app: { uniqueName: 'weather-app', displayName: 'Weather' },
} as const

/** The one scope of the API. */
export const accessAsUser = {
  id: '6d3d4c0e-52a1-4b1f-9a52-0c0f5a6f6a01',
  value: 'access_as_user',
  type: 'User',
  isEnabled: true,
  adminConsentDisplayName: 'Read the weather forecast',
  adminConsentDescription: 'Lets the app read the weather forecast as the person who is signed in.',
  userConsentDisplayName: 'Read the weather forecast',
  userConsentDescription: 'Lets the app read the weather forecast as you.',
} as const

/** Microsoft Graph, the same in every tenant: to it belong the scopes of signing in. */
export const microsoftGraphAppId = '00000003-0000-0000-c000-000000000000'
export const signInScopes = ['openid', 'profile', 'offline_access'] as const
