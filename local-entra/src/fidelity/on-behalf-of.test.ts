import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { startLocalEntra } from '../local-entra.ts'
import { defaultRegistrations } from '../registrations/default-registrations.ts'
import {
  answerOf,
  APP_ORIGIN,
  authorizationRequest,
  errorOf,
  getTokens,
  postToken,
  readWeather,
  redeemCode,
  refresh,
  SUNNY,
  throughPages,
} from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const WEATHER = '10ca1000-57ac-4000-c000-000000000001'
const STRICT = '10ca1000-57ac-4000-c000-000000000002'
const SERVER_APP = '10ca1000-57ac-4000-b000-000000000004'
const NO_ORIGIN = ''
const HOUR = 60 * 60

const registrations = defaultRegistrations()
const middleTier = registrations.apps.find(({ clientId }) => clientId === WEATHER)
const [SECRET = ''] = middleTier?.secrets ?? []
/** A second API, whose tokens need a second factor. */
const strictApi = registrations.apis.find(({ clientId }) => clientId === STRICT)
Object.assign(strictApi ?? {}, { needsMfa: true, tokenVersion: 2 })

/** The second API as a client, without the consent of an administrator. */
const WITHOUT_CONSENT = STRICT
if (middleTier) {
  registrations.apps.push({ ...middleTier, clientId: WITHOUT_CONSENT, adminConsent: false })
}

const TO_STRICT = { scope: `api://${STRICT}/access_as_user` }

describe('On-behalf-of', () => {
  const local = withLocalEntra({ registrations })

  /** The weather API exchanges a token, by default for one of Microsoft Graph. */
  const exchange = (
    assertion: unknown,
    overrides: Record<string, string | undefined> = {},
    origin = NO_ORIGIN,
  ) =>
    postToken(
      local.stack,
      {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        client_id: WEATHER,
        client_secret: SECRET,
        assertion: String(assertion),
        requested_token_use: 'on_behalf_of',
        scope: 'https://graph.microsoft.com/User.Read offline_access',
        ...overrides,
      },
      origin,
    )

  test(
    'an API exchanges the access token of a user for one of another API, for the same user and session',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { tokens } = await getTokens(local.stack)
      const { status, body } = await exchange(tokens['access_token'])
      expect(status).toBe(200)
      expect(Object.keys(body)).toEqual([
        'token_type',
        'scope',
        'expires_in',
        'ext_expires_in',
        'access_token',
        'refresh_token',
      ])
      const received = decodeJwt(String(tokens['access_token']))
      const exchanged = decodeJwt(String(body['access_token']))
      expect(exchanged).toMatchObject({
        aud: '00000003-0000-0000-c000-000000000000',
        azp: WEATHER,
        azpacr: '1',
        oid: received['oid'],
        sid: received['sid'],
        scp: 'User.Read',
      })
      expect(exchanged.sub).not.toBe(received.sub)
    },
  )

  test(
    'a refresh token comes with `offline_access`; the API redeems it with its secret',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { tokens } = await getTokens(local.stack)
      const { body } = await exchange(tokens['access_token'])
      const asApi = { client_id: WEATHER, client_secret: SECRET, scope: 'User.Read' }
      const renewed = await refresh(local.stack, body['refresh_token'], asApi, NO_ORIGIN)
      expect(renewed.status).toBe(200)
    },
  )

  test(
    "a token for another app: `invalid_grant`, AADSTS500131, in Entra's text",
    { meta: { fidelity: 'captured' } },
    async () => {
      const { tokens } = await getTokens(local.stack, SUNNY, { scope: 'User.Read' })
      expect(errorOf(await exchange(tokens['access_token']))).toMatchObject({
        status: 400,
        error: 'invalid_grant',
        error_codes: [500131],
        text: expect.stringContaining(
          'Assertion audience does not match the Client app presenting the assertion.',
        ),
      })
      expect(errorOf(await exchange(await ofServer()))).toMatchObject({ error_codes: [500131] })
    },
  )

  test(
    'a token with a wrong signature is AADSTS50013, an expired one AADSTS500133',
    { meta: { fidelity: ['captured', 'documented'] } },
    async () => {
      const { tokens } = await getTokens(local.stack)
      const token = String(tokens['access_token'])
      for (const broken of [`${token.slice(0, -8)}AAAAAAAA`, 'no token']) {
        expect(errorOf(await exchange(broken))).toMatchObject({
          error: 'invalid_grant',
          error_codes: [50013],
        })
      }
      local.stack.control.moveClock(29 * HOUR)
      expect(errorOf(await exchange(token))).toMatchObject({
        error: 'invalid_grant',
        error_codes: [500133],
      })
    },
  )

  test(
    'a token of another issuer, or from before a restart, is AADSTS50013; after a revocation it is AADSTS50173',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const { tokens } = await getTokens(local.stack)
      const another = await startLocalEntra({ appOrigins: [APP_ORIGIN] })
      try {
        const foreign = await another.accessToken(SUNNY)
        expect(errorOf(await exchange(foreign))).toMatchObject({ error_codes: [50013] })
      } finally {
        await another.close()
      }
      const undo = local.stack.control.expireAccessTokens()
      expect((await exchange(tokens['access_token'])).body['error_codes']).toEqual([500133])
      undo()
      expect((await exchange(tokens['access_token'])).status).toBe(200)
      local.stack.control.revoke(SUNNY)
      const revoked = await exchange(tokens['access_token'])
      expect(errorOf(revoked)).toMatchObject({ error_codes: [50173], suberror: 'bad_token' })
      await local.stack.control.reset()
      expect((await exchange(tokens['access_token'])).body['error_codes']).toEqual([50013])
    },
  )

  /** A token of the app on a server for itself, without a user. */
  async function ofServer(scope = 'https://graph.microsoft.com/.default') {
    const { body } = await postToken(
      local.stack,
      { grant_type: 'client_credentials', client_id: SERVER_APP, client_secret: SECRET, scope },
      NO_ORIGIN,
    )
    return body['access_token']
  }

  test(
    'a token without a user cannot be exchanged: AADSTS7000114',
    { meta: { fidelity: ['documented', 'inferred'] } },
    async () => {
      const token = await ofServer(`api://${WEATHER}/.default`)
      expect(errorOf(await exchange(token))).toMatchObject({ error_codes: [7000114] })
    },
  )

  test(
    'without consent for the API that exchanges: `invalid_grant` with suberror `consent_required`, AADSTS65001',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { tokens } = await getTokens(local.stack, SUNNY, TO_STRICT)
      const refused = await exchange(tokens['access_token'], { client_id: WITHOUT_CONSENT })
      expect(errorOf(refused)).toMatchObject({
        error: 'invalid_grant',
        suberror: 'consent_required',
        error_codes: [65001],
      })
    },
  )

  test(
    'without its secret: AADSTS7000218; from a browser: AADSTS9002326',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const { tokens } = await getTokens(local.stack)
      const token = tokens['access_token']
      const anonymous = await exchange(token, { client_secret: undefined })
      expect(anonymous.body['error_codes']).toEqual([7000218])
      const fromBrowser = await exchange(token, {}, 'https://app.example')
      expect(fromBrowser.body['error_codes']).toEqual([9002326])
    },
  )

  test(
    'if the second API needs a second factor: `interaction_required`, AADSTS50076, with the policy in `claims`',
    { meta: { fidelity: ['documented', 'captured'] } },
    async () => {
      const { tokens } = await getTokens(local.stack)
      const { body } = await exchange(tokens['access_token'], TO_STRICT)
      expect(body).toMatchObject({
        error: 'interaction_required',
        suberror: 'basic_action',
        error_codes: [50076],
      })
      expect(JSON.parse(String(body['claims']))).toEqual({
        access_token: {
          capolids: { essential: true, values: [expect.stringMatching(/^[\da-f-]{36}$/)] },
        },
      })
    },
  )

  test(
    'these `claims` in the client of the first API: a refresh is AADSTS50076, a page asks for the second factor, and the exchange then succeeds',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { tokens, browser } = await getTokens(local.stack)
      const refused = await exchange(tokens['access_token'], TO_STRICT)
      const claims = String(refused.body['claims'])
      const refreshed = await refresh(local.stack, tokens['refresh_token'], { claims })
      expect(refreshed.body).toMatchObject({ error_codes: [50076], claims })

      const sent = authorizationRequest(local.stack, { claims, login_hint: SUNNY })
      const visit = await browser.open(sent.url)
      expect(visit.html).toContain('value="approve"')
      const code = answerOf(await throughPages(browser, visit, SUNNY)).get('code') ?? ''
      const { body } = await redeemCode(local.stack, { code, sent })
      expect((await readWeather(local.stack, body['access_token'])).status).toBe(200)
      expect((await exchange(body['access_token'], TO_STRICT)).status).toBe(200)
    },
  )

  test(
    'an API whose tokens need a second factor: a silent request is `interaction_required`, a refresh `invalid_grant` with `basic_action` and the policy in `claims`',
    { meta: { fidelity: ['documented', 'captured'] } },
    async () => {
      const { tokens, browser } = await getTokens(local.stack)
      const silent = authorizationRequest(local.stack, { ...TO_STRICT, prompt: 'none' })
      expect(answerOf(await browser.open(silent.url)).get('error')).toBe('interaction_required')
      const { body } = await refresh(local.stack, tokens['refresh_token'], TO_STRICT)
      expect(body).toMatchObject({ error: 'invalid_grant', suberror: 'basic_action' })
      expect(String(body['claims'])).toContain('capolids')
    },
  )

  test('an exchange without assertion, use or scope is refused clearly', async () => {
    const { tokens } = await getTokens(local.stack)
    const without = async (field: string) => {
      const { body } = await exchange(tokens['access_token'], { [field]: undefined })
      return body['error_description']
    }
    for (const field of ['requested_token_use', 'scope']) {
      expect(await without(field)).toContain(`AADSTS900144`)
      expect(await without(field)).toContain(`'${field}'`)
    }
    const empty = await exchange('')
    expect(empty.body['error_codes']).toEqual([900144])
    const other = await exchange(tokens['access_token'], { requested_token_use: 'other' })
    expect(other.body['error_codes']).toEqual([90023])
  })
})
