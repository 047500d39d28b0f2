import { expect, test } from 'vitest'
import { createHttpBrowser } from '../../testing/http-browser.ts'
import {
  answerOf,
  authorizationRequest,
  APP_ORIGIN,
  SUNNY,
  throughPages,
} from '../../testing/protocol-client.ts'
import { withLocalEntra } from '../../testing/with-local-entra.ts'

const local = withLocalEntra()

test('without a response mode the response is in the query', async () => {
  const { stack } = local
  const browser = createHttpBrowser(stack.identity.origin)
  const { url } = authorizationRequest(stack, { response_mode: undefined })
  const { left } = await throughPages(browser, await browser.open(url), SUNNY)
  expect(left?.hash).toBe('')
  expect(left?.searchParams.has('code')).toBe(true)
})

test('response_mode=form_post posts the response as a form', async () => {
  const { stack } = local
  const browser = createHttpBrowser(stack.identity.origin)
  const { url, state } = authorizationRequest(stack, { response_mode: 'form_post' })
  const { html } = await throughPages(browser, await browser.open(url), SUNNY)
  expect(html).toContain(`action="${APP_ORIGIN}/"`)
  expect(html).toContain(`name="state" value="${state}"`)
  expect(html).not.toContain('name="iss"')
})

test('an error uses the requested response mode', async () => {
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

test('a request can be posted', async () => {
  const { stack } = local
  const browser = createHttpBrowser(stack.identity.origin)
  const { url } = authorizationRequest(stack)
  const form = Object.fromEntries(new URL(url).searchParams)
  const page = await browser.post(url.split('?')[0] ?? '', form)
  expect(answerOf(await throughPages(browser, page, SUNNY)).has('code')).toBe(true)
})
