import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import type { Clock } from '../local-entra/clock.ts'

/** The identity provider's keys could not be had, and none are known from before. */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailableError'
}

/** Keys are asked for anew after a day, or when a token names one that is not known. */
const FRESH_SECONDS = 24 * 60 * 60
/** An unknown key id cannot make the API ask more often than this. */
const COOLDOWN_SECONDS = 30

/**
 * Finds the key that a token names. jose's own remote key set does the same by the machine's
 * clock; this one goes by a clock that tests can move.
 */
export function createSigningKeyCache(jwksUri: string, clock: Clock): JWTVerifyGetKey {
  let keys: ReturnType<typeof createLocalJWKSet> | undefined
  let askedAt = -Infinity
  let asking: Promise<void> | undefined

  const ask = async () => {
    askedAt = clock.now()
    const document = await fetchKeys(jwksUri)
    if (document) keys = createLocalJWKSet(document)
  }
  const refresh = () => (asking ??= ask().finally(() => (asking = undefined)))
  // A clock that was put back says nothing about how old the keys are.
  const age = () => (clock.now() < askedAt ? Infinity : clock.now() - askedAt)

  return async (header, token) => {
    if (age() > FRESH_SECONDS || (!keys && age() > COOLDOWN_SECONDS)) await refresh()
    if (asking) await asking
    if (!keys) throw new KeysUnavailableError(`no keys from ${jwksUri}`)
    try {
      return await keys(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || age() <= COOLDOWN_SECONDS) throw error
      await refresh()
      return keys(header, token)
    }
  }
}

async function fetchKeys(jwksUri: string): Promise<JSONWebKeySet | undefined> {
  try {
    const answer = await fetch(jwksUri, { signal: AbortSignal.timeout(5000) })
    return answer.ok ? ((await answer.json()) as JSONWebKeySet) : undefined
  } catch {
    // Down: what is known from before goes on being used.
    return undefined
  }
}
