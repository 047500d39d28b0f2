import type { IdentityObserver } from '../auth/identity-observer.ts'
import type { RequestObserver } from '../http/request-observer.ts'

/** Those who watch the requests of a page. */
export interface Observers {
  identity: IdentityObserver
  api: RequestObserver
}

/**
 * Acts whenever a request is going out, so that what takes long to run does so while the page would wait anyway.
 * @param act must not throw; called often
 * @param others see all requests as before
 */
export function afterRequests(act: () => void, others?: Observers): Observers {
  return {
    identity: {
      onLeave: (url) => others?.identity.onLeave(url),
      onEvent: (event) => others?.identity.onEvent(event),
      onRequest: (request) => {
        act()
        return others?.identity.onRequest(request) ?? nobody
      },
    },
    api: (request) => {
      act()
      return others?.api(request) ?? nobody
    },
  }
}

const nobody = () => {}
