import {
  type ServerFault,
  deadOrigin,
  startFaultyServer,
} from '../../../e2e/support/faulty-server.ts'
import type { Planted, Fault, Deployment } from './fault.ts'

async function deployUrl({ site, stack }: Deployment, url: string): Promise<Planted> {
  const { appConfig } = stack
  await site.deploy({ ...appConfig, weatherApi: { ...appConfig.weatherApi, url } })
  return {}
}

/** Replaces the API with a faulty one. */
export async function plantInApi(deployment: Deployment, fault: ServerFault): Promise<Planted> {
  const faulty = await startFaultyServer(deployment.stack.weatherApi.origin, fault)
  await deployUrl(deployment, `${faulty.origin}/WeatherForecast`)
  return { undo: faulty.close }
}

/** Puts a host in front of the app that also forwards an API, with a fault. */
async function plantOnOwnHost(
  deployment: Deployment,
  path: string,
  fault: ServerFault,
): Promise<Planted> {
  const host = await startFaultyServer(deployment.site.origin, (answer, request) => {
    if (new URL(request.url).pathname === path) {
      answer.status = 401
      answer.headers.set('www-authenticate', 'Bearer error="invalid_token"')
      answer.headers.set('cache-control', 'no-store')
    }
    fault(answer, request)
  })
  deployment.stack.control.addAppOrigin(`${host.origin}/`)
  await deployUrl(deployment, path)
  return { app: host.origin, undo: host.close }
}

/** Adds Microsoft Graph at a URL. */
async function deployGraph({ site, stack }: Deployment, url: string): Promise<Planted> {
  const graph = { url, scope: 'https://graph.microsoft.com/User.Read' }
  await site.deploy({ ...stack.appConfig, apis: { graph } })
  return {}
}

/** Adds a second API, with a fault. */
async function addFaultyApi({ site, stack }: Deployment, fault: ServerFault): Promise<Planted> {
  const { appConfig, weatherApi } = stack
  const faulty = await startFaultyServer(weatherApi.origin, fault)
  const second = { ...appConfig.weatherApi, url: `${faulty.origin}/WeatherForecast` }
  await site.deploy({ ...appConfig, apis: { second } })
  return { undo: faulty.close }
}

/** Changes the response to every GET without a token. */
function answerOpenly(status: number, headers: Record<string, string> = {}) {
  return (deployment: Deployment) =>
    plantInApi(deployment, (answer, request) => {
      if (request.method !== 'GET' || request.headers.has('authorization')) return
      answer.status = status
      for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value)
    })
}

/** Changes the status of every response to a request with a token. */
function answerTokens(status: number) {
  return (deployment: Deployment) =>
    plantInApi(deployment, (answer, request) => {
      if (request.headers.has('authorization')) answer.status = status
    })
}

export function plantInGet(fault: ServerFault) {
  return (deployment: Deployment) =>
    plantInApi(deployment, (answer, request) => {
      if (request.method === 'GET') fault(answer, request)
    })
}

export const faultsOfApi: Fault[] = [
  {
    title: 'an API that is down',
    plant: async (deployment) => deployUrl(deployment, `${await deadOrigin()}/WeatherForecast`),
    checks: ['api', 'cors-preflight', 'cors-stranger', 'cors-answer', 'clock'],
    problem: /refused the connection/,
    fix: /correct the host and the port/,
  },
  {
    title: 'a wrong path of the API',
    plant: (deployment) => deployUrl(deployment, `${deployment.stack.weatherApi.origin}/Weather`),
    checks: ['api'],
    problem: /returned 404/,
    fix: /weatherApi\.url/,
  },
  {
    title: 'an API path on a host that does not forward it',
    plant: (deployment) => deployUrl(deployment, '/WeatherForecast'),
    checks: ['api'],
    problem: /returned HTML/,
    fix: /configure the host to forward it to the API/,
  },
  {
    title: 'an API that requires no token',
    plant: answerOpenly(200, { 'content-type': 'application/json' }),
    checks: ['api'],
    problem: /returned data without a token/,
    fix: /\[Authorize\]/,
  },
  {
    title: 'an API that redirects to a sign-in page',
    plant: answerOpenly(302, { location: 'https://login.contoso.example/' }),
    checks: ['api'],
    problem: /redirects to a sign-in page/,
    fix: /bearer tokens, not cookies/,
  },
  {
    title: 'an API that returns 403 for a missing token',
    plant: answerOpenly(403),
    checks: ['api'],
    problem: /403 instead of 401/,
    fix: /Check the token before the scope/,
  },
  {
    title: 'an API that fails',
    plant: answerOpenly(500),
    checks: ['api'],
    problem: /returned 500/,
    fix: /log of the API/,
  },
  {
    title: 'a 401 without a challenge',
    plant: plantInGet(({ headers }) => headers.delete('www-authenticate')),
    checks: ['api'],
    problem: /without a WWW-Authenticate header/,
    fix: /bearer tokens/,
  },
  {
    title: 'a challenge for a password',
    plant: plantInGet(({ headers }) => headers.set('www-authenticate', 'Basic realm="weather"')),
    checks: ['api'],
    problem: /something other than a bearer token/,
    fix: /bearer tokens/,
  },
  {
    title: 'an API whose responses browsers may cache',
    plant: plantInGet(({ headers }) => headers.set('cache-control', 'private, max-age=600')),
    checks: ['api-cache'],
    problem: /stays on the device/,
    fix: /no-store/,
  },
  {
    title: 'an API whose responses shared caches may store',
    plant: plantInGet(({ headers }) => {
      headers.delete('cache-control')
      headers.set('expires', new Date(Date.now() + 600_000).toUTCString())
    }),
    checks: ['api-cache'],
    problem: /other users/,
    fix: /no-store/,
  },
  {
    title: 'an API without Cache-Control (advice)',
    plant: plantInGet(({ headers }) => headers.delete('cache-control')),
    checks: ['api-cache'],
    problem: /no Cache-Control/,
    fix: /no-store/,
  },
  {
    title: 'an API that accepts unsigned tokens',
    plant: answerTokens(200),
    checks: ['api-token', 'api-token'],
    problem: /does not check signatures/,
    fix: /only RS256/,
  },
  {
    title: 'an API that fails on a bad token',
    plant: answerTokens(500),
    checks: ['api-token', 'api-token'],
    problem: /500 instead of 401/,
    fix: /Return 401/,
  },
  {
    title: 'a second API that fails',
    plant: (deployment) =>
      addFaultyApi(deployment, (answer, request) => {
        if (request.method === 'GET') answer.status = 500
      }),
    checks: ['api'],
    problem: /returned 500/,
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
    title: 'a proxy that does not accept large headers',
    plant: plantInGet((answer, request) => {
      if ((request.headers.get('authorization') ?? '').length < 8_192) return
      answer.status = 400
      answer.headers.set('server', 'nginx/1.26.0')
    }),
    checks: ['api-large-token'],
    problem: /returned 400: .* does not accept headers of this size/,
    fix: /Allow 32 kB: `large_client_header_buffers 4 32k` in nginx\./,
  },
  {
    title: 'an API on the app’s own host, whose tokens Azure Static Web Apps replaces',
    plant: (deployment) =>
      plantOnOwnHost(deployment, '/api/WeatherForecast', (answer, { url }) => {
        if (!url.endsWith('/.auth/me')) return
        answer.status = 200
        answer.body = '{"clientPrincipal":null}'
      }),
    checks: ['api-host'],
    problem: /Static Web Apps replaces the Authorization header/,
    fix: /the API’s own URL/,
  },
  {
    title: 'a host that removes the access token from requests to the API (advice)',
    plant: (deployment) =>
      plantOnOwnHost(deployment, '/WeatherForecast', (answer, { url }) => {
        if (url.endsWith('/WeatherForecast')) answer.headers.set('www-authenticate', 'Bearer')
      }),
    checks: ['api-arrival'],
    problem: /as if there were none/,
    fix: /API_TOKEN/,
  },
  {
    title: 'Microsoft Graph in another cloud than the authority',
    plant: (deployment) => deployGraph(deployment, 'https://graph.microsoft.us/v1.0'),
    checks: ['graph'],
    problem: /apis\.graph\.url is Microsoft Graph in another cloud/,
    fix: /https:\/\/graph\.microsoft\.com\/v1\.0/,
  },
  {
    title: 'a URL of Microsoft Graph without the version',
    plant: (deployment) => deployGraph(deployment, new URL(deployment.stack.graph.url).origin),
    checks: ['graph'],
    problem: /returned 40[04] for .*\/me/,
    fix: /Set apis\.graph\.url to .*\/v1\.0/,
  },
]
