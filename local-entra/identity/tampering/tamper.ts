import type { Faults } from '../../faults/faults.ts'
import { type Tamper, type TamperName, TAMPERS } from './tampers.ts'

type TokenKind = 'id token' | 'access token'

function* activeTampers(faults: Faults, of: Tamper['of']): Generator<Tamper> {
  for (const [name, tamper] of Object.entries(TAMPERS)) {
    if (tamper.of === of && faults.takeTamper(name as TamperName)) yield tamper
  }
}

/** What a token goes through before it is signed, and after. */
export interface TokenTampering {
  claims: Record<string, unknown>
  breakSignature: boolean
}

export function tamperToken(faults: Faults, of: TokenKind): TokenTampering {
  const tampering: TokenTampering = { claims: {}, breakSignature: false }
  for (const tamper of activeTampers(faults, of)) {
    if ('claims' in tamper) Object.assign(tampering.claims, tamper.claims)
    if ('signature' in tamper) tampering.breakSignature = true
  }
  return tampering
}

export function tamperClientInfo(faults: Faults, clientInfo: string): string | undefined {
  let value: string | undefined = clientInfo
  for (const tamper of activeTampers(faults, 'client_info')) {
    if ('value' in tamper) ({ value } = tamper)
  }
  return value
}

/** Adds parameters to the fragment or query of an authorization response. */
export function tamperResponse(faults: Faults, location: string): string {
  let tampered = location
  for (const tamper of activeTampers(faults, 'authorization response')) {
    if ('parameter' in tamper) tampered += `&${new URLSearchParams([tamper.parameter]).toString()}`
  }
  return tampered
}
