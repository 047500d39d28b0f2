import type { AccountInfo } from '@azure/msal-browser'
import * as v from 'valibot'
import type { Config } from '../config/config.ts'
import { isTenantOf } from './issuer.ts'

/** An access token, and when it ends and is better renewed. */
export interface StoredToken {
  accessToken: string
  expiresOn: Date
  refreshOn?: Date
}

const seconds = v.pipe(
  v.string(),
  v.digits(),
  v.transform((text) => new Date(Number(text) * 1_000)),
)

// As MSAL 5 writes it (`AccessTokenEntity`, `CredentialEntity`). That is no promise of MSAL's: what does not look like
// this is not found, and then MSAL is asked.
const entrySchema = v.object({
  credentialType: v.literal('AccessToken'),
  tokenType: v.literal('Bearer'),
  homeAccountId: v.string(),
  environment: v.string(),
  realm: v.string(),
  clientId: v.string(),
  target: v.string(),
  secret: v.string(),
  cachedAt: seconds,
  expiresOn: seconds,
  refreshOn: v.exactOptional(seconds),
})

type Entry = v.InferOutput<typeof entrySchema>

/** MSAL takes a token for expired this long before it is, in milliseconds. */
export const renewalOffset = 300_000

/**
 * The access token that MSAL would take from this tab's session storage. To run MSAL just for that is most of the work of
 * a reload.
 * @returns undefined when there is none, or when it is due to be renewed: then it is for MSAL to say
 */
export function findStoredToken(account: AccountInfo, config: Config): StoredToken | undefined {
  if (config.tokenStorage !== 'session') return undefined
  const entry = freshEntries().find((candidate) => isFor(candidate, account, config))
  return entry && { ...entry, accessToken: entry.secret }
}

/** Whether there is an access token in this tab at all that need not be renewed. */
export function hasStoredToken(): boolean {
  return freshEntries().length > 0
}

function freshEntries(): Entry[] {
  try {
    return Object.keys(sessionStorage).filter(isOfAccessToken).flatMap(read).filter(isFresh)
  } catch {
    return []
  }
}

const isOfAccessToken = (key: string) => key.startsWith('msal.') && key.includes('|accesstoken|')

function read(key: string): Entry[] {
  const result = v.safeParse(entrySchema, JSON.parse(sessionStorage.getItem(key) ?? 'null'))
  return result.success ? [result.output] : []
}

// A token from the future was kept before the clock was set back: there is no telling when it ends.
function isFresh({ cachedAt, expiresOn, refreshOn }: Entry): boolean {
  // MSAL rounds to seconds, up as well as down.
  const now = Math.round(Date.now() / 1_000) * 1_000
  const isDue = refreshOn !== undefined && refreshOn.getTime() <= now
  return cachedAt.getTime() <= now && now < expiresOn.getTime() - renewalOffset && !isDue
}

function isFor(entry: Entry, account: AccountInfo, config: Config): boolean {
  const { authority, clientId, weatherApi } = config
  return (
    entry.homeAccountId === account.homeAccountId &&
    entry.environment === account.environment &&
    isCacheOf(authority, entry.environment) &&
    entry.realm === account.tenantId &&
    isTenantOf(authority, entry.realm) &&
    entry.clientId === clientId &&
    entry.target.split(' ').includes(weatherApi.scope)
  )
}

// MSAL keeps what it has from an authority under that one's host, except for the public cloud of Entra, which has an
// older name there.
function isCacheOf(authority: string, environment: string): boolean {
  const { host } = new URL(authority)
  const isPublicCloud = host === 'login.microsoftonline.com'
  return environment === (isPublicCloud ? 'login.windows.net' : host)
}
