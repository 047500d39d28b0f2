import { type ServerFault, startFaultyServer } from '../../../e2e/support/faulty-server.ts'
import type { LocalEntra } from '#local-entra'
import { goodToken, startGraphDouble } from '../../registrations/graph-double.ts'
import type { RegisteredApplication } from '../../registrations/graph-double-state.ts'
import { appRoles, registrationNames } from '../../registrations/names.ts'
import type { Fault, Planted, Deployment } from './fault.ts'

/** An access token for the API. */
export function accessTokenFor(stack: LocalEntra): Promise<string> {
  return stack.accessToken('sunny.day@weather.example')
}

/** Changes the claims of a valid token. The signature becomes wrong, but the doctor does not verify it. */
const claim = (changes: Record<string, unknown>) => async (deployment: Deployment) => {
  const [header, payload = '', signature] = (await accessTokenFor(deployment.stack)).split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
  const changed = Buffer.from(JSON.stringify({ ...claims, ...changes })).toString('base64url')
  return { target: { token: [header, changed, signature].join('.') } }
}

/** Puts a fault into the API's responses to a valid token. */
const answerToken =
  (fault: ServerFault) =>
  async (deployment: Deployment): Promise<Planted> => {
    const { stack, site } = deployment
    const token = await accessTokenFor(stack)
    const faulty = await startFaultyServer(stack.weatherApi.origin, (answer, request) => {
      if (request.headers.get('authorization')?.endsWith(token) === true) fault(answer, request)
    })
    const { appConfig } = stack
    const weatherApi = { ...appConfig.weatherApi, url: `${faulty.origin}/WeatherForecast` }
    await site.deploy({ ...appConfig, weatherApi })
    return { target: { token }, undo: faulty.close }
  }

/** Adds both registrations to a Graph double, with an app role that one user has in both, and a change. */
const changeRegistrations =
  (change: (app: RegisteredApplication, api: RegisteredApplication) => void) =>
  async ({ stack }: Deployment): Promise<Planted> => {
    const double = await startGraphDouble()
    const { clientId, weatherApi } = stack.appConfig
    const app = { ...registration('app', clientId), ...registrationNames.app }
    const uri = weatherApi.scope.slice(0, weatherApi.scope.lastIndexOf('/'))
    const api = { ...registration('api', uri), ...registrationNames.api, identifierUris: [uri] }
    change(app, api)
    double.applications.push(app, api)
    for (const { id, appId, displayName } of [app, api]) {
      double.servicePrincipals.push({ id, appId, displayName })
      double.assignments.push({
        principalId: 'raine',
        principalType: 'User',
        principalDisplayName: 'Raine Grant',
        resourceId: id,
        appRoleId: role.id,
      })
    }
    const graph = { url: double.url, accessToken: goodToken }
    return { target: { graph }, undo: double.close }
  }

const [role] = appRoles

function registration(id: string, appId: string) {
  return {
    id,
    appId,
    identifierUris: [],
    requiredResourceAccess: [],
    appRoles: [role],
    api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [] },
    spa: { redirectUris: [] },
  }
}

export const faultsWithToken: Fault[] = [
  {
    title: 'a token that is not a JSON Web Token',
    plant: () => Promise.resolve({ target: { token: 'EwB4A8l6BAAU' } }),
    checks: ['token'],
    problem: /not a JSON Web Token/,
    fix: /copy the whole value/,
  },
  {
    title: 'an expired access token',
    plant: claim({ exp: Math.floor(Date.now() / 1000) - 3600 }),
    checks: ['token', 'api-data'],
    problem: /expired 6\d min ago/,
    fix: /copy a new token/,
  },
  {
    title: 'an access token for Microsoft Graph, which is not in the configuration',
    plant: async (deployment) => {
      await deployment.site.deploy({ ...deployment.stack.appConfig, apis: {} })
      return claim({ aud: '00000003-0000-0000-c000-000000000000' })(deployment)
    },
    checks: ['token'],
    problem: /for Microsoft Graph, so it was not sent/,
    fix: /that the app sends to/,
  },
  {
    title: 'an access token for another API',
    plant: claim({ aud: 'api://orders' }),
    checks: ['token'],
    problem: /for another API \(api:\/\/orders\), so it was not sent/,
    fix: /that the app sends to/,
  },
  {
    title: 'an ID token instead of an access token',
    plant: async (deployment) =>
      claim({ aud: deployment.stack.appConfig.clientId, scp: undefined })(deployment),
    checks: ['token'],
    problem: /the ID token/,
    fix: /that the app sends to/,
  },
  {
    title: 'a version 1 access token',
    plant: claim({ ver: '1.0' }),
    checks: ['token', 'api-data'],
    problem: /is version 1/,
    fix: /requestedAccessTokenVersion to 2/,
  },
  {
    title: 'an access token from another tenant',
    plant: claim({ iss: 'https://login.contoso.example/other/v2.0' }),
    checks: ['token', 'api-data'],
    problem: /from another issuer/,
    fix: /tenant of this configuration/,
  },
  {
    title: 'an access token without the scope',
    plant: claim({ scp: 'Weather.Read' }),
    checks: ['token', 'api-data'],
    problem: /lacks the scope access_as_user \(Weather\.Read\)/,
    fix: /grant consent/,
  },
  {
    title: 'a host that replaces the access token',
    plant: answerToken((answer) => {
      answer.status = 401
      const challenge = `Bearer error="invalid_token", error_description="The audience 'https://host.example' is invalid"`
      answer.headers.set('www-authenticate', challenge)
    }),
    checks: ['api-data'],
    problem: /got a different token: The audience 'https:\/\/host\.example'/,
    fix: /replaces the Authorization header/,
  },
  {
    title: 'a host that removes a valid access token',
    plant: answerToken((answer) => {
      answer.status = 401
      answer.headers.set('www-authenticate', 'Bearer')
    }),
    checks: ['api-data'],
    problem: /as if there were none/,
    fix: /pass the Authorization header on/,
  },
  {
    title: 'an API that rejects a valid access token',
    plant: answerToken((answer) => {
      answer.status = 401
      answer.headers.set('www-authenticate', 'Bearer error="invalid_token"')
    }),
    checks: ['api-data'],
    problem: /a token with the right claims/,
    fix: /Compare the API’s own settings/,
  },
  {
    title: 'an API that requires more than the scope',
    plant: answerToken((answer) => {
      answer.status = 403
    }),
    checks: ['api-data'],
    problem: /403, although the token has the scope/,
    fix: /role, another scope/,
  },
  {
    title: 'a forecast that is not JSON',
    plant: answerToken((answer) => {
      answer.body = '<html>'
    }),
    checks: ['api-data'],
    problem: /not JSON/,
    fix: /correct weatherApi\.url/,
  },
  {
    title: 'a forecast that the app cannot read',
    plant: answerToken((answer) => {
      answer.body = answer.body.replaceAll('temperatureC', 'TemperatureC')
    }),
    checks: ['api-data'],
    problem: /entry 0 of the response lacks a date or a temperature/,
    fix: /that the app reads/,
  },
  {
    title: 'data that the app cannot read because of CORS',
    plant: answerToken(({ headers }) => headers.delete('access-control-allow-origin')),
    checks: ['api-data'],
    problem: /may not read the response \(Access-Control-Allow-Origin: none\)/,
    fix: /for every response/,
  },
  {
    title: 'data that browsers may cache, although errors are not cached',
    plant: answerToken(({ headers }) => headers.set('cache-control', 'private, max-age=600')),
    checks: ['api-cache'],
    problem: /stays on the device/,
    fix: /no-store/,
  },
  {
    title: 'a registration that exempts the app from the opener policy (advice)',
    plant: changeRegistrations((app) => {
      app.authenticationBehaviors = { coopEnforcement: false }
    }),
    checks: ['coop'],
    problem: /turns it off/,
    fix: /"coopEnforcement": null/,
  },
  {
    title: 'an app role that the registration of the API lacks',
    plant: changeRegistrations((_, api) => {
      api.appRoles = []
    }),
    checks: ['app-roles'],
    problem: /does not have it for users.*shows what the API refuses/,
    fix: /npm run register/,
  },
]
