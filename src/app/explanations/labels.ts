import type { Action, ValueName, Who } from './catalogue-entry.ts'

export const actionLabels: Readonly<Record<Action, string>> = {
  'try-again': 'Try again',
  'sign-in': 'Sign in',
  'other-account': 'Use another account',
  'give-consent': 'Review the permission',
  'go-home': 'Go to the forecast',
  reload: 'Reload the page',
  'open-securely': 'Open the secure address',
}

export const whoLabels: Readonly<Record<Who, string>> = {
  you: 'You can fix this yourself',
  developer: 'Whoever runs this app can fix this',
  administrator: 'Your administrator can fix this',
  nobody: 'This usually passes by itself',
}

export const valueLabels: Readonly<Record<ValueName, string>> = {
  origin: 'Origin of the app',
  redirectUri: 'Redirect URI',
  frameRedirectUri: 'Redirect URI for hidden frames',
  clientId: 'Application (client) ID',
  authority: 'Authority',
  tenant: 'Tenant',
  scope: 'Scope',
  apiResource: 'API identifier',
  apiUrl: 'Address of the API',
  adminConsentUrl: 'Link for the administrator',
}
