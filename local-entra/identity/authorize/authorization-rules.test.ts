import { expect, test } from 'vitest'
import { createHttpBrowser } from '../../testing/http-browser.ts'
import { answerOf, authorizationRequest, REDIRECT_URI } from '../../testing/protocol-client.ts'
import { withLocalStack } from '../../testing/test-stack.ts'

const local = withLocalStack()
const MULTI_TENANT_APP = '10ca1000-57ac-4000-b000-000000000002'

function open(overrides: Record<string, string | undefined>, segment?: string) {
  const { stack } = local
  const { url } = authorizationRequest(stack, overrides)
  const address = segment === undefined ? url : url.replace(/[0-9a-f-]{36}(?=\/oauth2)/, segment)
  return createHttpBrowser(stack.identity.origin).open(address)
}

const pages: [string, Record<string, string | undefined>, number][] = [
  ['a redirect URI of somebody else', { redirect_uri: 'https://elsewhere.example/' }, 50011],
  ['a redirect URI with another path', { redirect_uri: `${REDIRECT_URI}else` }, 50011],
  [
    'a redirect URI in other letters',
    { redirect_uri: 'http://localhost:9999/Redirect.html' },
    50011,
  ],
  [
    'a redirect URI that only starts right',
    { redirect_uri: 'http://localhost:1@evil.example/' },
    50011,
  ],
  ['no redirect URI', { redirect_uri: undefined }, 50011],
  ['an unknown app', { client_id: '00000000-0000-4000-8000-000000000000' }, 700016],
  ['no app', { client_id: undefined }, 900144],
]

test.each(pages)('%s is told on a page and sent nowhere', async (_, overrides, code) => {
  const { status, left, html } = await open(overrides)
  expect([status, left]).toEqual([400, undefined])
  for (const text of [
    '<h1>Sign in</h1>',
    "Sorry, but we're having trouble signing you in.",
    `AADSTS${code}:`,
    'Request Id:',
    'Correlation Id:',
    'Timestamp:',
  ]) {
    expect(html.replaceAll('&#39;', "'")).toContain(text)
  }
})

const answers: [string, Record<string, string | undefined>, string, number][] = [
  ['no PKCE', { code_challenge: undefined }, 'invalid_request', 9002325],
  ['a challenge that is too short', { code_challenge: 'abc' }, 'invalid_request', 50147],
  ['the method plain', { code_challenge_method: 'plain' }, 'invalid_request', 501491],
  ['no method', { code_challenge_method: undefined }, 'invalid_request', 501491],
  ['a malformed scope', { scope: 'openid with"quote' }, 'invalid_scope', 70011],
  ['a scope of an unknown API', { scope: 'api://nobody/read' }, 'invalid_resource', 500011],
  ['a scope that the API does not have', { scope: 'User.Unread' }, 'invalid_client', 650053],
  ['no scope', { scope: undefined }, 'invalid_request', 900144],
  ['the implicit flow', { response_type: 'id_token' }, 'unsupported_response_type', 700054],
  ['no response type', { response_type: undefined }, 'invalid_request', 900144],
  ['an unknown prompt', { prompt: 'create' }, 'invalid_request', 90023],
  ['an unknown response mode', { response_mode: 'web_message' }, 'invalid_request', 90023],
  ['claims that are no JSON', { claims: '{' }, 'invalid_request', 9002313],
  ['a max_age that is no number', { max_age: 'soon' }, 'invalid_request', 9002313],
]

test.each(answers)('%s is told to the app', async (_, overrides, error, code) => {
  const answer = answerOf(await open({ response_mode: 'query', ...overrides }))
  expect(answer.get('error')).toBe(error)
  expect(answer.get('error_description')).toMatch(new RegExp(`^AADSTS${code}: `))
})

test('an app of one tenant cannot use /common: AADSTS50194 on a page', async () => {
  const { left, html } = await open({}, 'common')
  expect(left).toBeUndefined()
  expect(html).toContain('AADSTS50194')
})

test('an app of one tenant is unknown in another: AADSTS700016', async () => {
  expect((await open({}, 'partner.example')).html).toContain('AADSTS700016')
})

test('an app of all tenants can use /common and every tenant', async () => {
  for (const segment of ['common', 'organizations', 'partner.example']) {
    expect((await open({ client_id: MULTI_TENANT_APP }, segment)).html).toContain(
      'one of the sample',
    )
  }
})

test('the port of localhost does not count in a redirect URI', async () => {
  const answer = await open({ redirect_uri: 'http://localhost:1234/', prompt: 'none' })
  expect(answer.left?.origin).toBe('http://localhost:1234')
})

test('a redirect URI without a path gets a trailing slash', async () => {
  const { left } = await open({ redirect_uri: 'http://localhost:9999', prompt: 'none' })
  expect(left?.href).toMatch(/^http:\/\/localhost:9999\/#error=/)
})

test('every numbered error can be had on demand, on a page or as an answer', async () => {
  const { control } = local.stack
  control.fault({ endpoint: 'authorize', aadsts: 53003, claims: '{"access_token":{}}', times: 1 })
  const answer = answerOf(await open({ prompt: 'none' }))
  expect(answer.get('error')).toBe('access_denied')
  expect(answer.get('claims')).toBe('{"access_token":{}}')
  expect((await open({})).html).toContain('one of the sample accounts')
})
