import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  appToken,
  askGraph,
  type GraphInit,
  graphToken,
  signToken,
} from '../testing/graph-client.ts'
import {
  APP_ORIGIN,
  getTokens,
  MISTY,
  postToken,
  refresh,
  SUNNY,
} from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const GRAPH = '00000003-0000-0000-c000-000000000000'
const SUNNY_ID = '10ca1000-57ac-4000-d000-000000000001'
const MISTY_ID = '10ca1000-57ac-4000-d000-000000000002'
const ROBIN_ID = '10ca1000-57ac-4000-d000-000000000004'
const ROBIN = 'robin.drizzle@partner.example'
const GUS = 'gus.tropolis@weather.example'
const SERVER_APP = '10ca1000-57ac-4000-b000-000000000004'
const WEATHER_API = '10ca1000-57ac-4000-c000-000000000001'
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const GROUPS = 'User.Read GroupMember.Read.All'

/** The error that a body has. */
const errorIn = ({ status, body }: { status: number; body: Record<string, unknown> }) => {
  const { code, message } = body['error'] as Record<string, unknown>
  return [status, code, message]
}

const denied = [
  403,
  'Authorization_RequestDenied',
  'Insufficient privileges to complete the operation.',
]

describe('Graph', () => {
  const local = withLocalEntra()

  const ask = (token: unknown, path: string, init?: GraphInit) =>
    askGraph(local.stack, token, path, init)

  const askForIds = (token: string, path: string, securityEnabledOnly: boolean) =>
    ask(token, path, { method: 'POST', body: JSON.stringify({ securityEnabledOnly }) })

  /** The message of the 401 to a token. */
  async function refusal(token: unknown): Promise<unknown> {
    const [status, code, message] = errorIn(await ask(token, '/me'))
    expect([status, code]).toEqual([401, 'InvalidAuthenticationToken'])
    return message
  }

  test(
    '`/me` has `@odata.context` and the eleven default properties in their order; `id` is the `oid` of the token',
    { meta: { fidelity: ['documented', 'captured'] } },
    async () => {
      const token = await graphToken(local.stack, MISTY)
      const { body, headers } = await ask(token, '/me')
      expect(Object.entries(body)).toEqual([
        ['@odata.context', `${local.stack.graph.url}/$metadata#users/$entity`],
        ['businessPhones', []],
        ['displayName', 'Misty Moore'],
        ['givenName', 'Misty'],
        ['jobTitle', 'Meteorologist'],
        ['mail', MISTY],
        ['mobilePhone', null],
        ['officeLocation', null],
        ['preferredLanguage', null],
        ['surname', 'Moore'],
        ['userPrincipalName', MISTY],
        ['id', MISTY_ID],
      ])
      expect(decodeJwt(token)['oid']).toBe(MISTY_ID)
      expect(headers.get('content-type')).toBe(
        'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
      )
      expect(headers.get('odata-version')).toBe('4.0')
    },
  )

  test(
    '`$select` names the properties, also others than the default ones, and the context repeats it',
    { meta: { fidelity: 'documented' } },
    async () => {
      const token = await graphToken(local.stack)
      const { body } = await ask(token, '/me?$select=displayName,postalCode,accountEnabled')
      expect(body).toEqual({
        '@odata.context': `${local.stack.graph.url}/$metadata#users(displayName,postalCode,accountEnabled)/$entity`,
        displayName: 'Sunny Day',
        postalCode: null,
        accountEnabled: true,
      })
    },
  )

  test(
    '`/users/{id | userPrincipalName}` needs `User.Read` for the user of the token and a permission for all users for others; `#` is encoded in the name of a guest',
    { meta: { fidelity: 'documented' } },
    async () => {
      const own = await graphToken(local.stack)
      expect((await ask(own, `/users/${SUNNY_ID}`)).body['id']).toBe(SUNNY_ID)
      expect(errorIn(await ask(own, `/users/${MISTY_ID}`))).toEqual(denied)
      const all = await graphToken(local.stack, SUNNY, 'User.Read.All')
      expect((await ask(all, `/users/${MISTY.toUpperCase()}`)).body['id']).toBe(MISTY_ID)
      const guest = 'robin.drizzle_partner.example%23EXT%23@weather.example'
      const { body } = await ask(all, `/users/${guest}?$select=id,userType,mail`)
      expect(body).toMatchObject({ id: ROBIN_ID, userType: 'Guest', mail: ROBIN })
    },
  )

  test(
    'a user who does not exist is 404 `Request_ResourceNotFound`',
    { meta: { fidelity: ['documented', 'captured'] } },
    async () => {
      const token = await graphToken(local.stack, SUNNY, 'User.Read.All')
      expect(errorIn(await ask(token, `/users/${GRAPH}`))).toEqual([
        404,
        'Request_ResourceNotFound',
        `Resource '${GRAPH}' does not exist or one of its queried reference-property objects are not present.`,
      ])
    },
  )

  test(
    '`/me/photo/$value` is a JPEG with `ETag` and `Cache-Control: private`, `/me/photo` its metadata',
    { meta: { fidelity: ['documented', 'captured'] } },
    async () => {
      const token = await graphToken(local.stack)
      const response = await fetch(`${local.stack.graph.url}/me/photo/$value`, {
        headers: { authorization: `Bearer ${token}` },
      })
      const bytes = Buffer.from(await response.arrayBuffer())
      expect(bytes.subarray(0, 3).toString('hex')).toBe('ffd8ff')
      expect(response.headers.get('content-type')).toBe('image/jpeg')
      expect(response.headers.get('cache-control')).toBe('private')
      const etag = response.headers.get('etag')
      expect(etag).toMatch(/^"[0-9A-F]{8}"$/)
      expect(Object.entries((await ask(token, '/me/photo')).body)).toEqual([
        ['@odata.context', `${local.stack.graph.url}/$metadata#users('${SUNNY_ID}')/photo/$entity`],
        ['@odata.mediaContentType', 'image/jpeg'],
        ['@odata.mediaEtag', etag],
        ['id', '48x48'],
        ['width', 48],
        ['height', 48],
      ])
    },
  )

  test(
    'a user without a photo: 404 `ImageNotFound`, for the photo and for its metadata',
    { meta: { fidelity: 'captured' } },
    async () => {
      const token = await graphToken(local.stack, MISTY)
      for (const path of ['/me/photo/$value', '/me/photo']) {
        const answer = await ask(token, path)
        expect(errorIn(answer)).toEqual([
          404,
          'ImageNotFound',
          "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.",
        ])
        expect(answer.headers.get('content-type')).toBe('application/json')
      }
    },
  )

  test(
    '`/me/memberOf` has the groups with `@odata.type`, security groups and Microsoft 365 groups, with `GroupMember.Read.All`, to which only an administrator consents',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { tokens } = await getTokens(local.stack, MISTY)
      const { body: error } = await refresh(local.stack, tokens['refresh_token'], {
        scope: 'GroupMember.Read.All',
      })
      expect(error['error_codes']).toEqual([65001])
      const { body } = await ask(await graphToken(local.stack, MISTY, GROUPS), '/me/memberOf')
      expect(body['@odata.context']).toBe(`${local.stack.graph.url}/$metadata#directoryObjects`)
      expect(body['value']).toMatchObject([
        {
          '@odata.type': '#microsoft.graph.group',
          id: '10ca1000-57ac-4000-e000-000000000001',
          displayName: 'Forecasters',
          groupTypes: [],
          mailEnabled: false,
          securityEnabled: true,
        },
        { displayName: 'Storm watch' },
        { displayName: 'Weather chat', groupTypes: ['Unified'], securityEnabled: false },
      ])
    },
  )

  test(
    'with `User.Read` alone, `/me/memberOf` has the type and the id of each group, and null for all else',
    { meta: { fidelity: ['documented', 'captured'] } },
    async () => {
      const { body } = await ask(await graphToken(local.stack, MISTY), '/me/memberOf')
      const [first] = body['value'] as Record<string, unknown>[]
      const { '@odata.type': type, id, ...others } = first ?? {}
      expect(type).toBe('#microsoft.graph.group')
      expect(id).toBe('10ca1000-57ac-4000-e000-000000000001')
      expect(Object.keys(others)).toContain('displayName')
      for (const [name, value] of Object.entries(others)) {
        expect(value, name).toEqual(['creationOptions', 'groupTypes'].includes(name) ? [] : null)
      }
    },
  )

  test(
    '`/me/memberOf` comes in pages of 100, or of `$top`, with `@odata.nextLink`; `$count=true` adds `@odata.count`, and `/$count` is a number as text',
    { meta: { fidelity: 'documented' } },
    async () => {
      const token = await graphToken(local.stack, GUS, GROUPS)
      const pages: unknown[][] = []
      let next: unknown = '/me/memberOf?$select=id&$count=true'
      while (typeof next === 'string') {
        const { body } = await ask(token, next)
        expect(body['@odata.count']).toBe(250)
        pages.push(body['value'] as unknown[])
        next = body['@odata.nextLink']
      }
      expect(pages.map(({ length }) => length)).toEqual([100, 100, 50])
      expect(new Set(pages.flat().map((group) => (group as { id: string }).id)).size).toBe(250)
      const { body } = await ask(token, '/me/memberOf?$top=999')
      expect(body['value']).toHaveLength(250)
      expect(body).not.toHaveProperty('@odata.nextLink')
      const count = await fetch(`${local.stack.graph.url}/me/memberOf/$count`, {
        headers: { authorization: `Bearer ${token}`, consistencylevel: 'eventual' },
      })
      expect([count.headers.get('content-type'), await count.text()]).toEqual(['text/plain', '250'])
    },
  )

  test(
    '`/memberOf/microsoft.graph.group` has groups alone, without `@odata.type`',
    { meta: { fidelity: 'documented' } },
    async () => {
      const token = await graphToken(local.stack, MISTY, GROUPS)
      const { body } = await ask(token, '/me/memberOf/microsoft.graph.group?$select=displayName,id')
      expect(body).toEqual({
        '@odata.context': `${local.stack.graph.url}/$metadata#groups(displayName,id)`,
        value: [
          { displayName: 'Forecasters', id: '10ca1000-57ac-4000-e000-000000000001' },
          { displayName: 'Storm watch', id: '10ca1000-57ac-4000-e000-000000000002' },
          { displayName: 'Weather chat', id: '10ca1000-57ac-4000-e000-000000000003' },
        ],
      })
    },
  )

  test(
    '`POST /me/getMemberObjects` and `/users/{id}/getMemberObjects` have the ids of all groups at once, with `User.Read`; of security groups alone with `securityEnabledOnly`',
    { meta: { fidelity: 'documented' } },
    async () => {
      const gus = await graphToken(local.stack, GUS)
      const { body } = await askForIds(gus, '/me/getMemberObjects', true)
      expect(body['@odata.context']).toBe(
        `${local.stack.graph.url}/$metadata#Collection(Edm.String)`,
      )
      expect(body['value']).toHaveLength(250)
      const misty = await graphToken(local.stack, MISTY)
      const path = `/users/${MISTY_ID}/getMemberObjects`
      expect((await askForIds(misty, path, false)).body['value']).toHaveLength(3)
      expect((await askForIds(misty, path, true)).body['value']).toHaveLength(2)
    },
  )

  test(
    '`userinfo_endpoint` of discovery is `/oidc/userinfo` of Graph, and `msgraph_host` its host',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { issuer } = local.stack.appConfig.authorityMetadata
      const discovery = await fetch(`${issuer}/.well-known/openid-configuration`)
      expect(await discovery.json()).toMatchObject({
        userinfo_endpoint: `${local.stack.graph.origin}/oidc/userinfo`,
        msgraph_host: new URL(local.stack.graph.origin).host,
      })
    },
  )

  test(
    'the UserInfo endpoint takes GET and POST, and has `sub` (that of the ID token), `name`, `family_name`, `given_name`, `picture` and `email`, in this order; the names need `profile`, the last one `email`',
    { meta: { fidelity: ['documented', 'captured'] } },
    async () => {
      const endpoint = `${local.stack.graph.origin}/oidc/userinfo`
      const { tokens } = await getTokens(local.stack, SUNNY, { scope: 'openid profile email' })
      for (const method of ['GET', 'POST']) {
        const { body } = await ask(tokens['access_token'], endpoint, { method })
        expect(Object.entries(body)).toEqual([
          ['sub', decodeJwt(String(tokens['id_token'])).sub],
          ['name', 'Sunny Day'],
          ['family_name', 'Day'],
          ['given_name', 'Sunny'],
          ['picture', `${local.stack.graph.url}/me/photo/$value`],
          ['email', SUNNY],
        ])
      }
      const { tokens: few } = await getTokens(local.stack, SUNNY, { scope: 'openid' })
      const { body } = await ask(few['access_token'], endpoint)
      expect(Object.keys(body)).toEqual(['sub'])
    },
  )

  test(
    'a token for Graph has the scopes about the user beside its own, in `scp` and in the `scope` of the response',
    { meta: { fidelity: 'captured' } },
    async () => {
      const scope = 'openid profile email User.Read'
      const { tokens } = await getTokens(local.stack, SUNNY, { scope })
      expect(tokens['scope']).toBe('email openid profile https://graph.microsoft.com/User.Read')
      const { aud, scp } = decodeJwt(String(tokens['access_token']))
      expect(aud).toBe(GRAPH)
      expect(String(scp).split(' ').toSorted()).toEqual(scope.split(' ').toSorted())
    },
  )

  test(
    'an error is `{"error":{"code","message","innerError":{"date","request-id","client-request-id"}}}`, and both ids are headers',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { status, body, headers } = await ask('', '/me')
      expect(status).toBe(401)
      const error = body['error'] as Record<string, unknown>
      expect(Object.keys(body)).toEqual(['error'])
      expect(Object.keys(error)).toEqual(['code', 'message', 'innerError'])
      const inner = error['innerError'] as Record<string, string>
      expect(Object.keys(inner)).toEqual(['date', 'request-id', 'client-request-id'])
      expect(inner['date']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
      expect(inner['request-id']).toMatch(GUID)
      expect(inner['client-request-id']).toBe(inner['request-id'])
      for (const name of ['request-id', 'client-request-id']) {
        expect(headers.get(name)).toBe(inner[name])
      }
      const sent = await ask('', '/me', { headers: { 'client-request-id': GRAPH } })
      expect(sent.headers.get('client-request-id')).toBe(GRAPH)
      expect(sent.headers.get('request-id')).not.toBe(GRAPH)
    },
  )

  test(
    'a missing, malformed or expired token, or one for another API: 401 `InvalidAuthenticationToken` in the text of Graph',
    { meta: { fidelity: 'captured' } },
    async () => {
      expect(await refusal('')).toBe('Access token is empty.')
      expect(await refusal('opaque')).toMatch(
        /^IDX14100: JWT is not well formed, there are no dots \(\.\)\.\nThe token needs to be in JWS/,
      )
      const { tokens } = await getTokens(local.stack)
      const invalidAudience = 'Access token validation failure. Invalid audience.'
      expect(await refusal(tokens['access_token'])).toBe(invalidAudience)
      const token = await graphToken(local.stack)
      local.stack.control.moveClock(2 * 3600)
      expect(await refusal(token)).toBe('Lifetime validation failed, the token is expired.')
    },
  )

  test(
    'a 401 has `WWW-Authenticate: Bearer realm="", authorization_uri="…/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"`',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { headers } = await ask('', '/me')
      expect(headers.get('www-authenticate')).toBe(
        `Bearer realm="", authorization_uri="${local.stack.identity.origin}/common/oauth2/authorize", client_id="${GRAPH}"`,
      )
    },
  )

  test(
    'continuous access evaluation: the same challenge with `error="insufficient_claims"` and `claims`, which a new token satisfies',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { tokens } = await getTokens(local.stack, SUNNY, {
        scope: 'openid offline_access User.Read',
      })
      local.stack.control.demandClaims()
      const answer = await ask(tokens['access_token'], '/me')
      expect(errorIn(answer)).toEqual([
        401,
        'InvalidAuthenticationToken',
        'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenCreatedWithOutdatedPolicies',
      ])
      const [, encoded = ''] =
        /error="insufficient_claims", claims="([^"]+)"$/.exec(
          answer.headers.get('www-authenticate') ?? '',
        ) ?? []
      const claims = Buffer.from(encoded, 'base64').toString()
      const { body } = await refresh(local.stack, tokens['refresh_token'], {
        scope: 'User.Read',
        claims,
      })
      expect((await ask(body['access_token'], '/me')).status).toBe(200)
    },
  )

  test(
    'a token without a permission: 403 `Authorization_RequestDenied`',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { tokens } = await getTokens(local.stack, SUNNY, { scope: 'openid profile' })
      for (const path of ['/me', '/me/photo', '/me/memberOf']) {
        expect(errorIn(await ask(tokens['access_token'], path))).toEqual(denied)
      }
    },
  )

  test(
    'a token of an app alone: `/me` is 400 `BadRequest`, `/users` and `/users/{id}` need `User.Read.All`',
    { meta: { fidelity: ['documented', 'captured'] } },
    async () => {
      const token = await appToken(local.stack, SERVER_APP)
      for (const path of ['/me', '/me/memberOf', '/me/photo/$value']) {
        expect(errorIn(await ask(token, path))).toEqual([
          400,
          'BadRequest',
          '/me request is only valid with delegated authentication flow.',
        ])
      }
      expect((await ask(token, `/users/${MISTY_ID}`)).body['displayName']).toBe('Misty Moore')
      const { body } = await ask(token, '/users?$select=id')
      expect(body['@odata.context']).toBe(`${local.stack.graph.url}/$metadata#users(id)`)
      expect(body['value']).toContainEqual({ id: ROBIN_ID })
      const none = await appToken(local.stack, WEATHER_API)
      expect(errorIn(await ask(none, `/users/${MISTY_ID}`))).toEqual(denied)
    },
  )

  test('an API reads the profile of its user on behalf of the user', async () => {
    const { tokens } = await getTokens(local.stack, MISTY)
    const form = {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      client_id: WEATHER_API,
      client_secret: 'sample-secret',
      assertion: String(tokens['access_token']),
      requested_token_use: 'on_behalf_of',
      scope: 'https://graph.microsoft.com/.default',
    }
    const { body } = await postToken(local.stack, form, '')
    const answer = await ask(body['access_token'], '/me')
    expect(answer.body['userPrincipalName']).toBe(MISTY)
  })

  test(
    'a path without `/v1.0` or `/beta` is 400 `Invalid version.`, an unknown segment 400 `Resource not found for the segment`, another method 405 `Request_BadRequest`',
    { meta: { fidelity: 'captured' } },
    async () => {
      const token = await graphToken(local.stack)
      const { origin } = local.stack.graph
      expect(errorIn(await ask(token, `${origin}/me`))).toEqual([
        400,
        'BadRequest',
        'Invalid version.',
      ])
      expect(errorIn(await ask(token, '/identityRiskEvents'))).toEqual([
        400,
        'BadRequest',
        "Resource not found for the segment 'identityRiskEvents'.",
      ])
      expect(errorIn(await ask(token, '/me', { method: 'PUT' }))).toEqual([
        405,
        'Request_BadRequest',
        'Specified HTTP method is not allowed for the request target.',
      ])
    },
  )

  test(
    'a page may call Graph with any headers, and read `ETag`, `Location`, `Preference-Applied`, `Content-Range`, `request-id` and `client-request-id`',
    { meta: { fidelity: 'captured' } },
    async () => {
      const preflight = await fetch(`${local.stack.graph.url}/me`, {
        method: 'OPTIONS',
        headers: {
          origin: APP_ORIGIN,
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'authorization,sdkversion',
        },
      })
      expect(preflight.ok).toBe(true)
      expect(preflight.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN)
      expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,sdkversion')
      const { headers } = await ask('', '/me', { headers: { origin: APP_ORIGIN } })
      expect(headers.get('access-control-allow-origin')).toBe(APP_ORIGIN)
      const exposed = headers.get('access-control-expose-headers')?.split(', ') ?? []
      for (const name of [
        'ETag',
        'Location',
        'Preference-Applied',
        'Content-Range',
        'request-id',
        'client-request-id',
      ]) {
        expect(exposed).toContain(name)
      }
    },
  )

  test(
    'pages may also read `WWW-Authenticate` and `Retry-After`',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const { headers } = await ask('', '/me', { headers: { origin: APP_ORIGIN } })
      const exposed = headers.get('access-control-expose-headers')
      for (const name of ['WWW-Authenticate', 'Retry-After']) expect(exposed).toContain(name)
    },
  )

  test('a token of another issuer, tenant, user or key is refused, and one that is not valid yet', async () => {
    const claims = decodeJwt(await graphToken(local.stack))
    const status = async (change: Record<string, unknown>) =>
      (await ask(await signToken({ ...claims, ...change }), '/me')).status
    expect(await status({})).toBe(200)
    for (const change of [
      { iss: 'https://login.example/' },
      { tid: GRAPH },
      { nbf: Number(claims.exp) },
      { oid: GRAPH },
      { aud: undefined },
    ]) {
      expect(await status(change), JSON.stringify(change)).toBe(401)
    }
    const [header = '', payload = '', signature = ''] = (await graphToken(local.stack)).split('.')
    const forged = `${header}.${payload}.${signature.replace(/^./, (each) => (each === 'A' ? 'B' : 'A'))}`
    expect((await ask(forged, '/me')).status).toBe(401)
    expect((await ask('a.b.c', '/me')).status).toBe(401)
  })
})
