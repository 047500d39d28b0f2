import type { LoaderFunctionArgs } from 'react-router'
import { parseClaimsChallenge } from '../auth/claims-challenge.ts'
import type { TokenRequest } from '../auth/identity-client.ts'
import { returnPathOf } from '../auth/return-path.ts'
import type { Session } from '../auth/session.ts'
import { getJson } from '../http/get-json.ts'
import { HttpStatusError } from '../http/http-errors.ts'
import { type ForecastEntry, parseForecast } from './forecast.ts'

/**
 * Creates the loader of the forecast page: access token, one GET, parsed answer. When the API refuses the token, it gets one
 * other: with the claims that it demands, or just a new one.
 * @param url the address of the weather API's forecast
 */
export function createForecastLoader(session: Session, url: string) {
  return async ({ request }: LoaderFunctionArgs): Promise<ForecastEntry[]> => {
    const returnTo = returnPathOf(request.url, location)
    const load = async (tokenRequest?: TokenRequest) => {
      const accessToken = await session.getAccessToken(returnTo, tokenRequest)
      return parseForecast(await getJson(url, { accessToken, signal: request.signal }), url)
    }
    return load().catch((error: unknown) => {
      const other = otherTokenFor(error)
      if (other === undefined) throw error
      return load(other)
    })
  }
}

function otherTokenFor(error: unknown): TokenRequest | undefined {
  if (!(error instanceof HttpStatusError) || error.status !== 401) return undefined
  const claims = parseClaimsChallenge(error.headers.get('WWW-Authenticate'))
  return claims === undefined ? { forceRefresh: true } : { claims }
}
