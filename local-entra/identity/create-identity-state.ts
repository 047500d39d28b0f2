import type { Clock } from '../clock.ts'
import type { Faults } from '../faults/faults.ts'
import type { Registry } from '../registrations/registry.ts'
import type { IdentityState } from './identity-state.ts'
import { createSigningKeys } from './keys/signing-keys.ts'
import { createConsents } from './sessions/consents.ts'
import { noDemands } from './sessions/demands.ts'
import { createSignedInPeople } from './sessions/signed-in-people.ts'
import type { Switches } from './switches.ts'
import { createRefreshTokens } from './token/refresh-tokens.ts'

export interface IdentityParts {
  origin: string
  clock: Clock
  registry: Registry
  faults: Faults
  switches: Switches
}

/** An identity provider that has not met anybody yet. */
export function createIdentityState(parts: IdentityParts): IdentityState {
  return {
    ...parts,
    demands: noDemands(),
    keys: createSigningKeys(),
    consents: createConsents(),
    people: createSignedInPeople(),
    codes: new Map(),
    refreshTokens: createRefreshTokens(),
    accessTokenIds: new Set(),
  }
}

/** Forgets everybody and everything that was issued. */
export function forgetEverybody(state: IdentityState): void {
  Object.assign(state.demands, noDemands())
  state.keys.reset()
  state.consents.withdraw()
  state.people.signOutEverywhere()
  state.codes.clear()
  state.refreshTokens.clear()
  state.accessTokenIds.clear()
}
