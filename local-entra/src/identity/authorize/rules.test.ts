import { expect, test } from 'vitest'
import { createHttpBrowser } from '../../testing/http-browser.ts'
import { answerOf, authorizationRequest } from '../../testing/protocol-client.ts'
import { withLocalEntra } from '../../testing/with-local-entra.ts'

const local = withLocalEntra()
const MULTI_TENANT_APP = '10ca1000-57ac-4000-b000-000000000002'

function open(overrides: Record<string, string | undefined>, segment?: string) {
  const { stack } = local
  const { url } = authorizationRequest(stack, overrides)
  const address = segment === undefined ? url : url.replace(/[0-9a-f-]{36}(?=\/oauth2)/, segment)
  return createHttpBrowser(stack.identity.origin).open(address)
}

const shownOnPage: [string, Record<string, string | undefined>, number][] = [
  ['no redirect URI', { redirect_uri: undefined }, 50011],
  ['no client id', { client_id: undefined }, 900144],
]

test.each(shownOnPage)(
  'a page shows the error, without a redirect: %s',
  async (_, overrides, code) => {
    const { status, left, html } = await open(overrides)
    expect([status, left]).toEqual([400, undefined])
    expect(html).toContain(`AADSTS${code}:`)
  },
)

const sentToApp: [string, Record<string, string | undefined>, string, number][] = [
  ['a scope of only api://', { scope: 'openid api://' }, 'invalid_scope', 70011],
  ['a code challenge that is too short', { code_challenge: 'abc' }, 'invalid_request', 50147],
  [
    'the code challenge method plain',
    { code_challenge_method: 'plain' },
    'invalid_request',
    501491,
  ],
  ['no code challenge method', { code_challenge_method: undefined }, 'invalid_request', 501491],
  ['a scope with a quote', { scope: 'openid with"quote' }, 'invalid_scope', 70011],
  ['a scope with a backslash', { scope: 'api://weather/read\\write' }, 'invalid_scope', 70011],
  [
    'a scope that is not ASCII',
    { scope: 'api://weather/vorhersage–lesen' },
    'invalid_scope',
    70011,
  ],
  ['a scope of an unknown API', { scope: 'api://unknown/read' }, 'invalid_resource', 500011],
  [
    'a scope that the API does not expose',
    { scope: 'api://10ca1000-57ac-4000-c000-000000000001/write' },
    'invalid_client',
    650053,
  ],
  ['an unknown scope of Microsoft Graph', { scope: 'User.Unread' }, 'invalid_client', 650053],
  ['no scope', { scope: undefined }, 'invalid_request', 900144],
  ['the implicit flow', { response_type: 'id_token' }, 'unsupported_response_type', 700054],
  ['no response type', { response_type: undefined }, 'invalid_request', 900144],
  ['an unknown prompt', { prompt: 'create' }, 'invalid_request', 90023],
  ['an unknown response mode', { response_mode: 'web_message' }, 'invalid_request', 90023],
  ['claims that are not JSON', { claims: '{' }, 'invalid_request', 9002313],
  ['a max_age that is not a number', { max_age: 'soon' }, 'invalid_request', 9002313],
]

test.each(sentToApp)('the app receives the error: %s', async (_, overrides, error, code) => {
  const answer = answerOf(await open({ response_mode: 'query', ...overrides }))
  expect(answer.get('error')).toBe(error)
  expect(answer.get('error_description')).toMatch(new RegExp(`^AADSTS${code}: `))
})

test('a single-tenant app in another tenant is AADSTS700016', async () => {
  expect((await open({}, 'partner.example')).html).toContain('AADSTS700016')
})

test('a multi-tenant app can use /common, /organizations and every tenant', async () => {
  for (const segment of ['common', 'organizations', 'partner.example']) {
    expect((await open({ client_id: MULTI_TENANT_APP }, segment)).html).toContain(
      'Choose a sample account',
    )
  }
})

test('a test can plan a numbered error for the next request', async () => {
  const { control } = local.stack
  control.fault({ endpoint: 'authorize', aadsts: 53003, claims: '{"access_token":{}}', times: 1 })
  const answer = answerOf(await open({ prompt: 'none' }))
  expect(answer.get('error')).toBe('access_denied')
  expect(answer.get('claims')).toBe('{"access_token":{}}')
  expect((await open({})).html).toContain('Choose a sample account')
})
