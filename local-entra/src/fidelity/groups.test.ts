import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { defaultRegistrations } from '../registrations/default-registrations.ts'
import type { GroupMembershipClaims } from '../registrations/registrations.ts'
import { getTokens, MISTY, refresh, SUNNY } from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const TENANT = '10ca1000-57ac-4000-a000-00000000000a'
const SPA = '10ca1000-57ac-4000-b000-000000000001'
const FOR_ALL_TENANTS = '10ca1000-57ac-4000-b000-000000000002'
const WEATHER_API = '10ca1000-57ac-4000-c000-000000000001'
const OLD_API = '10ca1000-57ac-4000-c000-000000000002'
const V1_SCOPE = `openid profile offline_access api://${OLD_API}/access_as_user`
const GUS = 'gus.tropolis@weather.example'
const WENDY = 'wendy.vane@weather.example'
const ROBIN = 'robin.drizzle@partner.example'
const [FORECASTERS, STORM_WATCH, CHAT] = [1, 2, 3].map(
  (number) => `10ca1000-57ac-4000-e000-00000000000${number}`,
)

/** The sample registrations, with these groups in the tokens of the first app and of the APIs. */
function withGroups(ofApp: GroupMembershipClaims, ofApis: GroupMembershipClaims) {
  const registrations = defaultRegistrations()
  for (const app of registrations.apps) app.groupMembershipClaims = ofApp
  for (const api of registrations.apis) api.groupMembershipClaims = ofApis
  return registrations
}

const claimsOf = (token: unknown) => decodeJwt(String(token)) as Record<string, unknown>
const rolesIn = (tokens: Record<string, unknown>) =>
  ['id_token', 'access_token'].map((name) => claimsOf(tokens[name])['roles'])

describe('Groups and roles', () => {
  const plain = withLocalEntra()
  const local = withLocalEntra({ registrations: withGroups('SecurityGroup', 'All') })
  const ofAppAlone = withLocalEntra({ registrations: withGroups('All', 'None') })

  test(
    'tokens have no `groups` unless `groupMembershipClaims` of the registration says so: of the app for ID tokens, of the API for access tokens',
    { meta: { fidelity: 'documented' } },
    async () => {
      const none = await getTokens(plain.stack, MISTY)
      for (const name of ['id_token', 'access_token']) {
        expect(claimsOf(none.tokens[name])).not.toHaveProperty('groups')
      }
      const { tokens } = await getTokens(ofAppAlone.stack, MISTY)
      expect(claimsOf(tokens['id_token'])).toHaveProperty('groups')
      expect(claimsOf(tokens['access_token'])).not.toHaveProperty('groups')
    },
  )

  test(
    '`groups` has the object ids: of security groups for `SecurityGroup`, of Microsoft 365 groups too for `All`',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { tokens } = await getTokens(local.stack, MISTY)
      expect(claimsOf(tokens['id_token'])['groups']).toEqual([FORECASTERS, STORM_WATCH])
      expect(claimsOf(tokens['access_token'])['groups']).toEqual([FORECASTERS, STORM_WATCH, CHAT])
    },
  )

  test(
    'a user without groups has no such claim',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { tokens } = await getTokens(local.stack, SUNNY)
      for (const name of ['id_token', 'access_token']) {
        for (const claim of ['groups', '_claim_names', '_claim_sources']) {
          expect(claimsOf(tokens[name])).not.toHaveProperty(claim)
        }
      }
    },
  )

  test(
    'a token has the groups of its own tenant, for a member and for a guest',
    { meta: { fidelity: 'inferred' } },
    async () => {
      local.stack.control.changeAccount(ROBIN, { groups: [String(FORECASTERS)] })
      const { tokens } = await getTokens(local.stack, ROBIN)
      expect(claimsOf(tokens['id_token'])['groups']).toEqual([FORECASTERS])
      const { appConfig } = local.stack
      const authorityMetadata = JSON.parse(
        JSON.stringify(appConfig.authorityMetadata).replaceAll(TENANT, 'organizations'),
      ) as typeof appConfig.authorityMetadata
      const atHome = { ...local.stack, appConfig: { ...appConfig, authorityMetadata } }
      const home = await getTokens(atHome, ROBIN, { client_id: FOR_ALL_TENANTS })
      expect(claimsOf(home.tokens['id_token'])).not.toHaveProperty('groups')
    },
  )

  test(
    'up to 200 groups are in the token; above, there are `_claim_names` and `_claim_sources` in place of `groups`',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { control, identity } = local.stack
      const [gus] = identity.sampleAccounts.filter(({ userName }) => userName === GUS)
      const all = gus?.groups ?? []
      control.changeAccount(GUS, { groups: all.slice(0, 200) })
      const most = await getTokens(local.stack, GUS)
      expect(claimsOf(most.tokens['id_token'])['groups']).toHaveLength(200)
      control.changeAccount(GUS, { groups: all.slice(0, 201) })
      const { body } = await refresh(local.stack, most.tokens['refresh_token'])
      for (const token of [body['id_token'], body['access_token']]) {
        const claims = claimsOf(token)
        expect(claims).not.toHaveProperty('groups')
        expect(claims).toMatchObject({
          _claim_names: { groups: 'src1' },
          _claim_sources: {
            src1: { endpoint: expect.stringContaining('/getMemberObjects') as string },
          },
        })
      }
    },
  )

  test(
    'the endpoint of the overage claim is that of Azure AD Graph, `/{tenant}/users/{object id}/getMemberObjects`, in tokens of both versions',
    { meta: { fidelity: ['captured', 'documented'] } },
    async () => {
      const { tokens } = await getTokens(local.stack, GUS, { scope: V1_SCOPE })
      for (const name of ['id_token', 'access_token']) {
        const { oid, _claim_sources: sources } = claimsOf(tokens[name])
        const endpoint = `${local.stack.graph.origin}/${TENANT}/users/${String(oid)}/getMemberObjects`
        expect(sources).toEqual({ src1: { endpoint } })
      }
      expect(claimsOf(tokens['access_token'])['ver']).toBe('1.0')
    },
  )

  test('the switch overageNamesMicrosoftGraph names an address that has the groups', async () => {
    local.stack.control.setSwitch('overageNamesMicrosoftGraph', true)
    const { tokens } = await getTokens(local.stack, GUS)
    const { oid, _claim_sources: sources } = claimsOf(tokens['id_token'])
    const { endpoint } = (sources as { src1: { endpoint: string } }).src1
    expect(endpoint).toBe(`${local.stack.graph.url}/users/${String(oid)}/getMemberObjects`)
    const graph = await getTokens(local.stack, GUS, { scope: 'openid User.Read' })
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { authorization: `Bearer ${String(graph.tokens['access_token'])}` },
      body: JSON.stringify({ securityEnabledOnly: false }),
    })
    const { value } = (await response.json()) as { value: string[] }
    expect(value).toHaveLength(250)
  })

  test(
    'an ID token has the roles of the app, an access token those of the API, in tokens of both versions',
    { meta: { fidelity: 'documented' } },
    async () => {
      plain.stack.control.changeAccount(MISTY, {
        roles: { [SPA]: ['App.User'], [WEATHER_API]: ['Editor'], [OLD_API]: ['Reader', 'Writer'] },
      })
      const { tokens } = await getTokens(plain.stack, MISTY)
      expect(claimsOf(tokens['id_token'])['roles']).toEqual(['App.User'])
      expect(claimsOf(tokens['access_token'])['roles']).toEqual(['Editor'])
      const old = await refresh(plain.stack, tokens['refresh_token'], { scope: V1_SCOPE })
      expect(old.body['error_codes']).toEqual([65001])
      const version1 = await getTokens(plain.stack, MISTY, { scope: V1_SCOPE })
      expect(claimsOf(version1.tokens['id_token'])['roles']).toEqual(['App.User'])
      expect(claimsOf(version1.tokens['access_token'])).toMatchObject({
        ver: '1.0',
        roles: ['Reader', 'Writer'],
      })
    },
  )

  test(
    'the ID tokens of a code and of a refresh have the same roles',
    { meta: { fidelity: 'documented' } },
    async () => {
      for (const [account, expected] of [
        [MISTY, [['Forecast.Editor'], ['Forecast.Editor']]],
        [WENDY, [['Forecast.Editor'], undefined]],
        [SUNNY, [undefined, undefined]],
      ] as const) {
        const { tokens } = await getTokens(plain.stack, account)
        expect(rolesIn(tokens)).toEqual(expected)
        const { body } = await refresh(plain.stack, tokens['refresh_token'])
        expect(rolesIn(body)).toEqual(expected)
      }
    },
  )

  test(
    'a role or a group that is assigned later, or removed, is in the tokens of the next refresh',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { stack } = local
      const { tokens } = await getTokens(stack, SUNNY)
      const next = async (name: string) =>
        claimsOf((await refresh(stack, tokens['refresh_token'])).body[name])
      const undo = stack.control.changeAccount(SUNNY, {
        roles: { [SPA]: ['Editor'], [WEATHER_API]: ['Publisher'] },
        groups: [FORECASTERS ?? ''],
      })
      expect(await next('id_token')).toMatchObject({ roles: ['Editor'], groups: [FORECASTERS] })
      expect(await next('access_token')).toMatchObject({ roles: ['Publisher'] })
      undo()
      expect(await next('id_token')).not.toHaveProperty('roles')
      expect(await next('id_token')).not.toHaveProperty('groups')
      expect(await next('access_token')).not.toHaveProperty('roles')
    },
  )

  test('changeAccount refuses a group and an owner of roles that are not registered', () => {
    const { control } = plain.stack
    expect(() => control.changeAccount(MISTY, { groups: [TENANT] })).toThrow(
      `there is no group ${TENANT}`,
    )
    expect(() => control.changeAccount(MISTY, { roles: { [TENANT]: ['x'] } })).toThrow(
      `there is no app or API ${TENANT}`,
    )
  })
})
