import type { Clock } from '../local-entra/clock.ts'
import type { ApiDemands } from './api-demands.ts'

/**
 * Counts requests and says when one is too many.
 *
 * @returns a function that gives the seconds to wait, or undefined when the request may pass
 */
export function createRateLimit(
  demands: Pick<ApiDemands, 'rateLimit'>,
  clock: Clock,
): () => number | undefined {
  let passed: number[] = []
  return () => {
    const { rateLimit } = demands
    if (!rateLimit) return undefined
    const now = clock.now()
    passed = passed.filter((time) => time > now - rateLimit.seconds)
    const [oldest] = passed
    if (passed.length >= rateLimit.requests) return (oldest ?? now) + rateLimit.seconds - now
    passed.push(now)
    return undefined
  }
}
