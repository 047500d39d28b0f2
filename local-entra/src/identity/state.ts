import type { Clock } from '../clock.ts'
import type { Faults } from '../faults/faults.ts'
import type { Registry } from '../registrations/registry.ts'
import { type Consents, createConsents } from './consents.ts'
import { createDeviceCodes, type DeviceCodes } from './device/device-codes.ts'
import { LimitedMap } from './limited-map.ts'
import { createSignedInPeople, type SignedInPeople } from './sessions.ts'
import { createSigningKeys, type SigningKeys } from './signing-keys.ts'
import type { Switches } from './switches.ts'
import {
  createRefreshTokens,
  type IssuedCode,
  type RefreshTokens,
  type IssuedAccessToken,
} from './token/issued-grants.ts'

/** What an identity provider is given. */
export interface IdentityParts {
  origin: string
  /** Where Microsoft Graph is. */
  graphOrigin: string
  clock: Clock
  registry: Registry
  faults: Faults
  switches: Switches
}

/** Everything the identity provider knows and remembers. */
export interface IdentityState extends IdentityParts {
  demands: Demands
  keys: SigningKeys
  consents: Consents
  people: SignedInPeople
  /** The authorization codes that were issued, by their value. */
  codes: Map<string, IssuedCode>
  refreshTokens: RefreshTokens
  deviceCodes: DeviceCodes
  /** The access tokens that were issued, by their `uti`. */
  accessTokens: Map<string, IssuedAccessToken>
}

/** What the control sets for sign-ins and tokens from now on. */
export interface Demands {
  /** Every user needs a second factor, as if Conditional Access had been changed. */
  mfa: boolean
  /** How many consents are declined without asking. */
  consentsToDecline: number
  /** Lifetime of access tokens in seconds; undefined for Entra's random one. */
  accessTokenSeconds: number | undefined
  /** Text planted in every token, to find out where tokens end up. */
  canary: string | undefined
}

/** @returns the state of an identity provider without sessions, consents and tokens */
export function createIdentityState(parts: IdentityParts): IdentityState {
  return {
    ...parts,
    demands: noDemands(),
    keys: createSigningKeys(),
    consents: createConsents(),
    people: createSignedInPeople(),
    codes: new LimitedMap(),
    refreshTokens: createRefreshTokens(),
    deviceCodes: createDeviceCodes(() => parts.clock.now()),
    accessTokens: new LimitedMap(),
  }
}

/** Ends all sessions and forgets everything that was issued. */
export function resetIdentityState(state: IdentityState): void {
  Object.assign(state.demands, noDemands())
  state.keys.reset()
  state.consents.withdraw()
  state.people.signOutEverywhere()
  state.codes.clear()
  state.refreshTokens.clear()
  state.deviceCodes.clear()
  state.accessTokens.clear()
}

/** Revokes what was issued for the sign-ins of a user, or of all users: refresh tokens, and access tokens for on-behalf-of. */
export function revokeSignIns(state: IdentityState, userName?: string): void {
  const { refreshTokens, accessTokens, clock } = state
  const signIns = [...accessTokens.values()].map(({ signIn }) => signIn)
  for (const signIn of [...refreshTokens.list(), ...signIns]) {
    if (signIn && (userName === undefined || signIn.userName === userName)) {
      signIn.revokedAt ??= clock.now()
    }
  }
}

function noDemands(): Demands {
  return { mfa: false, consentsToDecline: 0, accessTokenSeconds: undefined, canary: undefined }
}
