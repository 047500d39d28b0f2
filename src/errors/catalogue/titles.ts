/**
 * Titles of failures that pass by themselves. Apart from the other texts, because these load with the app: while the
 * device is offline, the catalogue may be out of reach.
 */
export const passingTitles = {
  offline: 'You are offline',
  unreachable: 'The {api} cannot be reached',
  tooSlow: 'The {api} takes too long',
  busy: 'The {api} is busy',
  broken: 'The {api} has a problem',
  unreadable: 'The {api} returned an unexpected answer',
  signInUnreachable: 'The sign-in service cannot be reached',
  signInBusy: 'The sign-in service is busy',
  signInBroken: 'The sign-in service has a problem',
} as const
