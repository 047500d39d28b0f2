import { getRequestListener } from '@hono/node-server'
import { Hono, type MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import type { RequestListener } from 'node:http'
import type { Clock } from '../clock.ts'
import { bearerChallenge } from './bearer-challenge.ts'
import { randomForecast, type WeatherForecast } from './forecast.ts'
import { createAccessTokenVerifier, type AccessTokenPolicy } from './verify-access-token.ts'

export interface WeatherApiSettings {
  policy: AccessTokenPolicy
  clock: Clock
  isAppOrigin: (origin: string) => boolean
  /** The forecast to answer, or undefined for a random one. */
  forecast: () => unknown
}

const REQUIRED_SCOPE = 'access_as_user'
/** Browsers keep the answer to a preflight this long, so that it costs one trip and not one a call. */
const PREFLIGHT_SECONDS = 7200

/** The protected API: `GET /WeatherForecast` for whoever has a token with the scope. */
export function createWeatherApi(settings: WeatherApiSettings): RequestListener {
  const app = new Hono()
  app.use(
    cors({
      origin: (origin) => (settings.isAppOrigin(origin) ? origin : null),
      allowMethods: ['GET'],
      allowHeaders: ['Authorization'],
      exposeHeaders: ['WWW-Authenticate', 'Retry-After'],
      maxAge: PREFLIGHT_SECONDS,
    }),
  )
  app.use(async (context, next) => {
    await next()
    context.header('Cache-Control', 'no-store')
    context.header('Vary', 'Origin')
  })
  app.get('/WeatherForecast', requireScope(settings.policy), (context) =>
    context.json((settings.forecast() ?? randomForecast(settings.clock)) as WeatherForecast[]),
  )
  app.notFound((context) => context.body(null, 404))
  const handle = getRequestListener(app.fetch)
  return (request, response) => void handle(request, response)
}

/** 401 for a missing or bad token, 403 for a good one without the scope, as ASP.NET answers. */
function requireScope(policy: AccessTokenPolicy): MiddlewareHandler {
  const verify = createAccessTokenVerifier(policy)
  return async (context, next) => {
    const [, accessToken] = /^Bearer (.+)$/i.exec(context.req.header('Authorization') ?? '') ?? []
    if (accessToken === undefined) {
      return context.body(null, 401, { 'WWW-Authenticate': 'Bearer' })
    }
    try {
      const { scp } = await verify(accessToken)
      const scopes = typeof scp === 'string' ? scp.split(' ') : []
      if (!scopes.includes(REQUIRED_SCOPE)) return context.body(null, 403)
    } catch (error) {
      return context.body(null, 401, { 'WWW-Authenticate': bearerChallenge(error) })
    }
    return next()
  }
}
