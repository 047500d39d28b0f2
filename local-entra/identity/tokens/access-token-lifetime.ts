import { randomInt } from 'node:crypto'
import type { ClaimsRequest } from '../claims-request.ts'
import type { Demands } from '../sessions/demands.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE

/**
 * How long an access token lives, in seconds: a random time, so that not all clients come back
 * at once; much longer when the client can be challenged (continuous access evaluation).
 */
export function accessTokenLifetime(
  { accessTokenSeconds }: Pick<Demands, 'accessTokenSeconds'>,
  { capabilities }: Pick<ClaimsRequest, 'capabilities'>,
): number {
  if (accessTokenSeconds !== undefined) return accessTokenSeconds
  if (capabilities.includes('cp1')) return randomInt(20 * HOUR, 28 * HOUR)
  return randomInt(60 * MINUTE, 90 * MINUTE)
}
