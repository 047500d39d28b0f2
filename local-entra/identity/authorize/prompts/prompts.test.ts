import { expect, test } from 'vitest'
import { createHttpBrowser } from '../../../testing/http-browser.ts'
import {
  answerOf,
  authorizationRequest,
  MISTY,
  signIn,
  SUNNY,
  throughPages,
} from '../../../testing/protocol-client.ts'
import { withLocalStack } from '../../../testing/test-stack.ts'

const local = withLocalStack()

function request(overrides: Record<string, string | undefined> = {}) {
  return authorizationRequest(local.stack, overrides).url
}

async function browserOf(...userNames: string[]) {
  const browser = createHttpBrowser(local.stack.identity.origin)
  await local.stack.control.signInAs(browser, userNames)
  return browser
}

const codeOf = (answer: URLSearchParams) =>
  /^AADSTS(\d+)/.exec(answer.get('error_description') ?? '')?.[1]

test('a silent request gets a code while somebody is signed in', async () => {
  const browser = await browserOf(SUNNY)
  expect(answerOf(await browser.open(request({ prompt: 'none' }))).has('code')).toBe(true)
})

const silentFailures: [string, string[], Record<string, string>, string, string][] = [
  ['nobody signed in', [], {}, 'login_required', '50058'],
  ['several signed in and no hint', [SUNNY, MISTY], {}, 'interaction_required', '16000'],
  ['another one hinted at', [SUNNY], { login_hint: MISTY }, 'login_required', '50058'],
  ['a stale sid', [SUNNY], { sid: 'gone' }, 'interaction_required', '160021'],
]

test.each(silentFailures)(
  'a silent request with %s fails without a page',
  async (_, people, overrides, error, code) => {
    const browser = await browserOf(...people)
    const answer = answerOf(await browser.open(request({ prompt: 'none', ...overrides })))
    expect([answer.get('error'), codeOf(answer)]).toEqual([error, code])
  },
)

test('of several people the hint chooses, by user name, by login_hint claim or by sid', async () => {
  const browser = await browserOf(SUNNY, MISTY)
  const written = MISTY.toUpperCase()
  const misty = answerOf(await browser.open(request({ prompt: 'none', login_hint: written })))
  const claim = `O.${Buffer.from(MISTY).toString('base64url')}`
  const byClaim = answerOf(await browser.open(request({ prompt: 'none', login_hint: claim })))
  const sid = misty.get('session_state') ?? ''
  const bySid = answerOf(await browser.open(request({ prompt: 'none', sid })))
  expect([byClaim.get('session_state'), bySid.get('session_state')]).toEqual([sid, sid])
  const sunny = answerOf(await browser.open(request({ prompt: 'none', login_hint: SUNNY })))
  expect(sunny.get('client_info')).not.toBe(misty.get('client_info'))
})

test('several people signed in are asked who it is, and one of them may go on', async () => {
  const browser = await browserOf(SUNNY, MISTY)
  const page = await browser.open(request())
  expect(page.html).toContain('<h1>Pick an account</h1>')
  const answer = answerOf(await browser.press(page, { name: 'account', value: MISTY }))
  const silent = answerOf(await browser.open(request({ prompt: 'none', login_hint: MISTY })))
  expect(answer.get('session_state')).toBe(silent.get('session_state'))
})

test('prompt=select_account asks even one person, who may bring in another', async () => {
  const browser = await browserOf(SUNNY)
  const page = await browser.open(request({ prompt: 'select_account' }))
  expect(page.html).toContain('Use another account')
  const list = await browser.open(`${page.url}?another`)
  const answer = answerOf(await throughPages(browser, list, MISTY))
  expect(answer.has('code')).toBe(true)
  expect((await browser.open(request())).html).toContain('Pick an account')
})

test('prompt=login asks again although somebody is signed in', async () => {
  const browser = await browserOf(SUNNY)
  const page = await browser.open(request({ prompt: 'login' }))
  expect(page.html).toContain('one of the sample accounts')
  expect(answerOf(await throughPages(browser, page, SUNNY)).has('code')).toBe(true)
})

test('a different person may sign in on top, and both stay signed in', async () => {
  const browser = await browserOf(SUNNY)
  const page = await browser.open(request({ prompt: 'login' }))
  expect(answerOf(await throughPages(browser, page, MISTY)).has('code')).toBe(true)
  for (const login_hint of [SUNNY, MISTY]) {
    const answer = answerOf(await browser.open(request({ prompt: 'none', login_hint })))
    expect(answer.has('code')).toBe(true)
  }
})

test('prompt=consent asks although everything is consented to', async () => {
  const browser = await browserOf(SUNNY)
  const page = await browser.open(request({ prompt: 'consent' }))
  expect(page.html).toContain('Permissions requested')
  const answer = answerOf(await browser.press(page, { name: 'action', value: 'accept' }))
  expect(answer.has('code')).toBe(true)
})

test('consent is asked for once, in words', async () => {
  const browser = createHttpBrowser(local.stack.identity.origin)
  const page = await browser.press(await browser.open(request()), { name: 'account', value: SUNNY })
  expect(page.html).toContain('Read the weather forecast as you')
  expect(page.html).toContain('Maintain access to data you have given it access to')
  await browser.press(page, { name: 'action', value: 'accept' })
  expect(answerOf(await browser.open(request())).has('code')).toBe(true)
})

test('without consent a silent request is consent_required, AADSTS65001', async () => {
  const browser = await browserOf(SUNNY)
  local.stack.control.withdrawConsent(SUNNY)
  const answer = answerOf(await browser.open(request({ prompt: 'none' })))
  expect([answer.get('error'), codeOf(answer)]).toEqual(['consent_required', '65001'])
})

test('a consent can be declined without asking, as often as wanted', async () => {
  local.stack.control.declineConsent()
  const { answer } = await signIn(local.stack)
  expect(answer.get('error_subcode')).toBe('cancel')
  expect((await signIn(local.stack)).code).not.toBe('')
})

test('some people and some scopes need an administrator', async () => {
  const people = [
    ['hazel.frost@weather.example', {}],
    [SUNNY, { scope: local.stack.appConfig.weatherApi.scope.replace(/[^/]+$/, 'administer') }],
  ] as const
  for (const [account, overrides] of people) {
    const browser = createHttpBrowser(local.stack.identity.origin)
    const signInPage = await browser.open(request(overrides))
    const page = await browser.press(signInPage, { name: 'account', value: account })
    expect(page.html).toContain('Need admin approval')
    expect(page.html).not.toContain('value="accept"')
    const back = answerOf(await browser.press(page, { name: 'action', value: 'cancel' }))
    expect(back.get('error_subcode')).toBe('cancel')
  }
})

test('max_age asks again when the sign-in is too long ago', async () => {
  const browser = await browserOf(SUNNY)
  expect(answerOf(await browser.open(request({ max_age: '600' }))).has('code')).toBe(true)
  local.stack.control.moveClock(601)
  const page = await browser.open(request({ max_age: '600' }))
  expect(page.html).toContain('one of the sample accounts')
  expect(answerOf(await throughPages(browser, page, SUNNY)).has('code')).toBe(true)
})

test('domain_hint narrows the accounts that are offered', async () => {
  const browser = createHttpBrowser(local.stack.identity.origin)
  const { html } = await browser.open(request({ domain_hint: 'partner.example' }))
  expect(html).toContain('robin.drizzle@partner.example')
  expect(html).not.toContain(SUNNY)
})

test('login_hint puts the account first', async () => {
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
