import type { Clock } from '../clock.ts'
import type { Faults } from '../faults/faults.ts'
import type { Registry } from '../registrations/registry.ts'
import type { SigningKeys } from './keys/signing-keys.ts'
import type { Demands } from './sessions/demands.ts'
import type { Consents } from './sessions/consents.ts'
import type { SignedInPeople } from './sessions/signed-in-people.ts'
import type { Switches } from './switches.ts'
import type { IssuedCodes } from './token/issued-codes.ts'
import type { RefreshTokens } from './token/refresh-tokens.ts'

/** Everything the identity provider knows and remembers. */
export interface IdentityState {
  origin: string
  clock: Clock
  registry: Registry
  switches: Switches
  faults: Faults
  demands: Demands
  keys: SigningKeys
  consents: Consents
  people: SignedInPeople
  codes: IssuedCodes
  refreshTokens: RefreshTokens
  /** The `uti` of every access token that was issued. */
  accessTokenIds: Set<string>
}
