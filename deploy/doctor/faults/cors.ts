import type { ServerFault } from '../../../e2e/support/faulty-server.ts'
import { plantInApi, plantInGet } from './api.ts'
import type { Fault, World } from './fault.ts'

function plantInPreflight(fault: ServerFault) {
  return (world: World) =>
    plantInApi(world, (answer, request) => {
      if (request.method === 'OPTIONS') fault(answer, request)
    })
}

export const faultsOfCors: Fault[] = [
  {
    title: 'a preflight that is asked for a token',
    plant: plantInPreflight((answer) => {
      answer.status = 401
    }),
    checks: ['cors-preflight'],
    problem: /preflight is asked for a token/,
    fix: /CORS before authentication/,
  },
  {
    title: 'an API without CORS',
    plant: plantInPreflight(({ headers }) => headers.delete('access-control-allow-origin')),
    checks: ['cors-preflight'],
    problem: /does not allow this origin/,
    fix: /WithOrigins/,
  },
  {
    title: 'an API that does not know OPTIONS',
    plant: plantInPreflight((answer) => {
      answer.status = 405
    }),
    checks: ['cors-preflight'],
    problem: /405 to OPTIONS/,
    fix: /WithOrigins/,
  },
  {
    title: 'a wildcard where Authorization has to be named',
    plant: plantInPreflight(({ headers }) => headers.set('access-control-allow-headers', '*')),
    checks: ['cors-preflight'],
    problem: /does not allow the header Authorization/,
    fix: /wildcard does not cover it/,
  },
  {
    title: 'an API that answers every origin',
    plant: plantInPreflight(({ headers }, request) =>
      headers.set('access-control-allow-origin', request.headers.get('origin') ?? ''),
    ),
    checks: ['cors-stranger'],
    problem: /every origin is allowed/,
    fix: /WithOrigins/,
  },
  {
    title: 'a 401 that the app may not read',
    plant: plantInGet(({ headers }) => headers.delete('access-control-allow-origin')),
    checks: ['cors-answer'],
    problem: /lacks Access-Control-Allow-Origin/,
    fix: /CORS cover errors/,
  },
  {
    title: 'a challenge that the app may not read',
    plant: plantInGet(({ headers }) => headers.set('access-control-expose-headers', 'Retry-After')),
    checks: ['cors-answer'],
    problem: /hide WWW-Authenticate\./,
    fix: /WithExposedHeaders/,
  },
  {
    title: 'a preflight at each call (an advice)',
    plant: plantInPreflight(({ headers }) => headers.delete('access-control-max-age')),
    checks: ['cors-preflight'],
    problem: /costs a preflight/,
    fix: /SetPreflightMaxAge/,
  },
  {
    title: 'a preflight that is redirected',
    plant: plantInPreflight((answer) => {
      answer.status = 308
      answer.headers.set('location', 'https://api.contoso.example/WeatherForecast/')
    }),
    checks: ['cors-preflight'],
    problem: /redirects the preflight \(308\)/,
    fix: /weatherApi\.url to the address/,
  },
  {
    title: 'a preflight that the API and a proxy both answer for',
    plant: plantInPreflight(({ headers }) => {
      const allowed = headers.get('access-control-allow-origin')
      if (allowed !== null) headers.append('access-control-allow-origin', allowed)
    }),
    checks: ['cors-preflight'],
    problem: /is there more than once/,
    fix: /and not both/,
  },
  {
    title: 'an answer with two origins in it',
    plant: plantInGet(({ headers }) => headers.append('access-control-allow-origin', '*')),
    checks: ['cors-answer'],
    problem: /is there more than once: http.*, \*/,
    fix: /and not both/,
  },
  {
    title: 'an API that allows every origin that begins like the app’s',
    plant: plantInPreflight(({ headers }, request) => {
      const origin = request.headers.get('origin') ?? ''
      const isAlike = origin.startsWith('http://localhost:')
      if (isAlike) headers.set('access-control-allow-origin', origin)
    }),
    checks: ['cors-stranger'],
    problem: /not the app’s: http:\/\/localhost:\d+\.doctor\.example/,
    fix: /or of a pattern/,
  },
  {
    title: 'an API that allows sandboxed frames',
    plant: plantInPreflight(({ headers }, request) => {
      const isOpaque = request.headers.get('origin') === 'null'
      if (isOpaque) headers.set('access-control-allow-origin', 'null')
    }),
    checks: ['cors-stranger'],
    problem: /not the app’s: null/,
    fix: /WithOrigins/,
  },
  {
    title: 'an answer that a cache may give to another origin (an advice)',
    plant: plantInGet(({ headers }) => {
      headers.set('cache-control', 'private')
      headers.delete('vary')
    }),
    checks: ['api-cache', 'cors-answer'],
    problem: /does not forbid it/,
    fix: /no-store/,
  },
]
