import type { Secret } from './secrets.ts'

/** Where a text was seen. */
export type Place =
  | 'session storage'
  | 'local storage'
  | 'cookie'
  | 'IndexedDB'
  | 'Cache Storage'
  | 'service worker'
  | 'address'
  | 'history'
  | 'document'
  | 'timeline'
  | 'console'
  | 'broadcast channel'
  | 'window message'
  | 'request address'
  | 'request header'
  | 'request body'

export interface Sighting {
  place: Place
  /** Which one: the key, the channel, the header with its address. */
  detail: string
  text: string
}

/** What decides where a secret may be. */
export interface Whereabouts {
  tokenStorage: 'session' | 'memory'
  tokenEndpoint: string
  weatherApiUrl: string
}

/** Whether a secret may be where it was seen. */
export function mayBeAt(kind: Secret['kind'], sighting: Sighting, where: Whereabouts): boolean {
  return places[sighting.place]?.(kind, sighting.detail, where) ?? false
}

type Rule = (kind: Secret['kind'], detail: string, where: Whereabouts) => boolean

/** The only places where there may be a secret at all. */
const places: Partial<Record<Place, Rule>> = {
  'session storage': (kind, key, where) => key.startsWith('msal.') && mayBeStored(kind, where),
  // An access token or an ID token is never part of a token request.
  'request body': (kind, address, { tokenEndpoint }) =>
    address === tokenEndpoint && kind !== 'access token' && kind !== 'ID token',
  'request header': (kind, header, { weatherApiUrl }) =>
    kind === 'access token' && header === `authorization of ${weatherApiUrl}`,
  'broadcast channel': mayBeBroadcast,
  // The browser keeps the address that a page was opened with, and no script can take it away. The code in it has been
  // redeemed by then (SECURITY.md).
  timeline: (kind) => kind === 'authorization code',
}

// The verifier waits for the answer in the tab in either mode; a code is redeemed at once and never put down.
function mayBeStored(kind: Secret['kind'], { tokenStorage }: Whereabouts): boolean {
  if (kind === 'code verifier') return true
  return kind !== 'authorization code' && tokenStorage === 'session'
}

// MSAL tells other tabs of this origin about a sign-in with the raw ID token in it: a known residual (SECURITY.md). The
// page of a hidden frame hands its code over on a channel that is named for this one request.
function mayBeBroadcast(kind: Secret['kind'], channel: string): boolean {
  const isOfOneRequest = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(channel)
  if (kind === 'ID token') return channel === 'msal.broadcast.event'
  return kind === 'authorization code' && isOfOneRequest
}
