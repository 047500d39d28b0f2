import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type { RequestListener } from 'node:http'
import { isDate, randomForecast, removeDay } from './forecast.ts'
import { problem } from './problem.ts'
import {
  type AccessEnvironment,
  type AccessRules,
  requireAccess,
  requireRole,
} from './require-access.ts'

export interface WeatherApiSettings extends AccessRules {
  isAppOrigin: (origin: string) => boolean
  /** The days that were removed from the forecast: at most the days that it has. */
  removedDays: Set<string>
}

/** Handles a request; see {@link toListener}. */
export type RequestHandler = (request: Request) => Promise<Response>

/** How long browsers cache a preflight. Without it, nearly every call costs two round trips. */
const PREFLIGHT_SECONDS = 7200

/** The app role that may remove days. */
export const EDITOR_ROLE = 'Forecast.Editor'

/**
 * The protected API: `GET /WeatherForecast` for a token with the scope, and `DELETE /WeatherForecast/{date}` for one that
 * also has the app role.
 */
export function createWeatherApi({
  isAppOrigin,
  removedDays,
  ...rules
}: WeatherApiSettings): RequestHandler {
  const { now } = rules.policy
  const access = requireAccess(rules)
  // ASP.NET matches paths case-insensitively.
  const app = new Hono<AccessEnvironment>({
    getPath: ({ url }) => new URL(url).pathname.toLowerCase(),
  })
  app.use(
    cors({
      origin: (origin) => (isAppOrigin(origin) ? origin : null),
      allowMethods: ['GET', 'DELETE'],
      allowHeaders: ['Authorization'],
      exposeHeaders: ['WWW-Authenticate', 'Retry-After'],
      maxAge: PREFLIGHT_SECONDS,
    }),
  )
  app.use(async (context, next) => {
    await next()
    context.header('Cache-Control', 'no-store')
  })
  app.get('/weatherforecast', access, (context) => {
    const forecast = randomForecast(now()).filter(({ date }) => !removedDays.has(date))
    return context.body(JSON.stringify(forecast), 200, {
      'Content-Type': 'application/json; charset=utf-8',
    })
  })
  app.delete('/weatherforecast/:date', access, requireRole(EDITOR_ROLE), (context) => {
    const date = context.req.param('date')
    if (!isDate(date)) {
      return problem(context, {
        status: 400,
        detail: 'The path must end with a date, such as 2030-01-31.',
      })
    }
    if (removeDay(removedDays, date, now())) return context.body(null, 204)
    return problem(context, { status: 404, detail: `There is no forecast for ${date}.` })
  })
  app.notFound((context) => context.body(null, 404))
  app.onError((error, context) => {
    console.error(error)
    return context.body(null, 500)
  })
  return async (request) => app.fetch(request)
}

/** Converts a request handler into a listener of a Node server. */
export function toListener(api: RequestHandler): RequestListener {
  const handle = getRequestListener(api)
  return (request, response) => void handle(request, response)
}
