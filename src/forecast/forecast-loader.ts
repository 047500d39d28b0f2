import type { LoaderFunctionArgs } from 'react-router'
import { returnPathOf } from '../auth/return-path.ts'
import type { Session } from '../auth/session.ts'
import { getJson } from '../http/get-json.ts'
import { type ForecastEntry, parseForecast } from './forecast.ts'

/**
 * Creates the loader of the forecast page: access token, one GET, parsed answer.
 * @param url the address of the weather API's forecast
 */
export function createForecastLoader(session: Session, url: string) {
  return async ({ request }: LoaderFunctionArgs): Promise<ForecastEntry[]> => {
    const accessToken = await session.getAccessToken(returnPathOf(request.url, location))
    return parseForecast(await getJson(url, { accessToken, signal: request.signal }), url)
  }
}
