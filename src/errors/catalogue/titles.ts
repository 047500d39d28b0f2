/**
 * Titles of failures that pass by themselves. These load with the app: while the device is offline, the catalogue cannot be
 * loaded.
 */
export const passingTitles = {
  offline: 'You are offline',
  unreachable: 'The {api} cannot be reached',
  tooSlow: 'The {api} is taking too long',
  busy: 'The {api} is busy',
  broken: 'The {api} has a problem',
  unreadable: 'The {api} sent an unexpected response',
  signInUnreachable: 'The sign-in service cannot be reached',
  signInBusy: 'The sign-in service is busy',
  signInBroken: 'The sign-in service has a problem',
} as const
