import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import {
  answerOf,
  authorizationRequest,
  getTokens,
  readWeather,
  redeemCode,
  refresh,
  signIn,
  SUNNY,
} from '../../testing/protocol-client.ts'
import { withLocalStack } from '../../testing/test-stack.ts'

const local = withLocalStack()

/** Reads the header as it is meant, with the padding of base64 (facts of the wire, not of a library). */
async function challengeOf(accessToken: unknown) {
  const { status, headers } = await readWeather(local.stack, accessToken)
  const header = headers.get('www-authenticate') ?? ''
  const [, claims = ''] = /claims="([^"]+)"/.exec(header) ?? []
  return { status, header, claims: Buffer.from(claims, 'base64').toString() }
}

test('an API that demands fresh tokens challenges with nbf, and is content with a new token', async () => {
  const { tokens } = await getTokens(local.stack)
  const undo = local.stack.control.demandClaims()
  const { status, header, claims } = await challengeOf(tokens['access_token'])
  expect(status).toBe(401)
  const { authorization_endpoint } = local.stack.appConfig.authorityMetadata
  expect(header).toMatch(
    new RegExp(
      `^Bearer realm="", authorization_uri="${authorization_endpoint.replaceAll('.', String.raw`\.`)}", client_id="10ca1000-57ac-4000-c000-000000000001", error="insufficient_claims", claims="[A-Za-z0-9+/]+=*"$`,
    ),
  )
  expect(JSON.parse(claims)).toEqual({
    access_token: { nbf: { essential: true, value: expect.stringMatching(/^\d+$/) } },
  })
  const { body } = await refresh(local.stack, tokens['refresh_token'], { claims })
  expect((await readWeather(local.stack, body['access_token'])).status).toBe(200)
  undo()
  expect((await readWeather(local.stack, tokens['access_token'])).status).toBe(200)
})

test('the claims of a challenge are padded base64 now and then, which a naive parser loses', async () => {
  const { tokens } = await getTokens(local.stack)
  const paddings = new Set<string>()
  for (const context of ['c1', 'c10', 'c100']) {
    local.stack.control.requireStepUp(context)
    const { header } = await challengeOf(tokens['access_token'])
    paddings.add(/(=*)"$/.exec(header)?.[1] ?? '')
  }
  expect(paddings).toEqual(new Set(['', '=', '==']))
})

test('a step-up is refused silently, granted at the page, and then in the token', async () => {
  const { browser, tokens } = await getTokens(local.stack)
  const undo = local.stack.control.requireStepUp()
  const { status, claims } = await challengeOf(tokens['access_token'])
  expect(status).toBe(401)
  expect(JSON.parse(claims)).toEqual({
    access_token: { acrs: { essential: true, value: 'c1' } },
  })

  const refused = await refresh(local.stack, tokens['refresh_token'], { claims })
  expect(refused.body).toMatchObject({
    error: 'invalid_grant',
    error_codes: [50076],
    suberror: 'basic_action',
    claims,
  })
  const silent = await browser.open(
    authorizationRequest(local.stack, { prompt: 'none', claims }).url,
  )
  expect(answerOf(silent).get('error')).toBe('interaction_required')

  const page = await browser.open(authorizationRequest(local.stack, { claims }).url)
  expect(page.html).toContain('Approve sign-in request')
  const { code, sent } = await signIn(local.stack, SUNNY, { claims }, browser)
  const { body } = await redeemCode(local.stack, { code, sent }, { claims })
  expect(decodeJwt(String(body['access_token']))['acrs']).toEqual(['c1'])
  expect((await readWeather(local.stack, body['access_token'])).status).toBe(200)

  const renewed = await refresh(local.stack, body['refresh_token'], { claims })
  expect((await readWeather(local.stack, renewed.body['access_token'])).status).toBe(200)
  undo()
})

test('a revoked session cannot be renewed against a challenge: the person is needed', async () => {
  const { tokens } = await getTokens(local.stack)
  local.stack.control.demandClaims()
  local.stack.control.revoke(SUNNY)
  const { claims } = await challengeOf(tokens['access_token'])
  const { body } = await refresh(local.stack, tokens['refresh_token'], { claims })
  expect(body).toMatchObject({ error_codes: [50173], suberror: 'bad_token' })
})
