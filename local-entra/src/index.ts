/**
 * The in-process API of local-entra. `local-entra/vite` and `local-entra/playwright` are built on it.
 * @module
 */
export { startLocalEntra, type LocalEntra } from './local-entra.ts'
export type { LocalEntraOptions } from './options.ts'
export type { AppConfig } from './app-config.ts'
export { clientSettings, type ClientSettings } from './client-settings.ts'
export type { AccountFlags, Control, CookieJar, ServerName, Undo } from './control/control.ts'
export { describeExchanges, type Exchange } from './control/exchange-log.ts'
export type { AadstsFault, ResponseFault, Endpoint, Fault, WireFault } from './faults/faults.ts'
export type { ResponseFaultName } from './faults/response-faults.ts'
export { localEntraFingerprints } from './fingerprints.ts'
export type { AadstsEntry } from './identity/errors/aadsts-entry.ts'
export {
  AADSTS,
  AADSTS_CODES,
  type AadstsCode,
  BROWSER_AADSTS_CODES,
} from './identity/errors/aadsts.ts'
export type { SwitchName, Switches } from './identity/switches.ts'
export { defaultRegistrations } from './registrations/default-registrations.ts'
export type { Middleware } from './mount.ts'
export {
  readRegistrationsFile,
  registrations,
  RegistrationsError,
} from './registrations/parse-registrations.ts'
export type * from './registrations/registrations.ts'
export type { Certificate } from './server/certificate.ts'
export { PortTakenError } from './server/loopback-server.ts'
export { PORT_SETTINGS } from './settings.ts'
