import type { ServerFault } from '../../../e2e/support/faulty-server.ts'
import { plantInApi, plantInGet } from './api.ts'
import type { Fault, Deployment } from './fault.ts'

function plantInPreflight(fault: ServerFault) {
  return (deployment: Deployment) =>
    plantInApi(deployment, (answer, request) => {
      if (request.method === 'OPTIONS') fault(answer, request)
    })
}

export const faultsOfCors: Fault[] = [
  {
    title: 'an API that requires a token for the preflight',
    plant: plantInPreflight((answer) => {
      answer.status = 401
    }),
    checks: ['cors-preflight'],
    problem: /requires a token for the preflight/,
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
    title: 'an API that does not support OPTIONS',
    plant: plantInPreflight((answer) => {
      answer.status = 405
    }),
    checks: ['cors-preflight'],
    problem: /405 for OPTIONS/,
    fix: /WithOrigins/,
  },
  {
    title: 'a wildcard instead of Authorization in the allowed headers',
    plant: plantInPreflight(({ headers }) => headers.set('access-control-allow-headers', '*')),
    checks: ['cors-preflight'],
    problem: /does not allow the Authorization header/,
    fix: /wildcard does not cover it/,
  },
  {
    title: 'an API that allows every origin',
    plant: plantInPreflight(({ headers }, request) =>
      headers.set('access-control-allow-origin', request.headers.get('origin') ?? ''),
    ),
    checks: ['cors-stranger'],
    problem: /allows every origin/,
    fix: /WithOrigins/,
  },
  {
    title: 'a 401 that the app cannot read',
    plant: plantInGet(({ headers }) => headers.delete('access-control-allow-origin')),
    checks: ['cors-answer'],
    problem: /lacks Access-Control-Allow-Origin/,
    fix: /CORS headers with errors/,
  },
  {
    title: 'a challenge that the app cannot read',
    plant: plantInGet(({ headers }) => headers.set('access-control-expose-headers', 'Retry-After')),
    checks: ['cors-answer'],
    problem: /do not expose WWW-Authenticate\./,
    fix: /WithExposedHeaders/,
  },
  {
    title: 'a preflight that browsers do not cache (advice)',
    plant: plantInPreflight(({ headers }) => headers.delete('access-control-max-age')),
    checks: ['cors-preflight'],
    problem: /every call costs one/,
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
    fix: /weatherApi\.url to the URL/,
  },
  {
    title: 'CORS headers from both the API and a proxy',
    plant: plantInPreflight(({ headers }) => {
      const allowed = headers.get('access-control-allow-origin')
      if (allowed !== null) headers.append('access-control-allow-origin', allowed)
    }),
    checks: ['cors-preflight'],
    problem: /has more than one value/,
    fix: /not from both/,
  },
  {
    title: 'a response that allows two origins',
    plant: plantInGet(({ headers }) => headers.append('access-control-allow-origin', '*')),
    checks: ['cors-answer'],
    problem: /has more than one value: http.*, \*/,
    fix: /not from both/,
  },
  {
    title: 'an API that allows every origin that begins like the app’s',
    plant: plantInPreflight(({ headers }, request) => {
      const origin = request.headers.get('origin') ?? ''
      const isAlike = origin.startsWith('http://localhost:')
      if (isAlike) headers.set('access-control-allow-origin', origin)
    }),
    checks: ['cors-stranger'],
    problem: /other than the app’s: http:\/\/localhost:\d+\.doctor\.example/,
    fix: /or a pattern/,
  },
  {
    title: 'an API that allows sandboxed frames',
    plant: plantInPreflight(({ headers }, request) => {
      const isOpaque = request.headers.get('origin') === 'null'
      if (isOpaque) headers.set('access-control-allow-origin', 'null')
    }),
    checks: ['cors-stranger'],
    problem: /other than the app’s: null/,
    fix: /WithOrigins/,
  },
  {
    title: 'a response that a cache may return to another origin (advice)',
    plant: plantInGet(({ headers }) => {
      headers.set('cache-control', 'private')
      headers.delete('vary')
    }),
    checks: ['api-cache', 'cors-answer'],
    problem: /does not forbid it/,
    fix: /no-store/,
  },
]
