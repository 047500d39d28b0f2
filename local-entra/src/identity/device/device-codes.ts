import { randomBytes, randomInt } from 'node:crypto'
import type { SignInOfToken } from '../token/issued-grants.ts'
import type { Authority } from '../endpoints.ts'
import { LimitedMap, MOST_REQUESTS } from '../limited-map.ts'

/** What a device has requested. */
interface DeviceRequest {
  clientId: string
  authority: Authority
  /** The `scope` and `claims` parameters. */
  scope: string
  claims: string | undefined
}

/** What a user decides on the pages. */
type Decision = 'declined' | SignInOfToken

/** What a device code and its user code stand for. */
export interface DeviceAuthorization extends Readonly<DeviceRequest> {
  readonly userCode: string
  /** Seconds. */
  readonly expiresAt: number
  /** Undefined until the user has decided. */
  readonly decision: Decision | undefined
  readonly redeemed: boolean
}

/** The device authorizations that were requested, also the expired ones for a while. */
export interface DeviceCodes {
  /** @returns the codes of a new authorization */
  issue(request: DeviceRequest): {
    deviceCode: string
    userCode: string
    /** Seconds from now. */
    expiresIn: number
  }
  find(deviceCode: string): DeviceAuthorization | undefined
  /** The authorization of a user code that can still be used. Users may type it in lower case, and with spaces or hyphens. */
  awaiting(userCode: string): DeviceAuthorization | undefined
  /** Keeps the first decision about a user code that can still be used. */
  decide(userCode: string, decision: Decision): void
  /** Notes that the device has its tokens. */
  redeem(deviceCode: string): void
  clear(): void
}

/** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code */
const EXPIRES_IN = 15 * 60
/** As in the codes that Entra shows: nothing that looks like another character (RFC 8628 §6.1). */
const USER_CODE_CHARACTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const USER_CODE_LENGTH = 9

/**
 * @param now seconds
 * @returns an empty store of device codes
 */
export function createDeviceCodes(now: () => number): DeviceCodes {
  const authorizations = new LimitedMap<string, Stored>(MOST_REQUESTS)
  const awaiting = (userCode: string) => {
    const typed = userCode.replaceAll(/[\s-]/g, '').toUpperCase()
    return [...authorizations.values()].find(
      (each) => each.userCode === typed && each.decision === undefined && now() < each.expiresAt,
    )
  }
  return {
    issue: (request) => {
      dropExpired(authorizations, now())
      const deviceCode = randomBytes(160).toString('base64url')
      const userCode = newUserCode()
      authorizations.set(deviceCode, {
        ...request,
        userCode,
        expiresAt: now() + EXPIRES_IN,
        decision: undefined,
        redeemed: false,
      })
      return { deviceCode, userCode, expiresIn: EXPIRES_IN }
    },
    find: (deviceCode) => authorizations.get(deviceCode),
    awaiting,
    decide: (userCode, decision) => {
      const authorization = awaiting(userCode)
      if (authorization) authorization.decision = decision
    },
    redeem: (deviceCode) => {
      const authorization = authorizations.get(deviceCode)
      if (authorization) authorization.redeemed = true
    },
    clear: () => authorizations.clear(),
  }
}

type Stored = { -readonly [Name in keyof DeviceAuthorization]: DeviceAuthorization[Name] }

/** Drops what expired long enough ago for its device to have learned that. */
function dropExpired(authorizations: Map<string, Stored>, now: number): void {
  for (const [deviceCode, { expiresAt }] of authorizations) {
    if (expiresAt + EXPIRES_IN <= now) authorizations.delete(deviceCode)
  }
}

function newUserCode(): string {
  const characters = Array.from(
    { length: USER_CODE_LENGTH },
    () => USER_CODE_CHARACTERS[randomInt(USER_CODE_CHARACTERS.length)],
  )
  return characters.join('')
}
