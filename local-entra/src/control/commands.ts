import * as v from 'valibot'
import { strictObject } from '../describe-issue.ts'
import { faultSchema } from '../faults/faults.ts'
import { SWITCH_NAMES } from '../identity/switches.ts'
import { groupIds, ownClaims } from '../registrations/accounts.ts'
import { roleAssignments } from '../registrations/values.ts'
import { appAddress, NOT_AN_APP_ADDRESS } from '../registrations/registry.ts'
import type { Control } from './control.ts'

/**
 * A command of the control server.
 * @param input its arguments, by name
 * @throws {v.ValiError} when they are not what the command takes
 */
export type Command = (control: Control, input: unknown) => unknown

/** @param entries the schemas of the arguments, by name */
function command<Entries extends v.ObjectEntries>(
  entries: Entries,
  run: (
    control: Control,
    input: v.InferOutput<ReturnType<typeof strictObject<Entries>>>,
  ) => unknown,
): Command {
  const schema = strictObject(entries)
  return (control, input) => run(control, v.parse(schema, input))
}

const seconds = v.number()
const count = (least: number) => v.pipe(v.number(), v.integer(), v.minValue(least))
const origin = v.pipe(
  v.string(),
  v.check((text) => appAddress(text) !== undefined, NOT_AN_APP_ADDRESS),
)
const userName = v.optional(v.string())
const flag = v.exactOptional(v.boolean())
const challenges = v.exactOptional(v.array(v.pipe(v.string(), v.minLength(1, 'must not be empty'))))
const server = v.optional(v.picklist(['identity', 'weather-api', 'graph']))

/** The commands over HTTP: all of `Control`, each with its arguments by name. */
export const COMMANDS: Record<Exclude<keyof Control, 'signInAs'>, Command> = {
  fault: (control, input) => control.fault(v.parse(faultSchema, input)),
  faults: command({}, (control) => control.faults()),
  exchanges: command({}, (control) => control.exchanges()),
  clearExchanges: command({}, (control) => control.clearExchanges()),
  sessionCookie: command(
    { userNames: v.pipe(v.array(v.string()), v.minLength(1, 'must not be empty')) },
    (control, input) => control.sessionCookie(input.userNames),
  ),
  revoke: command({ userName }, (control, input) => control.revoke(input.userName)),
  withdrawConsent: command({ userName, scope: v.optional(v.string()) }, (control, input) =>
    control.withdrawConsent(input.userName, input.scope),
  ),
  declineConsent: command({ times: v.optional(count(1)) }, (control, input) =>
    control.declineConsent(input.times),
  ),
  approveDeviceCode: command({ userCode: v.string(), userName: v.string() }, (control, input) =>
    control.approveDeviceCode(input.userCode, input.userName),
  ),
  requireMfa: command({}, (control) => control.requireMfa()),
  changeAccount: command(
    {
      userName: v.string(),
      flags: strictObject({
        disabled: flag,
        blocked: flag,
        needsMfa: flag,
        unassigned: flag,
        administrator: flag,
        needsAdminConsent: flag,
        claims: v.exactOptional(ownClaims),
        groups: v.exactOptional(groupIds),
        roles: v.exactOptional(roleAssignments),
      }),
    },
    (control, input) => control.changeAccount(input.userName, input.flags),
  ),
  expireAccessTokens: command({}, (control) => control.expireAccessTokens()),
  expireRefreshTokens: command({}, (control) => control.expireRefreshTokens()),
  setAccessTokenLifetime: command({ seconds: count(1) }, (control, input) =>
    control.setAccessTokenLifetime(input.seconds),
  ),
  plantCanary: command({ text: v.string() }, (control, input) => control.plantCanary(input.text)),
  moveClock: command({ seconds }, (control, input) => control.moveClock(input.seconds)),
  rotateKeys: command({}, (control) => control.rotateKeys()),
  replaceKeys: command({}, (control) => control.replaceKeys()),
  setForecast: command({ forecast: v.unknown(), userName }, (control, input) =>
    control.setForecast(input.forecast, input.userName),
  ),
  setForecastHeaders: command(
    { headers: v.record(v.string(), v.string()) },
    (control, { headers }) => control.setForecastHeaders(headers),
  ),
  requireStepUp: command({ context: v.optional(v.string()) }, (control, input) =>
    control.requireStepUp(input.context),
  ),
  demandClaims: command({}, (control) => control.demandClaims()),
  addChallenges: command(
    { before: challenges, after: challenges, separately: flag },
    (control, input) => control.addChallenges(input),
  ),
  limitRate: command({ requests: count(0), seconds: count(1) }, (control, input) =>
    control.limitRate(input.requests, input.seconds),
  ),
  setSwitch: command({ name: v.picklist(SWITCH_NAMES), value: v.boolean() }, (control, input) =>
    control.setSwitch(input.name, input.value),
  ),
  addAppOrigin: command({ origin }, (control, input) => control.addAppOrigin(input.origin)),
  pause: command({ server }, (control, input) => control.pause(input.server)),
  resume: command({ server }, (control, input) => control.resume(input.server)),
  reset: command({}, (control) => control.reset()),
}
