import {
  type ServerFault,
  deadOrigin,
  startFaultyServer,
} from '../../../e2e/support/faulty-server.ts'
import type { Planted, Fault, World } from './fault.ts'

async function deployUrl({ site, stack }: World, url: string): Promise<Planted> {
  const { appConfig } = stack
  await site.deploy({ ...appConfig, weatherApi: { ...appConfig.weatherApi, url } })
  return {}
}

/** Puts an API with a fault in the place of the good one. */
export async function plantInApi(world: World, fault: ServerFault): Promise<Planted> {
  const faulty = await startFaultyServer(world.stack.weatherApi.origin, fault)
  await deployUrl(world, `${faulty.origin}/WeatherForecast`)
  return { undo: faulty.close }
}

/** Puts a host in front of the app that also forwards an API, with a fault. */
async function plantOnOwnHost(world: World, path: string, fault: ServerFault): Promise<Planted> {
  const host = await startFaultyServer(world.site.origin, (answer, request) => {
    if (new URL(request.url).pathname === path) {
      answer.status = 401
      answer.headers.set('www-authenticate', 'Bearer error="invalid_token"')
      answer.headers.set('cache-control', 'no-store')
    }
    fault(answer, request)
  })
  world.stack.control.addAppOrigin(`${host.origin}/`)
  await deployUrl(world, path)
  return { app: host.origin, undo: host.close }
}

/** Adds a second API, which has a fault. */
async function addFaultyApi({ site, stack }: World, fault: ServerFault): Promise<Planted> {
  const { appConfig, weatherApi } = stack
  const faulty = await startFaultyServer(weatherApi.origin, fault)
  const second = { ...appConfig.weatherApi, url: `${faulty.origin}/WeatherForecast` }
  await site.deploy({ ...appConfig, apis: { second } })
  return { undo: faulty.close }
}

/** Answers every GET that has no token in another way. */
function answerOpenly(status: number, headers: Record<string, string> = {}) {
  return (world: World) =>
    plantInApi(world, (answer, request) => {
      if (request.method !== 'GET' || request.headers.has('authorization')) return
      answer.status = status
      for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value)
    })
}

/** Answers every GET that brings a token in another way. */
function answerTokens(status: number) {
  return (world: World) =>
    plantInApi(world, (answer, request) => {
      if (request.headers.has('authorization')) answer.status = status
    })
}

export function plantInGet(fault: ServerFault) {
  return (world: World) =>
    plantInApi(world, (answer, request) => {
      if (request.method === 'GET') fault(answer, request)
    })
}

export const faultsOfApi: Fault[] = [
  {
    title: 'an API that is down',
    plant: async (world) => deployUrl(world, `${await deadOrigin()}/WeatherForecast`),
    checks: ['api', 'cors-preflight', 'cors-stranger', 'cors-answer', 'clock'],
    problem: /does not listen/,
    fix: /correct the host and the port/,
  },
  {
    title: 'a wrong path of the API',
    plant: (world) => deployUrl(world, `${world.stack.weatherApi.origin}/Weather`),
    checks: ['api'],
    problem: /nothing at this address/,
    fix: /weatherApi\.url/,
  },
  {
    title: 'a path on a host that hands nothing through',
    plant: (world) => deployUrl(world, '/WeatherForecast'),
    checks: ['api'],
    problem: /answered with a page/,
    fix: /let the host hand it to the API/,
  },
  {
    title: 'an API that asks nobody for a token',
    plant: answerOpenly(200, { 'content-type': 'application/json' }),
    checks: ['api'],
    problem: /without a token/,
    fix: /\[Authorize\]/,
  },
  {
    title: 'an API that redirects to a sign-in page',
    plant: answerOpenly(302, { location: 'https://login.contoso.example/' }),
    checks: ['api'],
    problem: /redirects to a sign-in page/,
    fix: /bearer tokens and no cookies/,
  },
  {
    title: 'an API that answers 403 to somebody without a token',
    plant: answerOpenly(403),
    checks: ['api'],
    problem: /403 where 401 is due/,
    fix: /Check the token before the scope/,
  },
  {
    title: 'an API that fails',
    plant: answerOpenly(500),
    checks: ['api'],
    problem: /answered 500/,
    fix: /log of the API/,
  },
  {
    title: 'a 401 without a challenge',
    plant: plantInGet(({ headers }) => headers.delete('www-authenticate')),
    checks: ['api'],
    problem: /no WWW-Authenticate/,
    fix: /bearer tokens/,
  },
  {
    title: 'a challenge for passwords',
    plant: plantInGet(({ headers }) => headers.set('www-authenticate', 'Basic realm="weather"')),
    checks: ['api'],
    problem: /something else than a bearer token/,
    fix: /bearer tokens/,
  },
  {
    title: 'an API whose answers may be kept by a browser',
    plant: plantInGet(({ headers }) => headers.set('cache-control', 'private, max-age=600')),
    checks: ['api-cache'],
    problem: /stays on the device/,
    fix: /no-store/,
  },
  {
    title: 'an API whose answers may be kept by every cache on the way',
    plant: plantInGet(({ headers }) => {
      headers.delete('cache-control')
      headers.set('expires', new Date(Date.now() + 600_000).toUTCString())
    }),
    checks: ['api-cache'],
    problem: /other users/,
    fix: /no-store/,
  },
  {
    title: 'an API that does not say whether its answers may be kept (an advice)',
    plant: plantInGet(({ headers }) => headers.delete('cache-control')),
    checks: ['api-cache'],
    problem: /no Cache-Control/,
    fix: /no-store/,
  },
  {
    title: 'an API that takes tokens that nobody signed',
    plant: answerTokens(200),
    checks: ['api-token', 'api-token'],
    problem: /does not check signatures/,
    fix: /RS256 alone/,
  },
  {
    title: 'an API that fails on a bad token',
    plant: answerTokens(500),
    checks: ['api-token', 'api-token'],
    problem: /500 where 401 is due/,
    fix: /answer 401/,
  },
  {
    title: 'a second API that fails',
    plant: (world) =>
      addFaultyApi(world, (answer, request) => {
        if (request.method === 'GET') answer.status = 500
      }),
    checks: ['api'],
    problem: /answered 500/,
    fix: /log of the API/,
  },
  {
    title: 'an API whose clock is an hour fast',
    plant: plantInGet(({ headers }) =>
      headers.set('date', new Date(Date.now() + 3_600_000).toUTCString()),
    ),
    checks: ['clock'],
    problem: /clock is 3[56]\d\d s fast/,
    fix: /NTP/,
  },
  {
    title: 'a proxy that takes no large headers',
    plant: plantInGet((answer, request) => {
      if ((request.headers.get('authorization') ?? '').length < 8_192) return
      answer.status = 400
      answer.headers.set('server', 'nginx/1.26.0')
    }),
    checks: ['api-large-token'],
    problem: /answered 400: .* no headers of this size/,
    fix: /Allow 32 kB: `large_client_header_buffers 4 32k` in nginx\./,
  },
  {
    title: 'an API on the app’s own host, whose tokens Azure Static Web Apps replaces',
    plant: (world) =>
      plantOnOwnHost(world, '/api/WeatherForecast', (answer, { url }) => {
        if (!url.endsWith('/.auth/me')) return
        answer.status = 200
        answer.body = '{"clientPrincipal":null}'
      }),
    checks: ['api-host'],
    problem: /Static Web Apps replaces the header Authorization/,
    fix: /the API’s own address/,
  },
  {
    title: 'a host that keeps the access token from the API (an advice)',
    plant: (world) =>
      plantOnOwnHost(world, '/WeatherForecast', (answer, { url }) => {
        if (url.endsWith('/WeatherForecast')) answer.headers.set('www-authenticate', 'Bearer')
      }),
    checks: ['api-arrival'],
    problem: /as if none had come/,
    fix: /API_TOKEN/,
  },
]
