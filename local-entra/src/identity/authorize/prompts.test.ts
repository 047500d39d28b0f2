import { expect, test } from 'vitest'
import { createHttpBrowser } from '../../testing/http-browser.ts'
import {
  answerOf,
  authorizationRequest,
  MISTY,
  signIn,
  SUNNY,
  throughPages,
} from '../../testing/protocol-client.ts'
import { withLocalEntra } from '../../testing/with-local-entra.ts'

const local = withLocalEntra()

function request(overrides: Record<string, string | undefined> = {}) {
  return authorizationRequest(local.stack, overrides).url
}

async function browserOf(...userNames: string[]) {
  const browser = createHttpBrowser(local.stack.identity.origin)
  await local.stack.control.signInAs(browser, userNames)
  return browser
}

test('a silent request gets a code while a user is signed in', async () => {
  const browser = await browserOf(SUNNY)
  expect(answerOf(await browser.open(request({ prompt: 'none' }))).has('code')).toBe(true)
})

test('prompt=select_account asks even a single user, and another account can sign in', async () => {
  const browser = await browserOf(SUNNY)
  const page = await browser.open(request({ prompt: 'select_account' }))
  expect(page.html).toContain('Use another account')
  const list = await browser.open(`${page.url}?another`)
  const answer = answerOf(await throughPages(browser, list, MISTY))
  expect(answer.has('code')).toBe(true)
  expect((await browser.open(request())).html).toContain('Pick an account')
})

test('prompt=login asks again although a user is signed in', async () => {
  const browser = await browserOf(SUNNY)
  const page = await browser.open(request({ prompt: 'login' }))
  expect(page.html).toContain('Choose a sample account')
  expect(answerOf(await throughPages(browser, page, SUNNY)).has('code')).toBe(true)
})

test('prompt=consent asks although the user has consented to everything', async () => {
  const browser = await browserOf(SUNNY)
  const page = await browser.open(request({ prompt: 'consent' }))
  expect(page.html).toContain('Permissions requested')
  const answer = answerOf(await browser.press(page, { name: 'action', value: 'accept' }))
  expect(answer.has('code')).toBe(true)
})

test('the consent page describes each permission, and asks once', async () => {
  const browser = createHttpBrowser(local.stack.identity.origin)
  const page = await browser.press(await browser.open(request()), { name: 'account', value: SUNNY })
  expect(page.html).toContain('Read the weather forecast as you')
  expect(page.html).toContain('Maintain access to data you have given it access to')
  await browser.press(page, { name: 'action', value: 'accept' })
  expect(answerOf(await browser.open(request())).has('code')).toBe(true)
})

test('declineConsent declines the next consent without a page', async () => {
  local.stack.control.declineConsent()
  const { answer } = await signIn(local.stack)
  expect(answer.get('error_subcode')).toBe('cancel')
  expect((await signIn(local.stack)).code).not.toBe('')
})

test('some accounts and some scopes need admin approval', async () => {
  const requests = [
    ['hazel.frost@weather.example', {}],
    [SUNNY, { scope: local.stack.appConfig.weatherApi.scope.replace(/[^/]+$/, 'administer') }],
  ] as const
  for (const [account, overrides] of requests) {
    const browser = createHttpBrowser(local.stack.identity.origin)
    const signInPage = await browser.open(request(overrides))
    const page = await browser.press(signInPage, { name: 'account', value: account })
    expect(page.html).toContain('Need admin approval')
    expect(page.html).not.toContain('value="accept"')
    const back = answerOf(await browser.press(page, { name: 'action', value: 'cancel' }))
    expect(back.get('error_subcode')).toBe('cancel')
  }
})

test('max_age asks again when the sign-in is older', async () => {
  const browser = await browserOf(SUNNY)
  expect(answerOf(await browser.open(request({ max_age: '600' }))).has('code')).toBe(true)
  local.stack.control.moveClock(601)
  const page = await browser.open(request({ max_age: '600' }))
  expect(page.html).toContain('Choose a sample account')
  expect(answerOf(await throughPages(browser, page, SUNNY)).has('code')).toBe(true)
})

test('login_hint puts its account first on the sign-in page', async () => {
  const browser = createHttpBrowser(local.stack.identity.origin)
  const { html } = await browser.open(request({ login_hint: MISTY }))
  expect(/value="([^"]+@[^"]+)"/.exec(html)?.[1]).toBe(MISTY)
})

test('two sign-ins in two tabs of one browser both succeed', async () => {
  const browser = createHttpBrowser(local.stack.identity.origin)
  const [one, two] = [await browser.open(request()), await browser.open(request())]
  expect(answerOf(await throughPages(browser, one, SUNNY)).has('code')).toBe(true)
  expect(answerOf(await throughPages(browser, two, MISTY)).has('code')).toBe(true)
})
