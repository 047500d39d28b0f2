import { expect, test } from 'vitest'
import { defaultRegistrations } from '../../registrations/default-registrations.ts'
import type { SampleAccount } from '../../registrations/registrations.ts'
import { createHttpBrowser } from '../../testing/http-browser.ts'
import {
  answerOf,
  authorizationRequest,
  getTokens,
  redeemCode,
  refresh,
  signIn,
  SUNNY,
  throughPages,
} from '../../testing/protocol-client.ts'
import { withLocalStack } from '../../testing/test-stack.ts'
import { accountButton } from '../pages/account-button.ts'

const local = withLocalStack()
const GAIL = 'gail.gust@weather.example'

async function chooseOnPage(account: string) {
  const browser = createHttpBrowser(local.stack.identity.origin)
  const { url } = authorizationRequest(local.stack)
  const signInPage = await browser.open(url)
  return {
    browser,
    correlationId: new URL(url).searchParams.get('client-request-id'),
    signInPage,
    page: await browser.press(signInPage, { name: 'account', value: account }),
  }
}

async function silently(userName: string) {
  const browser = createHttpBrowser(local.stack.identity.origin)
  await local.stack.control.signInAs(browser, userName)
  return answerOf(await browser.open(authorizationRequest(local.stack, { prompt: 'none' }).url))
}

test('every sample account has a button with its name, user name and note', async () => {
  const browser = createHttpBrowser(local.stack.identity.origin)
  const { html } = await browser.open(authorizationRequest(local.stack).url)
  for (const { userName, name, note } of local.stack.identity.sampleAccounts) {
    expect(html).toContain(`value="${userName}"`)
    expect(html).toContain(name)
    expect(html).toContain(note)
  }
})

const named: [string, string][] = [
  ['Anna (Guest)', 'A'],
  ['Müller, Anna (EXT)', 'MA'],
  ['Anna-Lena [Weather] O’Hara Smith', 'AO'],
  ['李 雷', '李雷'],
  ['(EXT)', ''],
  ['+44 20 7946 0958', ''],
]

test.each(named)('the initials of %s are %j', async (name, initials) => {
  const [sample] = defaultRegistrations().accounts
  const button = (await accountButton({ ...sample, name } as SampleAccount)).toString()
  expect(button).toContain(`aria-hidden="true">${initials}</span>`)
  expect(button).toContain(`<span class="name">${name}</span>`)
})

const refused: [string, string, number, string][] = [
  ['not assigned to the app', 'ray.unlisted@weather.example', 50105, 'access_denied'],
  ['disabled', 'dewey.off@weather.example', 50057, 'access_denied'],
  ['blocked by Conditional Access', 'storm.block@weather.example', 53003, 'access_denied'],
  ['of another tenant', 'gale.foreign@partner.example', 50020, 'access_denied'],
]

test.each(refused)(
  'somebody %s is told so on a page and can choose again',
  async (_, who, code) => {
    const { browser, page, correlationId } = await chooseOnPage(who)
    expect([page.status, page.left]).toEqual([400, undefined])
    expect(page.html).toContain(`AADSTS${code}`)
    expect(page.html).toContain(`Correlation Id:</dt><dd>${correlationId}<`)
    const [, link = ''] = /href="([^"]+)">Sign in with another account/.exec(page.html) ?? []
    const again = await browser.open(new URL(link, page.url))
    expect(answerOf(await throughPages(browser, again, SUNNY)).has('code')).toBe(true)
  },
)

test.each(refused)('a silent request of somebody %s is refused', async (_, who, code, error) => {
  const answer = await silently(who)
  expect(answer.get('error')).toBe(error)
  expect(answer.get('error_description')).toContain(`AADSTS${code}`)
})

test('somebody who may not use the app any more can choose another account', async () => {
  const { browser } = await getTokens(local.stack)
  local.stack.control.changeAccount(SUNNY, { unassigned: true })
  const page = await browser.open(authorizationRequest(local.stack).url)
  expect(page.html).toContain('AADSTS50105')
  const [, link = ''] = /href="([^"]+)">Sign in with another account/.exec(page.html) ?? []
  const picker = await browser.open(new URL(link.replaceAll('&amp;', '&'), page.url))
  expect(picker.html).toContain('Pick an account')
})

test('somebody who was let in and then blocked is stopped at the next refresh', async () => {
  const { tokens } = await getTokens(local.stack)
  const undo = local.stack.control.changeAccount(SUNNY, { blocked: true })
  const { body } = await refresh(local.stack, tokens['refresh_token'])
  expect(body).toMatchObject({ error_codes: [53003], suberror: 'message_only' })
  undo()
  expect((await refresh(local.stack, tokens['refresh_token'])).status).toBe(200)
})

test('somebody who needs a second factor is asked for it once a session', async () => {
  const { browser, page } = await chooseOnPage(GAIL)
  expect(page.html).toContain('Approve sign-in request')
  expect(answerOf(await throughPages(browser, page, GAIL)).has('code')).toBe(true)
  const again = await browser.open(authorizationRequest(local.stack).url)
  expect(answerOf(again).has('code')).toBe(true)
})

test('requireMfa asks everybody, at the page, silently and at the next refresh', async () => {
  const { tokens, browser } = await getTokens(local.stack)
  local.stack.control.requireMfa()
  const silent = await browser.open(authorizationRequest(local.stack, { prompt: 'none' }).url)
  expect(answerOf(silent).get('error')).toBe('interaction_required')
  expect(answerOf(silent).get('error_description')).toContain('AADSTS50076')
  const { body } = await refresh(local.stack, tokens['refresh_token'])
  expect(body).toMatchObject({
    error: 'invalid_grant',
    error_codes: [50076],
    suberror: 'basic_action',
  })
  const { sent, answer } = await signIn(local.stack, SUNNY, {}, browser)
  const code = answer.get('code') ?? ''
  expect((await redeemCode(local.stack, { code, sent })).status).toBe(200)
})

test('pages let nobody frame or script them, and keep nothing', async () => {
  const { signInPage, page } = await chooseOnPage(SUNNY)
  for (const { headers } of [signInPage, page]) {
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-/,
    )
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('content-security-policy')).not.toContain('script-src')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cache-control')).toBe('no-store')
  }
})

test('a pop-up keeps its opener when the request says pocd=1', async () => {
  const browser = createHttpBrowser(local.stack.identity.origin)
  const { headers } = await browser.open(authorizationRequest(local.stack, { pocd: '1' }).url)
  expect(headers.has('cross-origin-opener-policy')).toBe(false)
})

test('a sign-in that is over says so, at its page and at its way back', async () => {
  const { browser, signInPage, page } = await chooseOnPage(SUNNY)
  await throughPages(browser, page, SUNNY)
  for (const url of [
    signInPage.url,
    signInPage.url.replace('/sign-in/', '/oauth2/v2.0/authorize/'),
  ]) {
    const { status, html } = await browser.open(url)
    expect(status).toBe(400)
    expect(html).toContain('This sign-in is not open any more.')
  }
})
