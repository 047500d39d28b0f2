import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { defaultRegistrations } from '../registrations/default-registrations.ts'
import { createHttpBrowser } from '../testing/http-browser.ts'
import { SUNNY, throughPages } from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const TENANT = '10ca1000-57ac-4000-a000-00000000000a'
const SERVER_APP = '10ca1000-57ac-4000-b000-000000000004'
const SCOPE = 'api%3A%2F%2F10ca1000-57ac-4000-c000-000000000001%2Faccess_as_user%20offline_access'
const SECRET = 'sample-secret'
const REDIRECT_URI = 'http%3A%2F%2Flocalhost%3A5000%2Fsignin-oidc'
// The example of RFC 7636, appendix B.
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

describe('Confidential clients', () => {
  const local = withLocalEntra({ registrations: defaultRegistrations() })

  test.each([
    ['with PKCE', `&code_challenge=${CHALLENGE}&code_challenge_method=S256`, VERIFIER],
    ['without PKCE', '', undefined],
  ])(
    'the requests of a console client go through as they stand, %s: authorize, code, tokens, API, refresh',
    { meta: { fidelity: 'documented' } },
    async (_, challenge, verifier) => {
      const { identity, weatherApi } = local.stack
      const redirectUri = `redirect_uri=${REDIRECT_URI}`
      const path = `/${TENANT}/oauth2/v2.0/authorize?client_id=${SERVER_APP}&response_type=code&${redirectUri}&response_mode=query&scope=${SCOPE}&state=12345${challenge}`
      const browser = createHttpBrowser(identity.origin)
      const page = await browser.open(new URL(path, identity.origin))
      const { left } = await throughPages(browser, page, SUNNY)
      expect(left?.href.split('?')[0]).toBe('http://localhost:5000/signin-oidc')
      expect(left?.searchParams.get('state')).toBe('12345')

      const requestTokens = (grant: string) =>
        send(
          identity.origin,
          `POST /${TENANT}/oauth2/v2.0/token`,
          `client_id=${SERVER_APP}&scope=${SCOPE}&client_secret=${SECRET}&${grant}`,
        )
      const readWeather = (token: unknown) =>
        send(weatherApi.origin, `GET /WeatherForecast\nAuthorization: Bearer ${String(token)}`)

      const code = left?.searchParams.get('code') ?? ''
      const proof = verifier === undefined ? '' : `&code_verifier=${verifier}`
      const tokens = await requestTokens(
        `grant_type=authorization_code&code=${code}&${redirectUri}${proof}`,
      )
      expect(tokens).toMatchObject({ status: 200, body: { token_type: 'Bearer' } })
      const forecast = await readWeather(tokens.body['access_token'])
      expect(forecast).toMatchObject({ status: 200, body: { length: 5 } })

      const refreshToken = String(tokens.body['refresh_token'])
      const renewed = await requestTokens(`grant_type=refresh_token&refresh_token=${refreshToken}`)
      expect(renewed.body['access_token']).not.toBe(tokens.body['access_token'])
      expect((await readWeather(renewed.body['access_token'])).status).toBe(200)
    },
  )
})

/**
 * Sends a request as it stands, without a library that could complete it.
 * @param head method and path, and a header on each further line
 * @param form a body
 */
async function send(origin: string, head: string, form = '') {
  const [line = '', ...fields] = head.split('\n')
  const [method, path = ''] = line.split(' ')
  const headers = {
    ...Object.fromEntries(fields.map((field) => field.split(': '))),
    ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
    ...(form && { 'content-length': form.length }),
  }
  const sent = request(new URL(path, origin), { method, headers })
  sent.end(form)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const body = JSON.parse(await text(response)) as Record<string, unknown>
  return { status: response.statusCode, body }
}
