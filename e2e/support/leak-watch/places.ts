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
  /** Which one: the key, the channel, the header with its URL. */
  detail: string
  text: string
}

/** The deployment, which decides where a secret may be. */
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

/** The only places that may contain a secret. */
const places: Partial<Record<Place, Rule>> = {
  'session storage': (kind, key, where) => key.startsWith('msal.') && mayBeStored(kind, where),
  // An access token or an ID token is never part of a token request.
  'request body': (kind, address, { tokenEndpoint }) =>
    address === tokenEndpoint && kind !== 'access token' && kind !== 'ID token',
  'request header': (kind, header, { weatherApiUrl }) =>
    kind === 'access token' && header === `authorization of ${weatherApiUrl}`,
  'broadcast channel': mayBeBroadcast,
  // The browser keeps the URL with which a page was opened, and no script can remove it. The code in it has been redeemed
  // (SECURITY.md).
  timeline: (kind) => kind === 'authorization code',
}

// In both modes the verifier is stored until the response arrives. A code is redeemed at once and never stored.
function mayBeStored(kind: Secret['kind'], { tokenStorage }: Whereabouts): boolean {
  if (kind === 'code verifier') return true
  return kind !== 'authorization code' && tokenStorage === 'session'
}

// MSAL broadcasts a sign-in to other tabs of this origin with the raw ID token: a known residual (SECURITY.md). The page in a
// hidden frame sends its code over a channel that exists for this one request.
function mayBeBroadcast(kind: Secret['kind'], channel: string): boolean {
  const isOfOneRequest = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(channel)
  if (kind === 'ID token') return channel === 'msal.broadcast.event'
  return kind === 'authorization code' && isOfOneRequest
}
