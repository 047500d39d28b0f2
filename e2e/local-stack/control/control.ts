import type { Clock } from '../clock.ts'
import type { IdentityState } from '../identity/identity-state.ts'
import type { LoopbackServer } from '../server/loopback-server.ts'
import type { Exchange, ExchangeLog } from './exchange-log.ts'
import type { Faults, WireFault } from './faults.ts'

/** What a test can do to the stack. Everything can be undone, and `reset` undoes it all. */
export interface Control {
  /** Makes something go wrong at an endpoint. The function that comes back ends it. */
  fault(fault: WireFault): () => void
  faults(): WireFault[]
  /** The last exchanges, oldest first; tokens, codes and verifiers as SHA-256. */
  exchanges(filter?: Partial<Pick<Exchange, 'server' | 'endpoint' | 'method'>>): Exchange[]
  clearExchanges(): void
  /** What the API answers from now on, any JSON; undefined brings the random forecast back. */
  setForecast(forecast: unknown): void
  /** Moves the clock of both servers. */
  moveClock(seconds: number): void
  /** Registers `<origin>/` and `<origin>/redirect.html`, and lets the API answer the origin. */
  addAppOrigin(origin: string): void
  /** The identity provider goes down: its port is closed. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** Back to how the stack started: no faults, nobody signed in, no consent, no log. */
  reset(): Promise<void>
}

export interface ControlledParts {
  clock: Clock
  faults: Faults
  log: ExchangeLog
  identity: IdentityState
  identityServer: LoopbackServer
  forecast: { value: unknown }
}

export function createControl(parts: ControlledParts): Control {
  const { clock, faults, log, identity, identityServer, forecast } = parts
  return {
    fault: (fault) => faults.add(fault),
    faults: () => faults.list(),
    exchanges: (filter = {}) => log.list().filter((exchange) => matches(exchange, filter)),
    clearExchanges: () => log.clear(),
    setForecast: (value) => {
      forecast.value = value
    },
    moveClock: (seconds) => clock.move(seconds),
    addAppOrigin: (origin) => identity.registry.addAppOrigin(origin),
    pause: () => identityServer.pause(),
    resume: () => identityServer.resume(),
    reset: async () => {
      faults.clear()
      log.clear()
      clock.reset()
      forecast.value = undefined
      identity.consents.clear()
      identity.people.clear()
      identity.codes.clear()
      identity.refreshTokens.clear()
      await identityServer.resume()
    },
  }
}

function matches(exchange: Exchange, filter: Partial<Exchange>): boolean {
  return Object.entries(filter).every(([name, value]) => exchange[name as keyof Exchange] === value)
}
