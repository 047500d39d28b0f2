import { expect, test } from 'vitest'
import { createHttpBrowser } from '../../testing/http-browser.ts'
import {
  answerOf,
  authorizationRequest,
  APP_ORIGIN,
  signIn,
  SUNNY,
  throughPages,
} from '../../testing/protocol-client.ts'
import { withLocalStack } from '../../testing/test-stack.ts'

const local = withLocalStack()

test('a success has code, client_info, state and session_state, in this order, and no iss', async () => {
  const { sent, answer } = await signIn(local.stack)
  expect([...answer.keys()]).toEqual(['code', 'client_info', 'state', 'session_state'])
  expect(answer.get('state')).toBe(sent.state)
  const info: unknown = JSON.parse(
    Buffer.from(answer.get('client_info') ?? '', 'base64url').toString(),
  )
  expect(info).toEqual({
    uid: '10ca1000-57ac-4000-d000-000000000001',
    utid: '10ca1000-57ac-4000-a000-00000000000a',
  })
})

test('client_info is sent only to who asks for it', async () => {
  const { answer } = await signIn(local.stack, SUNNY, { client_info: undefined })
  expect([...answer.keys()]).toEqual(['code', 'state', 'session_state'])
})

test('without a response mode the answer comes in the query', async () => {
  const { stack } = local
  const browser = createHttpBrowser(stack.identity.origin)
  const { url } = authorizationRequest(stack, { response_mode: undefined })
  const { left } = await throughPages(browser, await browser.open(url), SUNNY)
  expect(left?.hash).toBe('')
  expect(left?.searchParams.has('code')).toBe(true)
})

test('with response_mode=form_post the answer comes as a form', async () => {
  const { stack } = local
  const browser = createHttpBrowser(stack.identity.origin)
  const { url, state } = authorizationRequest(stack, { response_mode: 'form_post' })
  const { html } = await throughPages(browser, await browser.open(url), SUNNY)
  expect(html).toContain(`action="${APP_ORIGIN}/"`)
  expect(html).toContain(`name="state" value="${state}"`)
  expect(html).not.toContain('name="iss"')
})

test('an error has a text with its ids, and the correlation id of the request', async () => {
  const { stack } = local
  const correlationId = '01234567-89ab-4cde-8f01-23456789abcd'
  const { url, state } = authorizationRequest(stack, {
    prompt: 'none',
    'client-request-id': correlationId,
  })
  const answer = answerOf(await createHttpBrowser(stack.identity.origin).open(url))
  expect([...answer.keys()]).toEqual(['error', 'error_description', 'error_uri', 'state'])
  expect(answer.get('error')).toBe('login_required')
  expect(answer.get('state')).toBe(state)
  expect(answer.get('error_uri')).toBe(`${stack.identity.origin}/error?code=50058`)
  expect(answer.get('error_description')).toMatch(
    new RegExp(
      String.raw`^AADSTS50058: [^\r]+\r\nTrace ID: [0-9a-f-]{36}\r\nCorrelation ID: ${correlationId}\r\nTimestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$`,
    ),
  )
})

test('an error comes in the response mode that was asked for', async () => {
  const { stack } = local
  const browser = createHttpBrowser(stack.identity.origin)
  const query = await browser.open(
    authorizationRequest(stack, { prompt: 'none', response_mode: 'query' }).url,
  )
  expect(query.left?.searchParams.get('error')).toBe('login_required')
  const form = await browser.open(
    authorizationRequest(stack, { prompt: 'none', response_mode: 'form_post' }).url,
  )
  expect(form.html).toContain('name="error" value="login_required"')
})

test('who cancels at sign-in or at consent is sent back with error_subcode=cancel', async () => {
  const { stack } = local
  const browser = createHttpBrowser(stack.identity.origin)
  const { url, state } = authorizationRequest(stack)
  const signInPage = await browser.open(url)
  const expected = [
    ['error', 'access_denied'],
    ['error_subcode', 'cancel'],
    ['state', state],
  ]
  const cancel = { name: 'action', value: 'cancel' }
  expect([...answerOf(await browser.press(signInPage, cancel))]).toEqual(expected)
  const again = await browser.open(url)
  const consentPage = await browser.press(again, { name: 'account', value: SUNNY })
  expect([...answerOf(await browser.press(consentPage, cancel))]).toEqual(expected)
})

test('a request may be posted as well', async () => {
  const { stack } = local
  const browser = createHttpBrowser(stack.identity.origin)
  const { url } = authorizationRequest(stack)
  const form = Object.fromEntries(new URL(url).searchParams)
  const page = await browser.post(url.split('?')[0] ?? '', form)
  expect(answerOf(await throughPages(browser, page, SUNNY)).has('code')).toBe(true)
})
