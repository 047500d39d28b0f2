import { type ServerFault, startFaultyServer } from '../../../e2e/support/faulty-server.ts'
import type { LocalStack } from '../../../local-entra/local-stack.ts'
import { getTokens, SUNNY } from '../../../local-entra/testing/protocol-client.ts'
import { goodToken, startGraphDouble } from '../../registrations/graph-double.ts'
import type { Fault, Planted, World } from './fault.ts'

/** Signs in, and gets an access token for the API. */
export async function accessTokenFor(stack: LocalStack): Promise<string> {
  stack.control.addAppOrigin('http://localhost:9999/')
  const { tokens } = await getTokens(stack, SUNNY)
  return String(tokens['access_token'])
}

/** Changes the claims of a good token; the signature is then wrong, which no one sees who cannot check it. */
const claim = (changes: Record<string, unknown>) => async (world: World) => {
  const [header, payload = '', signature] = (await accessTokenFor(world.stack)).split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
  const changed = Buffer.from(JSON.stringify({ ...claims, ...changes })).toString('base64url')
  return { patient: { token: [header, changed, signature].join('.') } }
}

/** Puts a fault into the API's answers to a good token. */
const answerToken =
  (fault: ServerFault) =>
  async (world: World): Promise<Planted> => {
    const { stack, site } = world
    const token = await accessTokenFor(stack)
    const faulty = await startFaultyServer(stack.weatherApi.origin, (answer, request) => {
      if (request.headers.get('authorization')?.endsWith(token) === true) fault(answer, request)
    })
    const { appConfig } = stack
    const weatherApi = { ...appConfig.weatherApi, url: `${faulty.origin}/WeatherForecast` }
    await site.deploy({ ...appConfig, weatherApi })
    return { patient: { token }, undo: faulty.close }
  }

/** Lets Microsoft Graph know the app, as registered in this way. */
const registerBehavior =
  (coopEnforcement: boolean) =>
  async ({ stack }: World): Promise<Planted> => {
    const double = await startGraphDouble()
    double.applications.push({
      id: 'app',
      appId: stack.appConfig.clientId,
      displayName: 'Weather',
      uniqueName: 'weather-app',
      identifierUris: [],
      requiredResourceAccess: [],
      api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [] },
      spa: { redirectUris: [] },
      authenticationBehaviors: { coopEnforcement },
    })
    const graph = { url: double.url, accessToken: goodToken }
    return { patient: { graph }, undo: double.close }
  }

export const faultsWithToken: Fault[] = [
  {
    title: 'a text that is no access token',
    plant: () => Promise.resolve({ patient: { token: 'EwB4A8l6BAAU' } }),
    checks: ['token'],
    problem: /not a JSON Web Token/,
    fix: /Copy the whole value/,
  },
  {
    title: 'an access token that has expired',
    plant: claim({ exp: Math.floor(Date.now() / 1000) - 3600 }),
    checks: ['token', 'api-data'],
    problem: /expired 6\d min ago/,
    fix: /Take a new one/,
  },
  {
    title: 'an access token for Microsoft Graph',
    plant: claim({ aud: '00000003-0000-0000-c000-000000000000' }),
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
    title: 'an ID token',
    plant: async (world) => claim({ aud: world.stack.appConfig.clientId, scp: undefined })(world),
    checks: ['token'],
    problem: /the ID token/,
    fix: /that the app sends to/,
  },
  {
    title: 'an access token of version 1',
    plant: claim({ ver: '1.0' }),
    checks: ['token', 'api-data'],
    problem: /of version 1/,
    fix: /requestedAccessTokenVersion to 2/,
  },
  {
    title: 'an access token of another tenant',
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
    problem: /got another token than this one: The audience 'https:\/\/host\.example'/,
    fix: /replaces the header Authorization/,
  },
  {
    title: 'a host that keeps a good access token to itself',
    plant: answerToken((answer) => {
      answer.status = 401
      answer.headers.set('www-authenticate', 'Bearer')
    }),
    checks: ['api-data'],
    problem: /as if none had come/,
    fix: /pass the header Authorization on/,
  },
  {
    title: 'an API that refuses a good access token',
    plant: answerToken((answer) => {
      answer.status = 401
      answer.headers.set('www-authenticate', 'Bearer error="invalid_token"')
    }),
    checks: ['api-data'],
    problem: /a token that is good by its claims/,
    fix: /Compare the API’s own settings/,
  },
  {
    title: 'an API that wants more than the scope',
    plant: answerToken((answer) => {
      answer.status = 403
    }),
    checks: ['api-data'],
    problem: /403, though the token has the scope/,
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
    problem: /entry 0 of the answer lacks a date or a temperature/,
    fix: /as the app reads it/,
  },
  {
    title: 'data that the app may not read',
    plant: answerToken(({ headers }) => headers.delete('access-control-allow-origin')),
    checks: ['api-data'],
    problem: /may not read the answer \(Access-Control-Allow-Origin: none\)/,
    fix: /for every answer/,
  },
  {
    title: 'data that a browser may keep, though refusals may not be kept',
    plant: answerToken(({ headers }) => headers.set('cache-control', 'private, max-age=600')),
    checks: ['api-cache'],
    problem: /stays on the device/,
    fix: /no-store/,
  },
  {
    title: 'a registration that exempts the app from the opener policy (an advice)',
    plant: registerBehavior(false),
    checks: ['coop'],
    problem: /switches it off/,
    fix: /"coopEnforcement": null/,
  },
]
