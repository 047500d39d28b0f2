import type Provider from 'oidc-provider'
import type { Clock } from '../clock.ts'
import type { Faults } from '../faults/faults.ts'
import { forgetEverybody } from '../identity/create-identity-state.ts'
import type { IdentityState } from '../identity/identity-state.ts'
import { grantAllConsents, startSession } from '../identity/sessions/start-session.ts'
import type { LoopbackServer } from '../server/loopback-server.ts'
import type { ApiDemands } from '../weather-api/api-demands.ts'
import type { Control, ServerName } from './control.ts'
import type { Exchange, ExchangeLog } from './exchange-log.ts'
import { createUndoList, type UndoList } from './undo-list.ts'

export interface ControlledParts {
  clock: Clock
  faults: Faults
  log: ExchangeLog
  identity: IdentityState
  core: Provider
  api: ApiDemands
  servers: Record<ServerName, LoopbackServer>
}

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
      identity.refreshTokens.revoke(identity.clock.now(), userName)
    },
    withdrawConsent: (userName) => {
      if (userName !== undefined) requireAccount(userName)
      identity.consents.withdraw(userName)
    },
    declineConsent: (times = 1) => assign(identity.demands, { consentsToDecline: times }),
    requireMfa: () => assign(identity.demands, { mfa: true }),
    changeAccount: (userName, flags) => assign(requireAccount(userName), flags),
  } satisfies Partial<Control>
}

function controlTokens(parts: ControlledParts, { undoable, assign }: UndoList) {
  const { identity, api, clock } = parts
  return {
    expireAccessTokens: () => {
      const ids = [...identity.accessTokenIds]
      for (const id of ids) api.expired.add(id)
      return undoable(() => {
        for (const id of ids) api.expired.delete(id)
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
  const { identity, servers, log } = parts
  return {
    setSwitch: (name, value) => assign(identity.switches, { [name]: value }),
    addAppOrigin: (origin) => identity.registry.addAppOrigin(origin),
    pause: (server = 'identity') => servers[server].pause(),
    resume: (server = 'identity') => servers[server].resume(),
    reset: async () => {
      undoAll()
      forgetEverybody(identity)
      log.clear()
      await Promise.all(Object.values(servers).map((server) => server.resume()))
    },
  } satisfies Partial<Control>
}

function matches(exchange: Exchange, filter: Partial<Exchange>): boolean {
  return Object.entries(filter).every(([name, value]) => exchange[name as keyof Exchange] === value)
}
