import type Provider from 'oidc-provider'
import type { Clock } from '../clock.ts'
import type { Faults } from '../faults/faults.ts'
import { grantAllConsents } from '../identity/consents.ts'
import { consentNames, parseRequestedScopes } from '../identity/scopes.ts'
import { approveDeviceCode } from '../identity/device/device-authorization.ts'
import { EntraError } from '../identity/errors/entra-error.ts'
import { type IdentityState, resetIdentityState, revokeSignIns } from '../identity/state.ts'
import { startSession } from '../identity/sessions.ts'
import { SWITCH_NAMES } from '../identity/switches.ts'
import type { LoopbackServer } from '../server/loopback-server.ts'
import type { ApiDemands } from '../weather-api/api-demands.ts'
import type { Registrations } from '../registrations/registrations.ts'
import type { AccountFlags, Control, ServerName, Undo } from './control.ts'
import type { Exchange, ExchangeLog } from './exchange-log.ts'

/** The parts of local-entra that the control changes. */
export interface ControlledParts {
  clock: Clock
  faults: Faults
  log: ExchangeLog
  identity: IdentityState
  core: Provider
  api: ApiDemands
  servers: Record<ServerName, LoopbackServer>
}

/** @returns the control of a running local-entra */
export function createControl(parts: ControlledParts): Control {
  const undoList = createUndoList()
  return {
    ...controlExchanges(parts, undoList),
    ...controlPeople(parts, undoList),
    ...controlTokens(parts, undoList),
    ...controlApi(parts, undoList),
    ...controlServers(parts, undoList),
  }
}

function controlExchanges({ faults, log }: ControlledParts, { undoable }: UndoList) {
  return {
    fault: (fault) => undoable(faults.add(fault)),
    faults: () => faults.list(),
    exchanges: (filter = {}) => log.list().filter((exchange) => matches(exchange, filter)),
    clearExchanges: () => log.clear(),
  } satisfies Partial<Control>
}

function accountNamed({ identity }: ControlledParts, userName: string) {
  const account = identity.registry.account(userName)
  if (!account) throw new Error(`there is no account ${userName}`)
  return account
}

function consentsNamed({ identity }: ControlledParts, scope: string): string[] {
  try {
    return consentNames(parseRequestedScopes(scope, identity.registry))
  } catch (error) {
    if (!(error instanceof EntraError)) throw error
    throw new Error(`no API exposes all of the scopes ${scope}`, { cause: error })
  }
}

function controlPeople(parts: ControlledParts, { assign }: UndoList) {
  const { identity, core } = parts
  const requireAccount = (userName: string) => accountNamed(parts, userName)
  const sessionCookie = (userNames: string[]) => {
    for (const userName of userNames) grantAllConsents(identity, userName)
    return startSession(identity, core, userNames)
  }
  return {
    sessionCookie,
    signInAs: async (browser, userNames) => {
      await browser.addCookies([await sessionCookie([userNames].flat())])
    },
    revoke: (userName) => {
      if (userName !== undefined) requireAccount(userName)
      identity.people.signOutEverywhere(userName)
      revokeSignIns(identity, userName)
    },
    withdrawConsent: (userName, scope) => {
      if (userName !== undefined) requireAccount(userName)
      if (scope === undefined) identity.consents.withdraw(userName)
      else identity.consents.withdrawScopes(consentsNamed(parts, scope), userName)
    },
    declineConsent: (times = 1) => assign(identity.demands, { consentsToDecline: times }),
    approveDeviceCode: (userCode, userName) => {
      approveDeviceCode(identity, userCode, requireAccount(userName))
      grantAllConsents(identity, userName)
    },
    requireMfa: () => assign(identity.demands, { mfa: true }),
    changeAccount: (userName, flags) => {
      requireRegistered(identity.registry.registrations, flags)
      return assign(requireAccount(userName), flags)
    },
  } satisfies Partial<Control>
}

function requireRegistered(
  { groups, apps, apis }: Registrations,
  flags: Partial<AccountFlags>,
): void {
  for (const id of flags.groups ?? []) {
    if (!groups.some((group) => group.id === id)) throw new Error(`there is no group ${id}`)
  }
  for (const id of Object.keys(flags.roles ?? {})) {
    if (![...apps, ...apis].some(({ clientId }) => clientId === id)) {
      throw new Error(`there is no app or API ${id}`)
    }
  }
}

function controlTokens(parts: ControlledParts, { undoable, assign }: UndoList) {
  const { identity, clock } = parts
  return {
    expireAccessTokens: () => {
      const tokens = [...identity.accessTokens.values()].filter(({ isExpired }) => !isExpired)
      for (const token of tokens) token.isExpired = true
      return undoable(() => {
        for (const token of tokens) token.isExpired = false
      })
    },
    expireRefreshTokens: () => identity.refreshTokens.expireAll(),
    setAccessTokenLifetime: (seconds) => assign(identity.demands, { accessTokenSeconds: seconds }),
    plantCanary: (text) => assign(identity.demands, { canary: text }),
    moveClock: (seconds) => {
      clock.move(seconds)
      return undoable(() => clock.move(-seconds))
    },
    rotateKeys: () => identity.keys.rotate(),
    replaceKeys: () => {
      identity.keys.replace()
      return undoable(() => identity.keys.reset())
    },
  } satisfies Partial<Control>
}

function controlApi(parts: ControlledParts, { assign }: UndoList) {
  const { api, clock } = parts
  return {
    setForecast: (forecast, userName) =>
      userName === undefined
        ? assign(api, { forecast })
        : assign(api.forecastOf, { [accountNamed(parts, userName).userName]: forecast }),
    setForecastHeaders: (headers) => assign(api, { forecastHeaders: new Headers(headers) }),
    requireStepUp: (context = 'c1') => assign(api, { authenticationContext: context }),
    demandClaims: () => assign(api, { notBefore: clock.now() }),
    addChallenges: ({ before = [], after = [], separately = false }) =>
      assign(api, { otherChallenges: { before, after, separately } }),
    limitRate: (requests, seconds) => assign(api, { rateLimit: { requests, seconds } }),
  } satisfies Partial<Control>
}

function controlServers(parts: ControlledParts, { assign, undoAll }: UndoList) {
  const { identity, api, servers, log } = parts
  return {
    setSwitch: (name, value) => {
      if (!SWITCH_NAMES.includes(name)) throw new Error(`there is no switch ${name}`)
      return assign(identity.switches, { [name]: value })
    },
    addAppOrigin: (origin) => identity.registry.addAppOrigin(origin),
    pause: (server = 'identity') => servers[server].pause(),
    resume: (server = 'identity') => servers[server].resume(),
    reset: async () => {
      undoAll()
      resetIdentityState(identity)
      api.removedDays.clear()
      log.clear()
      await Promise.all(Object.values(servers).map((server) => server.resume()))
    },
  } satisfies Partial<Control>
}

function matches(exchange: Exchange, filter: Partial<Exchange>): boolean {
  return Object.entries(filter).every(([name, value]) => exchange[name as keyof Exchange] === value)
}

/** Undoes in any order, and all at once. */
export interface UndoList {
  /** @returns the undo, which runs once */
  undoable: (undo: Undo) => Undo
  /** Sets members of an object until it is undone. */
  assign: <T extends object>(target: T, values: Partial<T>) => Undo
  undoAll: () => void
}

export function createUndoList(): UndoList {
  const pending = new Set<Undo>()
  const assignments = createAssignments()
  const undoable = (undo: Undo): Undo => {
    const once = () => {
      if (pending.delete(once)) undo()
    }
    pending.add(once)
    return once
  }
  return {
    undoable,
    assign: (target, values) => undoable(assignments.make(target, values)),
    undoAll: () => {
      for (const undo of [...pending].toReversed()) undo()
    },
  }
}

/** Keeps the previous value of each member that is set. */
function createAssignments() {
  const made: { target: object; before: Record<string, unknown> }[] = []

  function make<T extends object>(target: T, values: Partial<T>): Undo {
    const names = Object.keys(values) as (keyof T & string)[]
    const assignment = {
      target,
      before: Object.fromEntries(names.map((name) => [name, target[name]])),
    }
    made.push(assignment)
    Object.assign(target, values)
    return () => {
      const later = made.splice(made.indexOf(assignment)).slice(1)
      made.push(...later)
      for (const [name, value] of Object.entries(assignment.before)) {
        // A later assignment of the member stays. Undoing it restores this value.
        const next = later.find((one) => one.target === target && name in one.before)
        Object.assign(next?.before ?? target, { [name]: value })
      }
    }
  }

  return { make }
}
