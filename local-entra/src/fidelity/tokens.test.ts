import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { getTokens, MISTY, refresh, SUNNY } from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const TENANT = '10ca1000-57ac-4000-a000-00000000000a'
const PARTNER_TENANT = '10ca1000-57ac-4000-a000-00000000000b'
const WEATHER_API = '10ca1000-57ac-4000-c000-000000000001'
const OLD_API = '10ca1000-57ac-4000-c000-000000000002'
const MULTI_TENANT_APP = '10ca1000-57ac-4000-b000-000000000002'
const ROBIN = 'robin.drizzle@partner.example'
const V1_SCOPE = `openid profile email api://${OLD_API}/access_as_user`

const claimsOf = (token: unknown) => decodeJwt(String(token)) as Record<string, unknown>

describe('Tokens', () => {
  const local = withLocalEntra()

  test(
    'the header has `typ` JWT, `alg` RS256 and the `kid` of a published key',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { tokens } = await getTokens(local.stack)
      const { issuer, jwks_uri } = local.stack.appConfig.authorityMetadata
      const keys = createRemoteJWKSet(new URL(jwks_uri))
      for (const name of ['access_token', 'id_token']) {
        const token = String(tokens[name])
        await jwtVerify(token, keys, { issuer, algorithms: ['RS256'] })
        expect(Object.keys(decodeProtectedHeader(token))).toEqual(['typ', 'alg', 'kid'])
        expect(decodeProtectedHeader(token)).toMatchObject({ typ: 'JWT', alg: 'RS256' })
      }
    },
  )

  test(
    'an access token has `aud` (the client id of the API), `iss`, `iat`, `nbf`, `exp`, `aio`, `azp` (the client id of the app), `azpacr` "0", `name`, `oid`, `preferred_username`, `rh`, `scp`, `sid`, `sub`, `tid`, `uti` and `ver` "2.0"',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { tokens, answer } = await getTokens(local.stack)
      const text = expect.any(String) as string
      const number = expect.any(Number) as number
      expect(claimsOf(tokens['access_token'])).toEqual({
        aud: WEATHER_API,
        iss: `${local.stack.identity.origin}/${TENANT}/v2.0`,
        iat: number,
        nbf: number,
        exp: number,
        aio: text,
        azp: local.stack.appConfig.clientId,
        azpacr: '0',
        name: 'Sunny Day',
        oid: '10ca1000-57ac-4000-d000-000000000001',
        preferred_username: SUNNY,
        rh: text,
        scp: 'access_as_user',
        sid: answer.get('session_state'),
        sub: text,
        tid: TENANT,
        uti: text,
        ver: '2.0',
      })
    },
  )

  test(
    'an ID token has `aud` (the client id of the app), `iss`, `iat`, `nbf`, `exp`, `name`, `nonce` (of the request), `oid`, `preferred_username`, `rh`, `sid`, `sub`, `tid`, `uti` and `ver` "2.0"',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { tokens, sent, answer } = await getTokens(local.stack)
      const text = expect.any(String) as string
      const number = expect.any(Number) as number
      expect(claimsOf(tokens['id_token'])).toEqual({
        aud: local.stack.appConfig.clientId,
        iss: `${local.stack.identity.origin}/${TENANT}/v2.0`,
        iat: number,
        nbf: number,
        exp: number,
        name: 'Sunny Day',
        nonce: sent.nonce,
        oid: '10ca1000-57ac-4000-d000-000000000001',
        preferred_username: SUNNY,
        rh: text,
        sid: answer.get('session_state'),
        sub: text,
        tid: TENANT,
        uti: text,
        ver: '2.0',
      })
    },
  )

  test(
    '`sub` has 43 characters and `uti` 22, in base64url',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { tokens } = await getTokens(local.stack)
      for (const token of [tokens['access_token'], tokens['id_token']]) {
        expect(claimsOf(token)['sub']).toMatch(/^[\w-]{43}$/)
        expect(claimsOf(token)['uti']).toMatch(/^[\w-]{22}$/)
      }
    },
  )

  test(
    '`sub` is pairwise: it differs between users and between apps, and between access and ID token, and stays the same at the next sign-in',
    { meta: { fidelity: 'documented' } },
    async () => {
      const subjectsOf = async (account: string, client_id: string) => {
        const { tokens } = await getTokens(local.stack, account, { client_id })
        return [tokens['id_token'], tokens['access_token']].map((token) => claimsOf(token)['sub'])
      }
      const { clientId } = local.stack.appConfig
      const subjects = [
        ...(await subjectsOf(SUNNY, clientId)),
        ...(await subjectsOf(SUNNY, MULTI_TENANT_APP)),
        ...(await subjectsOf(MISTY, clientId)),
        ...(await subjectsOf(MISTY, MULTI_TENANT_APP)),
      ]
      // The subject in an access token depends on the API, not on the app.
      expect(new Set(subjects).size).toBe(6)
      expect(await subjectsOf(SUNNY, clientId)).toEqual(subjects.slice(0, 2))
    },
  )

  test(
    'an ID token has `name`, `oid` and `preferred_username` only with the scope `profile`, and `email` only with `email`',
    { meta: { fidelity: 'documented' } },
    async () => {
      const personal = ['name', 'oid', 'preferred_username', 'email']
      for (const [scope, expected] of [
        ['openid', []],
        ['openid profile', ['name', 'oid', 'preferred_username']],
        ['openid email', ['email']],
      ] as const) {
        const { tokens } = await getTokens(local.stack, SUNNY, { scope })
        const claims = claimsOf(tokens['id_token'])
        expect(personal.filter((name) => name in claims)).toEqual(expected)
      }
    },
  )

  test(
    '`roles` is there only for a user who is assigned a role',
    { meta: { fidelity: 'documented' } },
    async () => {
      const misty = await getTokens(local.stack, MISTY)
      expect(claimsOf(misty.tokens['access_token'])['roles']).toEqual(['Forecast.Editor'])
      const sunny = await getTokens(local.stack)
      expect(claimsOf(sunny.tokens['access_token'])).not.toHaveProperty('roles')
    },
  )

  test(
    '`iat` and `nbf` are the same, and back-dated by 300 seconds',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { tokens } = await getTokens(local.stack)
      for (const token of [tokens['access_token'], tokens['id_token']]) {
        const { iat = 0, nbf } = decodeJwt(String(token))
        expect(nbf).toBe(iat)
        expect(Math.abs(Date.now() / 1000 - 300 - iat)).toBeLessThan(5)
      }
    },
  )

  test(
    'a token of an hour has `exp` − `iat` = 3900 and `expires_in` 3599',
    { meta: { fidelity: ['captured', 'inferred'] } },
    async () => {
      local.stack.control.setAccessTokenLifetime(3600)
      const { tokens } = await getTokens(local.stack)
      const { iat = 0, exp = 0 } = decodeJwt(String(tokens['access_token']))
      expect([exp - iat, tokens['expires_in'], tokens['ext_expires_in']]).toEqual([
        3900, 3599, 3599,
      ])
    },
  )

  test(
    'access tokens are valid for a random 60 to 90 minutes, with the capability `cp1` for 20 to 28 hours',
    { meta: { fidelity: 'documented' } },
    async () => {
      const cp1 = JSON.stringify({ access_token: { xms_cc: { values: ['cp1'] } } })
      for (const [claims, least, most] of [
        [undefined, 60, 90],
        [cp1, 20 * 60, 28 * 60],
      ] as const) {
        const { tokens } = await getTokens(local.stack, SUNNY, { claims })
        const renewed = await Promise.all(
          [1, 2, 3, 4].map(() => refresh(local.stack, tokens['refresh_token'], { claims })),
        )
        const lifetimes = [tokens, ...renewed.map(({ body }) => body)].map(
          (body) => Number(body['expires_in']) + 1,
        )
        expect(Math.min(...lifetimes)).toBeGreaterThanOrEqual(least * 60)
        expect(Math.max(...lifetimes)).toBeLessThanOrEqual(most * 60)
        expect(new Set(lifetimes).size).toBeGreaterThan(1)
      }
    },
  )

  test(
    'an API that is registered for version 1 gets tokens of version 1, here too: `iss` `https://sts.windows.net/{tenant}/`, `appid`, `unique_name` and `amr`, without `azp` and `preferred_username`, and with `x5t` in the header',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { tokens } = await getTokens(local.stack, SUNNY, { scope: V1_SCOPE })
      const claims = claimsOf(tokens['access_token'])
      expect(claims).toMatchObject({
        ver: '1.0',
        iss: `https://sts.windows.net/${TENANT}/`,
        appid: local.stack.appConfig.clientId,
        unique_name: SUNNY,
        amr: ['pwd'],
        scp: 'access_as_user',
      })
      for (const name of ['azp', 'azpacr', 'preferred_username']) {
        expect(claims).not.toHaveProperty(name)
      }
      const { kid, x5t } = decodeProtectedHeader(String(tokens['access_token']))
      expect(x5t).toBe(kid)
      expect(claimsOf(tokens['id_token'])['ver']).toBe('2.0')
      expect(decodeProtectedHeader(String(tokens['id_token']))).not.toHaveProperty('x5t')
    },
  )

  test(
    'the ID token of a guest has an object id of this tenant, and names the home tenant as `idp`',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { tokens } = await getTokens(local.stack, ROBIN)
      expect(claimsOf(tokens['id_token'])).toMatchObject({
        idp: `https://sts.windows.net/${PARTNER_TENANT}/`,
        oid: '10ca1000-57ac-4000-d000-000000000004',
        tid: TENANT,
      })
    },
  )

  test(
    'the `client_info` of a guest has the object id and the id of the home tenant',
    { meta: { fidelity: 'MSAL' } },
    async () => {
      const { tokens } = await getTokens(local.stack, ROBIN)
      const info = Buffer.from(String(tokens['client_info']), 'base64url').toString()
      expect(JSON.parse(info)).toEqual({
        uid: '10ca1000-57ac-4000-d000-000000000003',
        utid: PARTNER_TENANT,
      })
    },
  )

  test(
    '`preferred_username` is an e-mail address, a phone number or another name; that of a guest may be `ada_mail.example#EXT#@tenant`',
    { meta: { fidelity: ['documented', 'captured'] } },
    async () => {
      const { control } = local.stack
      for (const name of [
        SUNNY,
        'ada',
        '+44 20 7946 0958',
        'ada_mail.example#EXT#@weather.example',
      ]) {
        control.changeAccount(ROBIN, { claims: { preferred_username: name } })
        const { tokens } = await getTokens(local.stack, ROBIN)
        for (const token of [tokens['id_token'], tokens['access_token']]) {
          expect(claimsOf(token)['preferred_username']).toBe(name)
        }
      }
    },
  )

  test(
    'some accounts have no `preferred_username` and no `name`',
    { meta: { fidelity: ['documented', 'captured'] } },
    async () => {
      const { tokens } = await getTokens(local.stack, '+44 20 7946 0958')
      const { body } = await refresh(local.stack, tokens['refresh_token'])
      for (const token of [tokens['id_token'], tokens['access_token'], body['id_token']]) {
        const claims = claimsOf(token)
        for (const name of ['preferred_username', 'name']) expect(claims).not.toHaveProperty(name)
        expect(claims['oid']).toBe('10ca1000-57ac-4000-d000-00000000000c')
      }
    },
  )

  test(
    "a guest's token of version 1 has no `upn`, a member's has",
    { meta: { fidelity: 'documented' } },
    async () => {
      const guest = await getTokens(local.stack, ROBIN, { scope: V1_SCOPE })
      expect(claimsOf(guest.tokens['access_token'])).not.toHaveProperty('upn')
      const member = await getTokens(local.stack, SUNNY, { scope: V1_SCOPE })
      expect(claimsOf(member.tokens['access_token'])['upn']).toBe(SUNNY)
    },
  )

  test(
    '`login_hint`, `xms_cc` and `acrs` are there only on request, `acrs` only after a second factor',
    { meta: { fidelity: ['documented', 'MSAL'] } },
    async () => {
      const claims = JSON.stringify({
        id_token: { login_hint: null },
        access_token: {
          xms_cc: { values: ['cp1'] },
          acrs: { essential: true, value: 'c1' },
        },
      })
      const { tokens } = await getTokens(local.stack, SUNNY, { claims })
      expect(claimsOf(tokens['id_token'])['login_hint']).toEqual(expect.any(String))
      expect(claimsOf(tokens['access_token'])).toMatchObject({ xms_cc: ['cp1'], acrs: ['c1'] })
      const plain = await getTokens(local.stack)
      expect(claimsOf(plain.tokens['id_token'])).not.toHaveProperty('login_hint')
      for (const name of ['xms_cc', 'acrs']) {
        expect(claimsOf(plain.tokens['access_token'])).not.toHaveProperty(name)
      }
      const stepUp = await refresh(local.stack, plain.tokens['refresh_token'], { claims })
      expect(stepUp.body['error_codes']).toEqual([50076])
    },
  )
})
