import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type { RequestListener } from 'node:http'
import { randomForecast } from './forecast.ts'
import { type AccessRules, requireAccess } from './require-access.ts'

export interface WeatherApiSettings extends AccessRules {
  isAppOrigin: (origin: string) => boolean
}

/** Handles a request; see {@link toListener}. */
export type RequestHandler = (request: Request) => Promise<Response>

/** How long browsers cache a preflight. Without it, nearly every call costs two round trips. */
const PREFLIGHT_SECONDS = 7200

/** The protected API: `GET /WeatherForecast` for a token with the scope. */
export function createWeatherApi({ isAppOrigin, ...rules }: WeatherApiSettings): RequestHandler {
  // ASP.NET matches paths case-insensitively.
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
  app.get('/weatherforecast', requireAccess(rules), (context) =>
    context.body(JSON.stringify(randomForecast(rules.policy.now())), 200, {
      'Content-Type': 'application/json; charset=utf-8',
    }),
  )
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
