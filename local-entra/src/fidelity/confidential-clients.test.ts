import { createPrivateKey, X509Certificate } from 'node:crypto'
import { decodeJwt, SignJWT } from 'jose'
import { generate } from 'selfsigned'
import { beforeAll, describe, expect, test } from 'vitest'
import { defaultRegistrations } from '../registrations/default-registrations.ts'
import {
  errorOf,
  getTokens,
  postToken,
  readWeather,
  redeemCode,
  refresh,
  signIn,
  SUNNY,
} from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const SERVER_APP = '10ca1000-57ac-4000-b000-000000000004'
const REDIRECT_URI = 'http://localhost/signin-oidc'
const NO_ORIGIN = ''
const DAY = 24 * 60 * 60
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

const registrations = defaultRegistrations()
const serverApp = registrations.apps.find(({ clientId }) => clientId === SERVER_APP)
// Each of these characters has a meaning in a form or in HTTP Basic.
const SECRET = 'a:secret with +, & and %41='
serverApp?.secrets.push(SECRET)

/** A pair of keys with a certificate that is registered for the server app. */
let pair: { certificate: X509Certificate; privateKey: string }

beforeAll(async () => {
  const { cert, private: privateKey } = await generate([{ name: 'commonName', value: 'server' }])
  pair = { certificate: new X509Certificate(cert), privateKey }
  serverApp?.certificates.push(cert)
})

const withoutPkce = { code_challenge: undefined, code_challenge_method: undefined }
/** An app with a redirect URI of two platforms, and a secret. */
const HYBRID_APP = '10ca1000-57ac-4000-b000-0000000000ab'
const SPA_URI = 'http://localhost/in-the-browser'
if (serverApp) {
  const redirectUris = { spa: [SPA_URI], web: [REDIRECT_URI], publicClient: [] }
  registrations.apps.push({ ...serverApp, clientId: HYBRID_APP, redirectUris })
}

const asServer = { client_id: SERVER_APP, redirect_uri: REDIRECT_URI }

const basic = (text: string) => ({
  authorization: `Basic ${Buffer.from(text).toString('base64')}`,
})
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('Confidential clients', () => {
  const local = withLocalEntra({ registrations })

  const signInOnServer = (overrides = {}) =>
    signIn(local.stack, SUNNY, { ...asServer, ...overrides })

  /** Redeems a new code as the server app, with these credentials. */
  async function redeemWith(credentials: Record<string, string | undefined>, headers = {}) {
    const form = { ...asServer, ...credentials }
    return redeemCode(local.stack, await signInOnServer(), form, NO_ORIGIN, headers)
  }

  test(
    'a code of the platform "Web" is redeemed with a secret in the body or by HTTP Basic',
    { meta: { fidelity: 'documented' } },
    async () => {
      const posted = await redeemWith({ client_secret: SECRET })
      const inHeader = await redeemWith(
        { client_id: undefined },
        basic(`${SERVER_APP}:${encodeURIComponent(SECRET)}`),
      )
      for (const { status, body } of [posted, inHeader]) {
        expect(status).toBe(200)
        expect(decodeJwt(String(body['access_token']))).toMatchObject({
          azp: SERVER_APP,
          azpacr: '1',
        })
        expect((await readWeather(local.stack, body['access_token'])).status).toBe(200)
      }
    },
  )

  test(
    'it may come without PKCE; with a challenge, the verifier has to match',
    { meta: { fidelity: 'documented' } },
    async () => {
      const withSecret = { ...asServer, client_secret: SECRET }
      const without = await signInOnServer(withoutPkce)
      const redeemed = await redeemCode(
        local.stack,
        without,
        { ...withSecret, code_verifier: undefined },
        NO_ORIGIN,
      )
      expect(redeemed.status).toBe(200)
      const signedIn = await signInOnServer()
      for (const [verifier, code] of [
        [undefined, 900144],
        ['another'.repeat(8), 501481],
      ] as const) {
        const refused = await redeemCode(
          local.stack,
          signedIn,
          { ...withSecret, code_verifier: verifier },
          NO_ORIGIN,
        )
        expect(refused.body['error_codes']).toEqual([code])
      }
    },
  )

  test(
    "without a secret: 401 `invalid_client`, AADSTS7000218, in Entra's text",
    { meta: { fidelity: 'captured' } },
    async () => {
      const expected = {
        status: 401,
        error: 'invalid_client',
        error_codes: [7000218],
        text: "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
      }
      expect(errorOf(await redeemWith({}))).toMatchObject(expected)
      expect(errorOf(await redeemWith({ client_secret: '' }))).toMatchObject(expected)
    },
  )

  test(
    "a wrong secret: 401 `invalid_client`, AADSTS7000215, in Entra's text",
    { meta: { fidelity: 'captured' } },
    async () => {
      const refusals = [
        await redeemWith({ client_secret: 'wrong' }),
        await redeemWith({}, basic(`${SERVER_APP}:wrong`)),
      ]
      for (const refused of refusals) {
        expect(errorOf(refused)).toMatchObject({
          status: 401,
          error: 'invalid_client',
          error_codes: [7000215],
          text: `AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${SERVER_APP}'.`,
        })
      }
    },
  )

  test(
    "a public client that sends a secret: 401 `invalid_client`, AADSTS700025, in Entra's text",
    { meta: { fidelity: 'captured' } },
    async () => {
      const refused = await redeemCode(local.stack, await signIn(local.stack), {
        client_secret: SECRET,
      })
      expect(errorOf(refused)).toMatchObject({
        status: 401,
        error: 'invalid_client',
        error_codes: [700025],
        text: "AADSTS700025: Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
      })
    },
  )

  test(
    'a refresh token of the platform "Web" needs the secret as well',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { body } = await redeemWith({ client_secret: SECRET })
      const send = (client_secret: string | undefined) =>
        refresh(
          local.stack,
          body['refresh_token'],
          { client_id: SERVER_APP, client_secret },
          NO_ORIGIN,
        )
      expect((await send(SECRET)).status).toBe(200)
      expect((await send(undefined)).body['error_codes']).toEqual([7000218])
    },
  )

  test(
    'refresh tokens outside of single-page apps expire after 90 days without use; a successor lives as long from its own issue',
    { meta: { fidelity: ['documented', 'inferred'] } },
    async () => {
      const { body } = await redeemWith({ client_secret: SECRET })
      const send = (token: unknown) =>
        refresh(local.stack, token, { client_id: SERVER_APP, client_secret: SECRET }, NO_ORIGIN)
      local.stack.control.moveClock(89 * DAY)
      const renewed = await send(body['refresh_token'])
      expect(renewed.status).toBe(200)
      local.stack.control.moveClock(2 * DAY)
      const expired = await send(body['refresh_token'])
      expect(errorOf(expired)).toMatchObject({ error: 'invalid_grant', error_codes: [700082] })
      expect((await send(renewed.body['refresh_token'])).status).toBe(200)
    },
  )

  const tokenEndpoint = () => local.stack.appConfig.authorityMetadata.token_endpoint

  /** A client assertion, valid for ten minutes. */
  async function assertion({
    audience = tokenEndpoint(),
    header = { 'x5t#S256': pair.certificate.fingerprint256 },
    alg = 'PS256',
    claims = {},
    expiresIn = 600,
    key = pair.privateKey,
  }: {
    audience?: string
    header?: Record<string, string>
    alg?: string
    claims?: Record<string, unknown>
    expiresIn?: number
    key?: string
  }) {
    const base64url = Object.entries(header).map(([name, hex]) => [
      name,
      Buffer.from(hex.replaceAll(':', ''), 'hex').toString('base64url'),
    ])
    const now = Math.floor(Date.now() / 1000)
    const [nbf, exp] = [now - 600, now + expiresIn]
    const payload = { iss: SERVER_APP, sub: SERVER_APP, aud: audience, jti: 'one', nbf, exp }
    return new SignJWT({ ...payload, ...claims })
      .setProtectedHeader({ alg, typ: 'JWT', ...(Object.fromEntries(base64url) as object) })
      .sign(createPrivateKey(key))
  }

  async function redeemWithAssertion(options: Parameters<typeof assertion>[0]) {
    return redeemWith({
      client_assertion_type: JWT_BEARER,
      client_assertion: await assertion(options),
    })
  }

  test(
    'a certificate signs an assertion (RS256 or PS256, `x5t` or `x5t#S256`) in place of a secret, for the token endpoint or the issuer',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { issuer } = local.stack.appConfig.authorityMetadata
      const x5t = { x5t: pair.certificate.fingerprint }
      const answers = [
        await redeemWithAssertion({}),
        await redeemWithAssertion({ alg: 'RS256', header: x5t }),
        await redeemWithAssertion({ audience: issuer }),
        await redeemWith({
          client_id: undefined,
          client_assertion_type: JWT_BEARER,
          client_assertion: await assertion({}),
        }),
      ]
      for (const { status, body } of answers) {
        expect(status).toBe(200)
        expect(decodeJwt(String(body['access_token']))).toMatchObject({ azpacr: '2' })
      }
    },
  )

  test(
    'the times of an assertion may be strings, as MSAL.NET sends them',
    { meta: { fidelity: 'MSAL' } },
    async () => {
      const now = Math.floor(Date.now() / 1000)
      const [nbf, exp] = [String(now), String(now + 600)]
      expect((await redeemWithAssertion({ claims: { nbf, exp } })).status).toBe(200)
    },
  )

  test(
    'an assertion of a certificate that is not registered, or with a wrong signature: 401 `invalid_client`, AADSTS700027',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { private: anotherKey } = await generate([{ name: 'commonName', value: 'another' }])
      const refusals = [
        await redeemWithAssertion({ header: { 'x5t#S256': 'ab'.repeat(32) } }),
        await redeemWithAssertion({ header: {} }),
        await redeemWithAssertion({ key: anotherKey }),
      ]
      for (const refused of refusals) {
        expect(errorOf(refused)).toMatchObject({
          status: 401,
          error: 'invalid_client',
          error_codes: [700027],
        })
      }
    },
  )

  test(
    'an assertion that has expired is AADSTS700024, for another tenant AADSTS700023, of another app AADSTS700021',
    { meta: { fidelity: ['captured', 'documented'] } },
    async () => {
      const cases = [
        [{ expiresIn: -400 }, 700024],
        [{ claims: { exp: undefined } }, 700024],
        [{ claims: { nbf: Math.floor(Date.now() / 1000) + 400 } }, 700024],
        [{ audience: 'https://login.example/token' }, 700023],
        [{ claims: { iss: 'another' } }, 700021],
      ] as const
      for (const [options, code] of cases) {
        const refused = await redeemWithAssertion(options)
        expect([refused.status, refused.body['error_codes']]).toEqual([401, [code]])
      }
    },
  )

  test(
    'a request authenticates in one way, with one client id: anything else is AADSTS9002313',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const secret = encodeURIComponent(SECRET)
      const signed = {
        client_assertion_type: JWT_BEARER,
        client_assertion: await assertion({}),
      }
      const refusals = [
        await redeemWith({ client_secret: SECRET }, basic(`${SERVER_APP}:${secret}`)),
        await redeemWith({ client_secret: SECRET, ...signed }),
        await redeemWith(signed, basic(`${SERVER_APP}:${secret}`)),
        await redeemWith({}, basic(`${HYBRID_APP}:${secret}`)),
        await redeemWith({}, basic(secret)),
        await redeemWith({}, basic(`:${secret}`)),
        await redeemWith({}, { authorization: 'Basic !!!' }),
      ]
      for (const refused of refusals) {
        expect(errorOf(refused)).toMatchObject({ status: 400, error_codes: [9002313] })
      }
    },
  )

  test(
    'a verifier without a challenge is AADSTS501481: the challenge may have been taken out of the request (RFC 9700 §4.8.2)',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const withSecret = { ...asServer, client_secret: SECRET }
      const refused = await redeemCode(
        local.stack,
        await signInOnServer(withoutPkce),
        withSecret,
        NO_ORIGIN,
      )
      expect(refused.body['error_codes']).toEqual([501481])
    },
  )

  test(
    'an app with a secret and the platform "Single-page application" redeems the codes of its browser part without the secret, and others with it',
    { meta: { fidelity: 'documented' } },
    async () => {
      const inBrowser = { client_id: HYBRID_APP, redirect_uri: SPA_URI }
      const signedIn = await signIn(local.stack, SUNNY, inBrowser)
      const withSecret = { ...inBrowser, client_secret: SECRET }
      const refused = await redeemCode(local.stack, signedIn, withSecret)
      expect(errorOf(refused)).toMatchObject({ status: 401, error_codes: [700025] })
      expect((await redeemCode(local.stack, signedIn, inBrowser)).status).toBe(200)
      const onServer = { client_id: HYBRID_APP, redirect_uri: REDIRECT_URI }
      const another = await signIn(local.stack, SUNNY, onServer)
      const redeemed = await redeemCode(
        local.stack,
        another,
        { ...onServer, client_secret: SECRET },
        NO_ORIGIN,
      )
      expect(redeemed.status).toBe(200)
    },
  )

  test('a malformed assertion is AADSTS50027, with members of any type', async () => {
    const header = { alg: 'none', kid: 5 }
    for (const claims of [{ sub: 5 }, { sub: null }, { sub: {} }, {}]) {
      const refused = await postToken(
        local.stack,
        {
          grant_type: 'client_credentials',
          client_assertion_type: JWT_BEARER,
          client_assertion: `${encode(header)}.${encode(claims)}.`,
        },
        NO_ORIGIN,
      )
      expect(refused.status).toBe(400)
      expect([50027, 900144]).toContain((refused.body['error_codes'] as number[])[0])
    }
    const withId = await redeemWith({
      client_assertion_type: JWT_BEARER,
      client_assertion: `${encode(header)}.${encode({ sub: 5 })}.`,
    })
    expect(withId.body['error_codes']).toEqual([700027])
  })

  test('an assertion that is no JWT, or of an unknown type, is refused clearly', async () => {
    const broken = await redeemWith({
      client_assertion_type: JWT_BEARER,
      client_assertion: 'a.b',
    })
    expect(broken.body['error_codes']).toEqual([50027])
    const untyped = await redeemWith({ client_assertion: await assertion({}) })
    expect(untyped.body['error_codes']).toEqual([900144])
    const wrongType = await redeemWith({
      client_assertion_type: 'saml',
      client_assertion: await assertion({}),
    })
    expect(wrongType.body['error_codes']).toEqual([9002313])
  })

  test('a refresh token of another app is refused', async () => {
    const { tokens } = await getTokens(local.stack)
    const refused = await refresh(
      local.stack,
      tokens['refresh_token'],
      { client_id: SERVER_APP, client_secret: SECRET },
      NO_ORIGIN,
    )
    expect(refused.body['error_codes']).toEqual([70000])
  })
})

describe('Client credentials', () => {
  const local = withLocalEntra({ registrations })
  const WEATHER = '10ca1000-57ac-4000-c000-000000000001'
  const OLD_WEATHER = '10ca1000-57ac-4000-c000-000000000002'

  const requestToken = (overrides: Record<string, string | undefined> = {}, origin = NO_ORIGIN) =>
    postToken(
      local.stack,
      {
        grant_type: 'client_credentials',
        client_id: SERVER_APP,
        client_secret: SECRET,
        scope: `api://${WEATHER}/.default`,
        ...overrides,
      },
      origin,
    )

  test(
    'a response has `token_type`, `expires_in`, `ext_expires_in` and `access_token`, in this order',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { status, body } = await requestToken({ scope: `${WEATHER.toUpperCase()}/.default` })
      expect(status).toBe(200)
      expect(Object.keys(body)).toEqual([
        'token_type',
        'expires_in',
        'ext_expires_in',
        'access_token',
      ])
    },
  )

  test(
    'the token has the app roles that are granted to the app, and no user and no `scp`: `oid` and `sub` are the object id of the app in the tenant',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { body } = await requestToken()
      const claims = decodeJwt(String(body['access_token']))
      expect(claims).toMatchObject({
        aud: WEATHER,
        azp: SERVER_APP,
        azpacr: '1',
        idtyp: 'app',
        roles: ['Forecast.Read.All'],
        sub: claims['oid'],
        ver: '2.0',
      })
      for (const name of ['scp', 'name', 'preferred_username', 'sid']) {
        expect(claims).not.toHaveProperty(name)
      }
    },
  )

  test(
    'an app without a role in the API gets a token without `roles`; in version 1 `appid` and `idp` name the app and the tenant',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { body } = await requestToken({ scope: `api://${OLD_WEATHER}/.default` })
      const claims = decodeJwt(String(body['access_token']))
      const tenantId = '10ca1000-57ac-4000-a000-00000000000a'
      expect(claims).toMatchObject({
        aud: `api://${OLD_WEATHER}`,
        appid: SERVER_APP,
        appidacr: '1',
        idtyp: 'app',
        idp: `https://sts.windows.net/${tenantId}/`,
        ver: '1.0',
      })
      expect(claims).not.toHaveProperty('roles')
    },
  )

  test(
    "only `<API>/.default` is a scope: AADSTS1002012, in Entra's text",
    { meta: { fidelity: 'captured' } },
    async () => {
      const scopes = [
        `api://${WEATHER}/access_as_user`,
        'User.Read',
        `api://${WEATHER}/.default openid`,
      ]
      for (const scope of scopes) {
        expect(errorOf(await requestToken({ scope }))).toMatchObject({
          status: 400,
          error_codes: [1002012],
          text: `AADSTS1002012: The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
        })
      }
    },
  )

  test(
    "without a secret or an assertion: AADSTS7000216, in Entra's text",
    { meta: { fidelity: 'captured' } },
    async () => {
      expect(errorOf(await requestToken({ client_secret: undefined }))).toMatchObject({
        error_codes: [7000216],
        text: "AADSTS7000216: 'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
      })
    },
  )

  test(
    'the tenant has to be named: `common` and `organizations` are AADSTS50059, and another tenant does not know a single-tenant app',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const endpoint = local.stack.appConfig.authorityMetadata.token_endpoint
      const at = async (segment: string) => {
        const form = {
          grant_type: 'client_credentials',
          client_id: SERVER_APP,
          client_secret: SECRET,
          scope: `api://${WEATHER}/.default`,
        }
        const url = endpoint.replace(/[^/]+(?=\/oauth2)/, segment)
        const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) })
        return ((await response.json()) as Record<string, unknown>)['error_codes']
      }
      expect(await at('common')).toEqual([50059])
      expect(await at('organizations')).toEqual([50059])
      expect(await at('partner.example')).toEqual([700016])
    },
  )

  test('a browser gets no token for an app: it must not have the secret', async () => {
    const refused = await requestToken({}, 'https://app.example')
    expect(refused.body['error_codes']).toEqual([9002326])
  })

  test('the weather API refuses the token: it requires a scope, which an app does not have', async () => {
    const { body } = await requestToken()
    expect((await readWeather(local.stack, body['access_token'])).status).toBe(403)
  })
})
