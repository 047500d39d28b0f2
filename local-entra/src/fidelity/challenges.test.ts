import { decodeJwt, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { createSigningKeys } from '../identity/signing-keys.ts'
import { createHttpBrowser } from '../testing/http-browser.ts'
import {
  answerOf,
  APP_ORIGIN,
  authorizationRequest,
  getTokens,
  MISTY,
  readWeather,
  redeemCode,
  refresh,
  signIn,
  SUNNY,
} from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const local = withLocalEntra()

type Overrides = Record<string, string | undefined>

const newBrowser = () => createHttpBrowser(local.stack.identity.origin)

/** The OAuth error and the number that end a silent request. */
async function silentError(
  users: string[],
  overrides: Overrides = {},
  browser = newBrowser(),
): Promise<unknown[]> {
  const { control } = local.stack
  if (users.length > 0) await control.signInAs(browser, users)
  const { url } = authorizationRequest(local.stack, { prompt: 'none', ...overrides })
  const answer = answerOf(await browser.open(url))
  const [, number] = /^AADSTS(\d+): /.exec(answer.get('error_description') ?? '') ?? []
  return [answer.get('error'), Number(number)]
}

/** The OAuth error, its suberror and the number that end a refresh. */
async function refreshError(refreshToken: unknown, overrides: Overrides = {}): Promise<unknown[]> {
  const { body } = await refresh(local.stack, refreshToken, overrides)
  return [body['error'], body['suberror'], ...(body['error_codes'] as number[])]
}

/** What the API makes of a token: the status, the challenge and the body. */
async function apiResponse(token: unknown): Promise<[number, string | null, string]> {
  const response = await readWeather(local.stack, token)
  return [response.status, response.headers.get('www-authenticate'), await response.text()]
}

/** The claims of the API's challenge to a token. */
async function claimsFor(token: unknown): Promise<string> {
  const [, challenge] = await apiResponse(token)
  const [, claims = ''] = /claims="([^"]+)"/.exec(challenge ?? '') ?? []
  return Buffer.from(claims, 'base64').toString()
}

/** An access token with other claims, or with another `kid`. */
async function tokenWith(change: Record<string, unknown>, { kid = '' } = {}): Promise<string> {
  const { tokens } = await getTokens(local.stack)
  const claims = decodeJwt(String(tokens['access_token']))
  const key = createSigningKeys().current()
  return new SignJWT({ ...claims, ...change })
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: kid || key.kid })
    .sign(key.privateKey)
}

/** The challenge of an API on ASP.NET Core to an invalid token. */
const invalidToken = (description: string) =>
  `Bearer error="invalid_token", error_description="${description}"`

describe('Challenges', () => {
  test(
    'a silent request without a session: `login_required`, 50058; the same with a hint of a user who is not signed in',
    { meta: { fidelity: 'documented' } },
    async () => {
      expect(await silentError([])).toEqual(['login_required', 50058])
      expect(await silentError([SUNNY], { login_hint: MISTY })).toEqual(['login_required', 50058])
    },
  )

  test(
    'a silent request with several users and no hint: `interaction_required`, 16000; with a stale `sid`: 160021',
    { meta: { fidelity: 'documented' } },
    async () => {
      expect(await silentError([SUNNY, MISTY])).toEqual(['interaction_required', 16000])
      expect(await silentError([SUNNY], { sid: 'gone' })).toEqual(['interaction_required', 160021])
    },
  )

  test(
    'a silent request without consent: `consent_required`, 65001; a refresh: `invalid_grant` with suberror `consent_required`',
    { meta: { fidelity: ['documented', 'captured', 'MSAL'] } },
    async () => {
      const { browser, tokens } = await getTokens(local.stack)
      local.stack.control.withdrawConsent(SUNNY)
      expect(await silentError([], {}, browser)).toEqual(['consent_required', 65001])
      const refused = await refreshError(tokens['refresh_token'])
      expect(refused).toEqual(['invalid_grant', 'consent_required', 65001])
    },
  )

  test(
    'a silent request that needs a second factor: `interaction_required`, 50076; a refresh: `invalid_grant` with suberror `basic_action`; a sign-in with a page satisfies both',
    { meta: { fidelity: ['documented', 'captured', 'MSAL'] } },
    async () => {
      const { browser, tokens } = await getTokens(local.stack)
      local.stack.control.requireMfa()
      expect(await silentError([], {}, browser)).toEqual(['interaction_required', 50076])
      const refused = await refreshError(tokens['refresh_token'])
      expect(refused).toEqual(['invalid_grant', 'basic_action', 50076])
      const signedIn = await signIn(local.stack, SUNNY, {}, browser)
      const { body } = await redeemCode(local.stack, signedIn)
      expect((await refresh(local.stack, body['refresh_token'])).status).toBe(200)
    },
  )

  test(
    'a silent request that Conditional Access blocks: `access_denied`, 53003; a refresh: `invalid_grant` with suberror `message_only`',
    { meta: { fidelity: ['documented', 'captured', 'MSAL'] } },
    async () => {
      const { browser, tokens } = await getTokens(local.stack)
      const undo = local.stack.control.changeAccount(SUNNY, { blocked: true })
      expect(await silentError([], {}, browser)).toEqual(['access_denied', 53003])
      const refused = await refreshError(tokens['refresh_token'])
      expect(refused).toEqual(['invalid_grant', 'message_only', 53003])
      undo()
      expect((await refresh(local.stack, tokens['refresh_token'])).status).toBe(200)
    },
  )

  test(
    'a silent request of a user who is not assigned to the app: `access_denied`, 50105',
    { meta: { fidelity: 'documented' } },
    async () => {
      const error = await silentError(['ray.unlisted@weather.example'])
      expect(error).toEqual(['access_denied', 50105])
    },
  )

  test(
    'continuous access evaluation: 401 with `Bearer realm="", authorization_uri="…", client_id="…", error="insufficient_claims", claims="…"`, and the claims are base64 of `{"access_token":{"nbf":{"essential":true,"value":"<seconds>"}}}`',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { tokens } = await getTokens(local.stack)
      local.stack.control.demandClaims()
      const [status, challenge, body] = await apiResponse(tokens['access_token'])
      expect([status, body]).toEqual([401, ''])
      const { authorization_endpoint } = local.stack.appConfig.authorityMetadata
      const claims = await claimsFor(tokens['access_token'])
      expect(challenge).toBe(
        `Bearer realm="", authorization_uri="${authorization_endpoint}", client_id="10ca1000-57ac-4000-c000-000000000001", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`,
      )
      expect(claims).toMatch(/^\{"access_token":\{"nbf":\{"essential":true,"value":"\d{10}"\}\}\}$/)
    },
  )

  test(
    'step-up authentication: the same challenge with `{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { tokens } = await getTokens(local.stack)
      local.stack.control.requireStepUp()
      const [status, challenge] = await apiResponse(tokens['access_token'])
      expect(status).toBe(401)
      expect(challenge).toContain('error="insufficient_claims", claims="')
      expect(await claimsFor(tokens['access_token'])).toBe(
        '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}',
      )
    },
  )

  test(
    'the base64 of a challenge has its padding, which a parser that splits at `=` loses',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { tokens } = await getTokens(local.stack)
      const paddings = new Set<string>()
      for (const context of ['c1', 'c10', 'c100']) {
        local.stack.control.requireStepUp(context)
        const [, challenge] = await apiResponse(tokens['access_token'])
        paddings.add(/(=*)"$/.exec(challenge ?? '')?.[1] ?? '')
      }
      expect(paddings).toEqual(new Set(['', '=', '==']))
    },
  )

  test(
    'a refresh with the `claims` of a challenge with `nbf` gets a token that the API accepts',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { tokens } = await getTokens(local.stack)
      const undo = local.stack.control.demandClaims()
      const claims = await claimsFor(tokens['access_token'])
      const { body } = await refresh(local.stack, tokens['refresh_token'], { claims })
      expect((await apiResponse(body['access_token']))[0]).toBe(200)
      undo()
      expect((await apiResponse(tokens['access_token']))[0]).toBe(200)
    },
  )

  test(
    'a revoked session cannot satisfy a challenge: 50173 with suberror `bad_token`',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const { tokens } = await getTokens(local.stack)
      local.stack.control.demandClaims()
      local.stack.control.revoke(SUNNY)
      const claims = await claimsFor(tokens['access_token'])
      const refused = await refreshError(tokens['refresh_token'], { claims })
      expect(refused).toEqual(['invalid_grant', 'bad_token', 50173])
    },
  )

  test(
    'a step-up fails silently (50076, with the `claims` of the challenge at the token endpoint), succeeds on the page, and the token has `acrs`',
    {
      tags: 'promise',
      meta: { requirement: 'RFC 9470 §3; ASVS 10.3.4', fidelity: 'documented' },
    },
    async () => {
      const { browser, tokens } = await getTokens(local.stack)
      local.stack.control.requireStepUp()
      const claims = await claimsFor(tokens['access_token'])
      const refused = await refresh(local.stack, tokens['refresh_token'], { claims })
      expect(refused.body).toMatchObject({
        error: 'invalid_grant',
        error_codes: [50076],
        suberror: 'basic_action',
        claims,
      })
      expect(await silentError([], { claims }, browser)).toEqual(['interaction_required', 50076])

      const page = await browser.open(authorizationRequest(local.stack, { claims }).url)
      expect(page.html).toContain('Approve sign-in request')
      const signedIn = await signIn(local.stack, SUNNY, { claims }, browser)
      const { body } = await redeemCode(local.stack, signedIn, { claims })
      expect(decodeJwt(String(body['access_token']))['acrs']).toEqual(['c1'])
      expect((await apiResponse(body['access_token']))[0]).toBe(200)

      const renewed = await refresh(local.stack, body['refresh_token'], { claims })
      expect((await apiResponse(renewed.body['access_token']))[0]).toBe(200)
    },
  )

  test(
    'as on ASP.NET Core, the API answers a request without a token with 401, `WWW-Authenticate: Bearer` and an empty body',
    { meta: { fidelity: 'captured' } },
    async () => {
      const response = await fetch(local.stack.weatherApi.url)
      expect([response.status, await response.text()]).toEqual([401, ''])
      expect(response.headers.get('www-authenticate')).toBe('Bearer')
    },
  )

  test(
    'a token without the scope: 403 with an empty body and no challenge',
    { meta: { fidelity: 'captured' } },
    async () => {
      const token = await tokenWith({ scp: 'another_scope' })
      expect(await apiResponse(token)).toEqual([403, null, ''])
    },
  )

  test(
    'a token with neither `scp` nor `roles`: 401',
    { meta: { fidelity: 'documented' } },
    async () => {
      expect((await apiResponse(await tokenWith({ scp: undefined })))[0]).toBe(401)
      const ofAnApp = await tokenWith({ scp: undefined, roles: ['Forecast.Editor'] })
      expect((await apiResponse(ofAnApp))[0]).toBe(403)
    },
  )

  test(
    'an invalid token: 401 with `Bearer error="invalid_token", error_description="…"` in the text of ASP.NET Core, for its time, audience, issuer, key and signature; anything but a JWT gets no description',
    { meta: { fidelity: 'documented' } },
    async () => {
      const tenPast = Date.UTC(2025, 9, 30, 10, 0, 5) / 1000
      const later = Date.UTC(2100, 0, 2, 13, 4, 5) / 1000
      const valid = await tokenWith({})
      const cases: [string, string][] = [
        [
          await tokenWith({ nbf: tenPast - 60, exp: tenPast }),
          "The token expired at '10/30/2025 10:00:05'",
        ],
        [
          await tokenWith({ nbf: later, exp: later + 60 }),
          "The token is not valid before '01/02/2100 13:04:05'",
        ],
        [await tokenWith({ aud: 'api://another' }), "The audience 'api://another' is invalid"],
        [
          await tokenWith({ iss: 'https://sts.windows.net/another/' }),
          "The issuer 'https://sts.windows.net/another/' is invalid",
        ],
        [await tokenWith({}, { kid: 'unknown' }), 'The signature key was not found'],
        [`${valid.slice(0, -8)}AAAAAAAA`, 'The signature is invalid'],
      ]
      for (const [token, description] of cases) {
        expect(await apiResponse(token)).toEqual([401, invalidToken(description), ''])
      }
      expect(await apiResponse('garbage')).toEqual([401, 'Bearer error="invalid_token"', ''])
    },
  )

  test(
    'the clock of the API may be five minutes off',
    { meta: { fidelity: 'documented' } },
    async () => {
      const now = Math.floor(Date.now() / 1000)
      const expired = async (seconds: number) =>
        (await apiResponse(await tokenWith({ exp: now - seconds })))[0]
      const early = async (seconds: number) =>
        (await apiResponse(await tokenWith({ nbf: now + seconds })))[0]
      expect([await expired(270), await early(270)]).toEqual([200, 200])
      expect([await expired(330), await early(360)]).toEqual([401, 401])
    },
  )

  test(
    'an API that a browser calls lists `WWW-Authenticate` in `Access-Control-Expose-Headers`',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { tokens } = await getTokens(local.stack)
      local.stack.control.demandClaims()
      for (const token of ['garbage', tokens['access_token']]) {
        const { status, headers } = await readWeather(local.stack, token)
        expect(status).toBe(401)
        expect(headers.get('access-control-allow-origin')).toBe(APP_ORIGIN)
        expect(headers.get('access-control-expose-headers')).toContain('WWW-Authenticate')
      }
    },
  )
})
