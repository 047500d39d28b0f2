import { describe, expect, test } from 'vitest'
import {
  answerOf,
  APP_ORIGIN,
  authorizationRequest,
  errorOf,
  getTokens,
  MISTY,
  postToken,
  readWeather,
  redeemCode,
  refresh,
  signIn,
  SUNNY,
} from '../testing/protocol-client.ts'
import { stopClock } from '../testing/stop-clock.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const WEATHER = '10ca1000-57ac-4000-c000-000000000001'
const OLD_WEATHER = '10ca1000-57ac-4000-c000-000000000002'
const GRAPH = '00000003-0000-0000-c000-000000000000'
const DESKTOP_APP = '10ca1000-57ac-4000-b000-000000000003'
const ZEROS = '00000000-0000-0000-0000-000000000000'
const NO_ORIGIN = ''
const DAY = 24 * 60 * 60

const ID = '01234567-89ab-4cde-8f01-23456789abcd'
const OTHER_ID = '11111111-89ab-4cde-8f01-23456789abcd'
const inHeader = { headers: { 'client-request-id': ID } }
const inBody = (id: string) => ({ body: new URLSearchParams({ 'client-request-id': id }) })

describe('Token', () => {
  const local = withLocalEntra()

  const errorUri = (code: number) => `${local.stack.identity.origin}/error?code=${code}`

  test(
    'a response has `token_type`, `scope`, `expires_in`, `ext_expires_in`, `access_token`, `refresh_token`, `id_token`, `client_info`, in this order',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { status, body } = await redeemCode(local.stack, await signIn(local.stack))
      expect([status, body['token_type']]).toEqual([200, 'Bearer'])
      expect(Object.keys(body)).toEqual([
        'token_type',
        'scope',
        'expires_in',
        'ext_expires_in',
        'access_token',
        'refresh_token',
        'id_token',
        'client_info',
      ])
    },
  )

  test(
    '`scope` has the full names of the scopes of the API, in alphabetical order and without `offline_access`',
    { meta: { fidelity: 'captured' } },
    async () => {
      const scope = `offline_access openid api://${WEATHER}/administer api://${WEATHER}/access_as_user`
      const { tokens } = await getTokens(local.stack, 'raine.grant@weather.example', { scope })
      expect(tokens['scope']).toBe(`api://${WEATHER}/access_as_user api://${WEATHER}/administer`)
    },
  )

  test(
    'there is a refresh token only with `offline_access`, and an ID token only with `openid`',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { scope } = local.stack.appConfig.weatherApi
      const cases = [
        [scope, []],
        [`${scope} offline_access`, ['refresh_token']],
        [`${scope} openid`, ['id_token']],
      ] as const
      for (const [requested, added] of cases) {
        const signedIn = await signIn(local.stack, SUNNY, { scope: requested })
        const { body } = await redeemCode(local.stack, signedIn, { scope: requested })
        const tokens = Object.keys(body).filter((name) => name.endsWith('_token'))
        expect(tokens).toEqual(['access_token', ...added])
      }
    },
  )

  test(
    '`client_info` is there only on request: the account in its home tenant, `{"uid":…,"utid":…}` in base64url',
    { meta: { fidelity: 'MSAL' } },
    async () => {
      const without = await redeemCode(local.stack, await signIn(local.stack), {
        client_info: undefined,
      })
      expect(without.body).not.toHaveProperty('client_info')
      const { body } = await redeemCode(local.stack, await signIn(local.stack))
      expect(Buffer.from(String(body['client_info']), 'base64url').toString()).toBe(
        '{"uid":"10ca1000-57ac-4000-d000-000000000001","utid":"10ca1000-57ac-4000-a000-00000000000a"}',
      )
    },
  )

  test(
    'an error has `error`, `error_description`, `error_codes`, `timestamp`, `trace_id`, `correlation_id`, `error_uri`, `suberror`, and `claims` for Conditional Access, in this order',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { tokens } = await getTokens(local.stack)
      const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
      const stepUp = await refresh(local.stack, tokens['refresh_token'], { claims })
      const names = [
        'error',
        'error_description',
        'error_codes',
        'timestamp',
        'trace_id',
        'correlation_id',
        'error_uri',
        'suberror',
        'claims',
      ]
      expect(Object.keys(stepUp.body)).toEqual(names)
      expect(stepUp.body).toMatchObject({ error_codes: [50076], claims })
      const notRefreshed = await refresh(local.stack, 'none')
      expect(Object.keys(notRefreshed.body)).toEqual(names.slice(0, -1))
      const notRedeemed = await redeemCode(local.stack, await signIn(local.stack), { code: 'none' })
      expect(Object.keys(notRedeemed.body)).toEqual(names.slice(0, -2))
    },
  )

  test(
    '`timestamp` has the form `2021-10-29 17:16:31Z`, in UTC',
    { meta: { fidelity: 'captured' } },
    async () => {
      const timestamp = String((await refresh(local.stack, 'none')).body['timestamp'])
      expect(timestamp).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/)
      expect(Math.abs(Date.parse(timestamp) - Date.now())).toBeLessThan(5000)
    },
  )

  test(
    'responses and errors have `Cache-Control: no-store, no-cache`, `Pragma: no-cache` and `x-ms-request-id`, which is the `trace_id` of an error',
    { meta: { fidelity: 'captured' } },
    async () => {
      const signedIn = await signIn(local.stack)
      const redeemed = await redeemCode(local.stack, signedIn)
      const refused = await redeemCode(local.stack, signedIn)
      expect([redeemed.status, refused.status]).toEqual([200, 400])
      for (const { headers } of [redeemed, refused]) {
        expect(headers.get('cache-control')).toBe('no-store, no-cache')
        expect(headers.get('pragma')).toBe('no-cache')
        expect(headers.get('x-ms-request-id')).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
      }
      expect(refused.headers.get('x-ms-request-id')).toBe(refused.body['trace_id'])
    },
  )

  test(
    '`error_description` has one space before `Trace ID:`, `Correlation ID:` and `Timestamp:` (since 2026)',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { body } = await redeemCode(local.stack, await signIn(local.stack), {
        code: 'invented',
      })
      const { trace_id, correlation_id, timestamp } = body
      expect(body['error_description']).toBe(
        `AADSTS70000: The provided grant is not valid or malformed. Trace ID: ${String(trace_id)} Correlation ID: ${String(correlation_id)} Timestamp: ${String(timestamp)}`,
      )
    },
  )

  /** The correlation ids of an error of the request, of the tenant, and of a fault. */
  async function correlationIds(query: string, request: RequestInit): Promise<unknown[]> {
    const { token_endpoint } = local.stack.appConfig.authorityMetadata
    const unknownTenant = token_endpoint.replace(/[^/]+(?=\/oauth2)/, 'nowhere.example')
    const idFrom = async (endpoint: string) => {
      const response = await fetch(`${endpoint}${query}`, { method: 'POST', ...request })
      return ((await response.json()) as Record<string, unknown>)['correlation_id']
    }
    const ids = [await idFrom(token_endpoint), await idFrom(unknownTenant)]
    local.stack.control.fault({ endpoint: 'token', aadsts: 50076, times: 1 })
    return [...ids, await idFrom(token_endpoint)]
  }

  test(
    '`correlation_id` is the `client-request-id` of the query or the header',
    { meta: { fidelity: 'captured' } },
    async () => {
      expect(await correlationIds(`?client-request-id=${ID}`, {})).toEqual([ID, ID, ID])
      expect(await correlationIds('', inHeader)).toEqual([ID, ID, ID])
    },
  )

  test(
    '`correlation_id` is the `client-request-id` in the body, if there is none in query and header',
    { meta: { fidelity: ['inferred', 'MSAL'] } },
    async () => {
      expect(await correlationIds('', inBody(ID))).toEqual([ID, ID, ID])
      expect(await correlationIds(`?client-request-id=${ID}`, inBody(OTHER_ID))).toEqual([
        ID,
        ID,
        ID,
      ])
      expect(await correlationIds('', { ...inHeader, ...inBody(OTHER_ID) })).toEqual([ID, ID, ID])
    },
  )

  test(
    'only a browser redeems the code or token of a single-page app: without `Origin`, 400 `invalid_request`, AADSTS9002327',
    { meta: { fidelity: 'captured' } },
    async () => {
      const signedIn = await signIn(local.stack)
      const code = await redeemCode(local.stack, signedIn, {}, NO_ORIGIN)
      const { body } = await redeemCode(local.stack, signedIn)
      const token = await refresh(local.stack, body['refresh_token'], {}, NO_ORIGIN)
      for (const refused of [code, token]) {
        expect(errorOf(refused)).toMatchObject({
          status: 400,
          error: 'invalid_request',
          error_codes: [9002327],
        })
      }
    },
  )

  test(
    'a browser redeems nothing else: with `Origin`, a code or token of a redirect URI that is not of the platform "Single-page application" is 400 `invalid_request`, AADSTS9002326',
    { meta: { fidelity: 'captured' } },
    async () => {
      const app = { client_id: DESKTOP_APP, redirect_uri: 'http://localhost' }
      const signedIn = await signIn(local.stack, SUNNY, app)
      const code = await redeemCode(local.stack, signedIn, app)
      const { body } = await redeemCode(local.stack, signedIn, app, NO_ORIGIN)
      const token = await refresh(local.stack, body['refresh_token'], { client_id: DESKTOP_APP })
      for (const refused of [code, token]) {
        expect(errorOf(refused)).toMatchObject({
          status: 400,
          error: 'invalid_request',
          error_codes: [9002326],
        })
      }
    },
  )

  test(
    'a preflight allows the headers that it asks for, such as the `X-AnchorMailbox` of a refresh',
    { meta: { fidelity: 'MSAL' } },
    async () => {
      const preflight = await fetch(local.stack.appConfig.authorityMetadata.token_endpoint, {
        method: 'OPTIONS',
        headers: {
          origin: APP_ORIGIN,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'x-anchormailbox',
        },
      })
      expect(preflight.status).toBe(204)
      expect(preflight.headers.get('access-control-allow-methods')).toBe('POST, OPTIONS')
      expect(preflight.headers.get('access-control-allow-headers')).toBe('x-anchormailbox')
    },
  )

  test(
    "a missing parameter is 400 `invalid_request`, AADSTS900144, in Entra's text",
    { meta: { fidelity: 'documented' } },
    async () => {
      const signedIn = await signIn(local.stack)
      const without = async (field: string) => {
        const response = field.startsWith('refresh')
          ? await refresh(local.stack, '', { [field]: undefined })
          : await redeemCode(local.stack, signedIn, { [field]: undefined })
        return [field, response] as const
      }
      const redemption = ['client_id', 'grant_type', 'code', 'code_verifier', 'redirect_uri']
      for (const [name, response] of await Promise.all(
        [...redemption, 'refresh_token'].map(without),
      )) {
        expect(errorOf(response)).toMatchObject({
          status: 400,
          error: 'invalid_request',
          error_codes: [900144],
          text: `AADSTS900144: The request body must contain the following parameter: '${name}'.`,
        })
      }
    },
  )

  test(
    'a malformed scope is `invalid_scope`, AADSTS70011',
    { meta: { fidelity: 'documented' } },
    async () => {
      for (const error of await errorsOfScopes(['api://', 'a"b'])) {
        expect(error).toMatchObject(malformed)
      }
    },
  )

  test(
    'a scope is malformed if it has characters outside of RFC 6749 §3.3, if its resource or its name is missing, or if it is a scheme alone',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const errors = await errorsOfScopes([
        'api:',
        'api:///access_as_user',
        `api://${WEATHER}`,
        `api://${WEATHER}/`,
        'https://',
        'https://graph.microsoft.com',
        '/access_as_user',
        '/',
        `api://${WEATHER}/access\\as_user`,
        `api://${WEATHER}/accès`,
        `api://${WEATHER}/access_as_user\tUser.Read`,
      ])
      for (const error of errors) expect(error).toMatchObject(malformed)
    },
  )

  const malformed = { status: 400, error: 'invalid_scope', error_codes: [70011] }

  /** The errors of a redemption and of a refresh, for each of the scopes alone and among others. */
  async function errorsOfScopes(scopes: string[]) {
    const signedIn = await signIn(local.stack)
    const { body: tokens } = await redeemCode(local.stack, signedIn)
    const another = await signIn(local.stack, SUNNY, {}, signedIn.browser)
    const errors = scopes
      .flatMap((scope) => [scope, `openid ${scope} User.Read`])
      .flatMap((scope) => [
        redeemCode(local.stack, another, { scope }),
        refresh(local.stack, tokens['refresh_token'], { scope }),
      ])
    return (await Promise.all(errors)).map(errorOf)
  }

  test(
    'a well-formed scope that the API does not expose is AADSTS650053',
    { meta: { fidelity: 'documented' } },
    async () => {
      const signedIn = await signIn(local.stack)
      for (const scope of [`api://${WEATHER}/write`, 'NoSuchScope', `${WEATHER}/a?b=c`]) {
        const response = await redeemCode(local.stack, signedIn, { scope })
        expect(errorOf(response)).toMatchObject({ status: 400, error_codes: [650053] })
      }
    },
  )

  test(
    'an unknown API is 400 `invalid_resource`, AADSTS500011, with `error_uri`',
    { meta: { fidelity: 'captured' } },
    async () => {
      const scope = 'api://unknown/access_as_user'
      const response = await redeemCode(local.stack, await signIn(local.stack), { scope })
      expect(errorOf(response)).toMatchObject({
        status: 400,
        error: 'invalid_resource',
        error_codes: [500011],
        error_uri: errorUri(500011),
      })
    },
  )

  const pairs: [string, string][] = [
    [`api://${WEATHER}/access_as_user`, 'User.Read'],
    [`${WEATHER}/access_as_user`, 'https://graph.microsoft.com/User.Read'],
    [`api://${WEATHER}/.default`, 'https://graph.microsoft.com/.default'],
    [`api://${WEATHER}/.default`, '.default'],
    [`API://${WEATHER.toUpperCase()}/ACCESS_AS_USER`, 'USER.READ'],
    [`${WEATHER.toUpperCase()}/.Default`, `${GRAPH}/user.read`],
    [`api://${WEATHER}//access_as_user`, `api://${OLD_WEATHER}/access_as_user`],
    [`api://${WEATHER}/access_as_user`, 'https://graph.microsoft.com/NoSuchScope'],
  ]

  test(
    "scopes of two APIs in one token request, however spelt, are AADSTS28000, in Entra's text and before consent is checked",
    { meta: { fidelity: ['documented', 'captured'] } },
    async () => {
      const signedIn = await signIn(local.stack)
      const one = await redeemCode(local.stack, signedIn)
      const another = await signIn(local.stack, SUNNY, {}, signedIn.browser)
      local.stack.control.withdrawConsent()
      for (const pair of pairs) {
        for (const scope of [pair.join(' '), `openid ${pair.toReversed().join(' ')}`]) {
          for (const refused of [
            await redeemCode(local.stack, another, { scope }),
            await refresh(local.stack, one.body['refresh_token'], { scope }),
          ]) {
            expect(errorOf(refused)).toMatchObject({
              status: 400,
              error_codes: [28000],
              text: `AADSTS28000: Provided value for the input parameter scope is not valid because it contains more than one resource. Scope ${scope} is not valid.`,
            })
          }
        }
      }
      const { scope } = local.stack.appConfig.weatherApi
      const { body } = await redeemCode(local.stack, another, { scope })
      expect(body['error_codes'], 'the code is valid, the consent is withdrawn').toEqual([65001])
    },
  )

  const unsupportedPassword = {
    status: 400,
    error: 'unsupported_grant_type',
    error_codes: [70003],
    text: "AADSTS70003: The app requested an unsupported grant type 'password'.",
  }

  test(
    "an unknown grant type is 400 `unsupported_grant_type`, AADSTS70003, in Entra's text, without `error_uri`",
    { meta: { fidelity: 'captured' } },
    async () => {
      const { clientId } = local.stack.appConfig
      for (const client_id of [clientId, clientId.toUpperCase(), undefined]) {
        const response = await postToken(local.stack, { grant_type: 'password', client_id })
        expect(errorOf(response)).toEqual(unsupportedPassword)
        expect(response.body).not.toHaveProperty('error_uri')
      }
    },
  )

  test(
    'the grant type is checked before the client id',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const form = { grant_type: 'password', client_id: ZEROS }
      expect(errorOf(await postToken(local.stack, form))).toEqual(unsupportedPassword)
    },
  )

  test(
    "a client id of zeros is 400 `unauthorized_client`, AADSTS700038, in Entra's text, without `error_uri`",
    { meta: { fidelity: 'captured' } },
    async () => {
      const form = { grant_type: 'refresh_token', client_id: ZEROS }
      const response = await postToken(local.stack, form)
      expect(errorOf(response)).toEqual({
        status: 400,
        error: 'unauthorized_client',
        error_codes: [700038],
        text: `AADSTS700038: ${ZEROS} is not a valid application identifier.`,
      })
      expect(response.body).not.toHaveProperty('error_uri')
    },
  )

  test(
    "a code that is redeemed twice is `invalid_grant`, AADSTS54005, in Entra's text",
    {
      tags: 'promise',
      meta: { fidelity: 'captured', requirement: 'RFC 9700 §2.1; ASVS 10.4.1, 10.4.2, 10.4.6' },
    },
    async () => {
      const signedIn = await signIn(local.stack)
      expect((await redeemCode(local.stack, signedIn)).status).toBe(200)
      expect(errorOf(await redeemCode(local.stack, signedIn))).toMatchObject({
        status: 400,
        error: 'invalid_grant',
        error_codes: [54005],
        text: 'AADSTS54005: OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
      })
    },
  )

  test(
    'the tokens of the first redemption stay valid after the second',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const signedIn = await signIn(local.stack)
      const { body } = await redeemCode(local.stack, signedIn)
      expect((await redeemCode(local.stack, signedIn)).status).toBe(400)
      expect((await refresh(local.stack, body['refresh_token'])).status).toBe(200)
      expect((await readWeather(local.stack, body['access_token'])).status).toBe(200)
    },
  )

  test(
    "a wrong verifier is `invalid_grant`, AADSTS501481, in Entra's text, and the code stays valid",
    { meta: { fidelity: 'captured' } },
    async () => {
      const signedIn = await signIn(local.stack)
      const wrong = await redeemCode(local.stack, signedIn, { code_verifier: 'x'.repeat(43) })
      expect(errorOf(wrong)).toMatchObject({
        status: 400,
        error: 'invalid_grant',
        error_codes: [501481],
        text: 'AADSTS501481: The Code_Verifier does not match the code_challenge supplied in the authorization request.',
      })
      expect((await redeemCode(local.stack, signedIn)).status).toBe(200)
    },
  )

  test(
    'a code gets no tokens if the account has been disabled since the sign-in, or needs a second factor that was not given',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const { control } = local.stack
      const signedIn = await signIn(local.stack)
      const undo = control.changeAccount(SUNNY, { disabled: true })
      expect((await redeemCode(local.stack, signedIn)).body['error_codes']).toEqual([50057])
      undo()
      const needed = control.requireMfa()
      expect(errorOf(await redeemCode(local.stack, signedIn))).toMatchObject({
        error: 'invalid_grant',
        suberror: 'basic_action',
        error_codes: [50076],
      })
      needed()
      expect((await redeemCode(local.stack, signedIn)).status).toBe(200)
    },
  )

  test('a code expires after ten minutes', { meta: { fidelity: 'documented' } }, async () => {
    stopClock()
    const signedIn = await signIn(local.stack)
    const another = await signIn(local.stack)
    local.stack.control.moveClock(598)
    expect((await redeemCode(local.stack, signedIn)).status).toBe(200)
    local.stack.control.moveClock(3)
    expect((await redeemCode(local.stack, another)).status).toBe(400)
  })

  test(
    'an expired code is `invalid_grant`, AADSTS70008',
    { meta: { fidelity: 'captured' } },
    async () => {
      const signedIn = await signIn(local.stack)
      local.stack.control.moveClock(601)
      const { body } = await redeemCode(local.stack, signedIn)
      expect(body).toMatchObject({ error: 'invalid_grant', error_codes: [70008] })
    },
  )

  test(
    'refresh tokens of a single-page app expire 24 hours after the sign-in; a successor expires with the first',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { tokens } = await getTokens(local.stack)
      local.stack.control.moveClock(DAY - 60)
      const renewed = await refresh(local.stack, tokens['refresh_token'])
      expect(renewed.status).toBe(200)
      local.stack.control.moveClock(120)
      for (const { refresh_token } of [tokens, renewed.body]) {
        expect((await refresh(local.stack, refresh_token)).status).toBe(400)
      }
    },
  )

  test('a refresh token stays valid after use', { meta: { fidelity: 'documented' } }, async () => {
    const { tokens } = await getTokens(local.stack)
    const first = await refresh(local.stack, tokens['refresh_token'])
    const second = await refresh(local.stack, tokens['refresh_token'])
    expect([first.status, second.status]).toEqual([200, 200])
  })

  test(
    'a refresh token works for any API that the user has consented to',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { tokens } = await getTokens(local.stack)
      const refused = await refresh(local.stack, tokens['refresh_token'], { scope: 'User.Read' })
      expect(refused.body).toMatchObject({ error_codes: [65001] })
      await local.stack.control.sessionCookie([SUNNY])
      const granted = await refresh(local.stack, tokens['refresh_token'], { scope: 'User.Read' })
      expect(granted.body['scope']).toBe('https://graph.microsoft.com/User.Read')
    },
  )

  test(
    "an expired refresh token is `invalid_grant` with `bad_token`, AADSTS700084, in Entra's text",
    { meta: { fidelity: 'captured' } },
    async () => {
      const { tokens } = await getTokens(local.stack)
      local.stack.control.moveClock(DAY + 60)
      const expired = errorOf(await refresh(local.stack, tokens['refresh_token']))
      expect(expired).toMatchObject({
        error: 'invalid_grant',
        error_codes: [700084],
        suberror: 'bad_token',
      })
      expect(expired.text).toMatch(
        /^AADSTS700084: The refresh token was issued to a single page app \(SPA\), and therefore has a fixed, limited lifetime of 1\.00:00:00, which cannot be extended\. It is now expired and a new sign in request must be sent by the SPA to the sign in page\. The token was issued on \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}\+00:00\.$/,
      )
    },
  )

  test(
    "a revoked refresh token is `invalid_grant` with `bad_token`, AADSTS50173, in Entra's text; other users are not affected",
    { meta: { fidelity: 'captured' } },
    async () => {
      const sunny = await getTokens(local.stack)
      const misty = await getTokens(local.stack, MISTY)
      local.stack.control.revoke(SUNNY)
      const revoked = errorOf(await refresh(local.stack, sunny.tokens['refresh_token']))
      expect(revoked).toMatchObject({
        error: 'invalid_grant',
        error_codes: [50173],
        suberror: 'bad_token',
      })
      expect(revoked.text).toMatch(
        /^AADSTS50173: The provided grant has expired due to it being revoked, a fresh auth token is needed\. The user might have changed or reset their password\. The grant was issued on '[^']+' and the TokensValidFrom date \(before which tokens are not valid\) for this user is '[^']+'\.$/,
      )
      expect((await refresh(local.stack, misty.tokens['refresh_token'])).status).toBe(200)
    },
  )

  test(
    'anything but a refresh token of the app is `invalid_grant` with `bad_token`',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const { tokens, code } = await getTokens(local.stack)
      const ofAnotherApp = { client_id: '10ca1000-57ac-4000-b000-000000000002' }
      for (const response of [
        await refresh(local.stack, tokens['refresh_token'], ofAnotherApp),
        await refresh(local.stack, 'no such token'),
        await refresh(local.stack, ''),
        await refresh(local.stack, code),
        await refresh(local.stack, tokens['access_token']),
        await refresh(local.stack, `${String(tokens['refresh_token'])}x`),
        await refresh(local.stack, '__proto__'),
      ]) {
        expect(errorOf(response)).toMatchObject({
          status: 400,
          error: 'invalid_grant',
          error_codes: [70000],
          suberror: 'bad_token',
        })
      }
    },
  )

  test(
    'sign-out does not end refresh tokens, revocation does',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { stack } = local
      const { browser, tokens } = await getTokens(stack)
      const hint = new URLSearchParams({ logout_hint: SUNNY }).toString()
      await browser.open(`${stack.appConfig.authorityMetadata.end_session_endpoint}?${hint}`)
      const silent = await browser.open(authorizationRequest(stack, { prompt: 'none' }).url)
      expect(answerOf(silent).get('error')).toBe('login_required')
      expect((await refresh(stack, tokens['refresh_token'])).status).toBe(200)
      stack.control.revoke(SUNNY)
      expect((await refresh(stack, tokens['refresh_token'])).status).toBe(400)
    },
  )

  test(
    '`suberror` is `basic_action` for a second factor (AADSTS50076), `message_only` for a block by Conditional Access (53003), `consent_required` for a missing consent (65001), `bad_token` for an expired or revoked refresh token',
    { meta: { fidelity: ['captured', 'MSAL'] } },
    async () => {
      const { control } = local.stack
      const { refresh_token } = (await getTokens(local.stack)).tokens
      const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
      await expectSuberror({ claims }, 50076, 'basic_action')
      const undo = control.changeAccount(SUNNY, { blocked: true })
      await expectSuberror({}, 53003, 'message_only')
      undo()
      await expectSuberror({ scope: 'User.Read' }, 65001, 'consent_required')
      control.expireRefreshTokens()
      await expectSuberror({}, 700084, 'bad_token')

      async function expectSuberror(form: Record<string, string>, code: number, suberror: string) {
        const { body } = await refresh(local.stack, refresh_token, form)
        expect(body).toMatchObject({ error: 'invalid_grant', error_codes: [code], suberror })
      }
    },
  )
})
