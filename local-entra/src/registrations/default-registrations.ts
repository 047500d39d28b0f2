import { registrations } from './parse-registrations.ts'
import type { Registrations } from './registrations.ts'
import { sampleRegistrations } from './sample-registrations.ts'

/**
 * The registrations that local-entra starts with by default.
 * @param appName the name of the app on the sign-in and consent pages
 */
export function defaultRegistrations(appName?: string): Registrations {
  return registrations(sampleRegistrations(appName))
}
