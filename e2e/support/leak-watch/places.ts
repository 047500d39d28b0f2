import { audienceOf, type Secret } from './secrets.ts'

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
  apis: readonly ProtectedApi[]
}

/** A protected API of the deployment. */
export interface ProtectedApi {
  url: string
  /** The values of `aud` in access tokens for it (RFC 9068 §2.2). */
  audiences: readonly string[]
}

/** Whether a secret may be where it was seen. */
export function mayBeAt(secret: Secret, sighting: Sighting, where: Whereabouts): boolean {
  return places[sighting.place]?.(secret, sighting.detail, where) ?? false
}

type Rule = (secret: Secret, detail: string, where: Whereabouts) => boolean

/** The only places that may contain a secret. */
const places: Partial<Record<Place, Rule>> = {
  'session storage': ({ kind }, key, where) => key.startsWith('msal.') && mayBeStored(kind, where),
  // An access token or an ID token is never part of a token request.
  'request body': ({ kind }, address, { tokenEndpoint }) =>
    address === tokenEndpoint && kind !== 'access token' && kind !== 'ID token',
  'request header': (secret, header, { apis }) =>
    secret.kind === 'access token' && apis.some((api) => mayBeSentTo(api, secret, header, apis)),
  'broadcast channel': ({ kind }, channel) => mayBeBroadcast(kind, channel),
  // The browser keeps the URL with which a page was opened, and no script can remove it. The code in it has been redeemed
  // (SECURITY.md).
  timeline: ({ kind }) => kind === 'authorization code',
}

// Below the URL of an API, unless the token is for another one. Some journeys get tokens for an API that does not exist.
function mayBeSentTo(
  api: ProtectedApi,
  { value }: Secret,
  header: string,
  apis: readonly ProtectedApi[],
): boolean {
  const isBelow = `${header}/`.startsWith(`authorization of ${api.url}/`)
  const audience = audienceOf(value)
  const isForOther = apis.some((each) => each !== api && each.audiences.includes(audience))
  return isBelow && !isForOther
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
