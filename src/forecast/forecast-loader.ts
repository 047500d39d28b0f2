import { parseClaimsChallenge } from '../api/claims-challenge.ts'
import type { TokenRequest } from '../auth/identity-client.ts'
import { returnPathOf } from '../auth/return-path.ts'
import type { Session } from '../auth/session.ts'
import { getJson } from '../http/get-json.ts'
import { HttpStatusError } from '../http/http-errors.ts'
import type { RequestObserver } from '../http/request-observer.ts'
import { type ForecastEntry, parseForecast } from './forecast.ts'
import { isPassing } from './is-passing.ts'

/** The forecast as the page shows it. */
export interface Forecast {
  entries: ForecastEntry[]
  /** When the API answered, in milliseconds since 1970. */
  receivedAt: number
  /** Why these entries are not the newest: the last attempt to get newer ones failed. */
  failure?: unknown
}

/** The loader of the forecast page. */
export type LoadForecast = (navigation: { request: Request }) => Promise<Forecast>

/**
 * Creates the loader of the forecast page. When a refresh fails for a reason that will pass, the forecast that was there
 * stays, with that reason; it never outlives the session of its account.
 * @param url the address of the weather API's forecast
 * @param observe watches the requests to it
 */
export function createForecastLoader(
  session: Session,
  url: string,
  observe?: RequestObserver,
): LoadForecast {
  let last: { accountId: string; forecast: Forecast } | undefined
  // A permission that is given after a 403 comes with a new token alone.
  let wasForbidden = false
  session.subscribe(() => {
    if (accountIdOf(session) !== last?.accountId) last = undefined
  })

  return async ({ request }) => {
    const accountId = accountIdOf(session)
    try {
      const first = wasForbidden ? { forceRefresh: true } : {}
      const entries = await load(session, { url, observe, request }, first)
      wasForbidden = false
      const forecast = { entries, receivedAt: Date.now() }
      if (accountId !== undefined && accountId === accountIdOf(session))
        last = { accountId, forecast }
      return forecast
    } catch (failure) {
      wasForbidden = failure instanceof HttpStatusError && failure.status === 403
      if (!last || accountId !== last.accountId || !isPassing(failure)) throw failure
      return { ...last.forecast, failure }
    }
  }
}

function accountIdOf(session: Session): string | undefined {
  const state = session.getState()
  return state.status === 'signed-in' ? state.account.homeAccountId : undefined
}

interface LoadParts {
  url: string
  observe: RequestObserver | undefined
  request: Request
}

/**
 * Access token, one GET, parsed answer. When the API refuses the token, it gets one other: with the claims that it demands,
 * or just a new one.
 */
async function load(
  session: Session,
  parts: LoadParts,
  first: TokenRequest,
): Promise<ForecastEntry[]> {
  const { url, observe, request } = parts
  const returnTo = returnPathOf(request.url, location)
  const attempt = async (tokenRequest: TokenRequest) => {
    const accessToken = await session.getAccessToken(returnTo, tokenRequest)
    const answer = await getJson(url, { accessToken, signal: request.signal, observe })
    return parseForecast(answer, url)
  }
  return attempt(first).catch((error: unknown) => {
    const other = otherTokenFor(error)
    if (other === undefined) throw error
    return attempt(other)
  })
}

function otherTokenFor(error: unknown): TokenRequest | undefined {
  if (!(error instanceof HttpStatusError) || error.status !== 401) return undefined
  const claims = parseClaimsChallenge(error.headers.get('WWW-Authenticate'))
  return claims === undefined ? { forceRefresh: true } : { claims }
}
