import * as v from 'valibot'
import { faultSchema } from '../faults/fault-schema.ts'
import { SWITCH_NAMES } from '../identity/switches.ts'
import { ownClaims } from '../registrations/registrations.ts'
import type { Control } from './control.ts'

/** One command of the control server: what it takes, and what it does. */
export interface Command {
  takes: v.GenericSchema
  run(control: Control, input: unknown): unknown
}

/** Checks the input before the command sees it. */
function command<Entries extends v.ObjectEntries>(
  entries: Entries,
  run: (
    control: Control,
    input: v.InferOutput<v.StrictObjectSchema<Entries, undefined>>,
  ) => unknown,
): Command {
  const takes = v.strictObject(entries)
  return { takes, run: (control, input) => run(control, v.parse(takes, input)) }
}

const seconds = v.number()
const count = (least: number) => v.pipe(v.number(), v.integer(), v.minValue(least))
const origin = v.pipe(
  v.string(),
  v.check(
    (text) => URL.canParse('.', text) && [text, `${text}/`].includes(new URL('.', text).href),
    'must be an origin, such as http://localhost:3000, or an address below it that ends with /',
  ),
)
const userName = v.optional(v.string())
const flag = v.exactOptional(v.boolean())
const challenges = v.exactOptional(v.array(v.pipe(v.string(), v.minLength(1, 'must not be empty'))))
const server = v.optional(v.picklist(['identity', 'weather-api']))

/** What can be done over HTTP: all of `Control`, each with its arguments by name. */
export const COMMANDS: Record<Exclude<keyof Control, 'signInAs'>, Command> = {
  fault: {
    takes: faultSchema,
    run: (control, input) => control.fault(v.parse(faultSchema, input)),
  },
  faults: command({}, (control) => control.faults()),
  exchanges: command({}, (control) => control.exchanges()),
  clearExchanges: command({}, (control) => control.clearExchanges()),
  sessionCookie: command(
    { userNames: v.pipe(v.array(v.string()), v.minLength(1, 'must name somebody')) },
    (control, input) => control.sessionCookie(input.userNames),
  ),
  revoke: command({ userName }, (control, input) => control.revoke(input.userName)),
  withdrawConsent: command({ userName }, (control, input) =>
    control.withdrawConsent(input.userName),
  ),
  declineConsent: command({ times: v.optional(count(1)) }, (control, input) =>
    control.declineConsent(input.times),
  ),
  requireMfa: command({}, (control) => control.requireMfa()),
  changeAccount: command(
    {
      userName: v.string(),
      flags: v.strictObject({
        disabled: flag,
        blocked: flag,
        needsMfa: flag,
        unassigned: flag,
        administrator: flag,
        needsAdminConsent: flag,
        claims: v.exactOptional(ownClaims),
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
