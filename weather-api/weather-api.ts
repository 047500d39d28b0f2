import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type { RequestListener } from 'node:http'
import { forecastToday } from './forecast.ts'
import { createRateLimit } from './rate-limit.ts'
import { type AccessRules, requireAccess } from './require-access.ts'

export interface WeatherApiSettings extends AccessRules {
  isAppOrigin: (origin: string) => boolean
  /** Dates are full date-times with an offset, as .NET 6 wrote them. */
  dateTimes: () => boolean
}

/** Browsers keep the answer to a preflight this long, so that it costs one trip and not one a call. */
const PREFLIGHT_SECONDS = 7200

/** The protected API: `GET /WeatherForecast` for whoever has a token with the scope. */
export function createWeatherApi(settings: WeatherApiSettings): RequestListener {
  const { demands, isAppOrigin, dateTimes } = settings
  const { clock } = settings.policy
  const secondsToWait = createRateLimit(demands, clock)
  // ASP.NET does not mind the case of a path.
  const app = new Hono({ getPath: ({ url }) => new URL(url).pathname.toLowerCase() })
  app.use(
    cors({
      origin: (origin) => (isAppOrigin(origin) ? origin : null),
      allowMethods: ['GET'],
      allowHeaders: ['Authorization'],
      exposeHeaders: ['WWW-Authenticate', 'Retry-After'],
      maxAge: PREFLIGHT_SECONDS,
    }),
  )
  app.use(async (context, next) => {
    await next()
    context.header('Cache-Control', 'no-store')
  })
  app.use(async (context, next) => {
    const seconds = secondsToWait()
    if (seconds === undefined) return next()
    return context.body(null, 429, { 'Retry-After': String(seconds) })
  })
  app.get('/weatherforecast', requireAccess(settings), (context) => {
    const forecast = demands.forecast ?? forecastToday(clock, dateTimes())
    return context.body(JSON.stringify(forecast), 200, {
      'Content-Type': 'application/json; charset=utf-8',
    })
  })
  app.notFound((context) => context.body(null, 404))
  app.onError((error, context) => {
    console.error(error)
    return context.body(null, 500)
  })
  const handle = getRequestListener(app.fetch)
  return (request, response) => void handle(request, response)
}
