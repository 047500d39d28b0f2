import { expect, test } from 'vitest'
import { noteOf } from '../../registrations/accounts.ts'
import { defaultRegistrations } from '../../registrations/default-registrations.ts'
import type { SampleAccount } from '../../registrations/registrations.ts'
import { createHttpBrowser } from '../../testing/http-browser.ts'
import {
  answerOf,
  authorizationRequest,
  getTokens,
  SUNNY,
  throughPages,
} from '../../testing/protocol-client.ts'
import { withLocalEntra } from '../../testing/with-local-entra.ts'
import { signInPage } from '../pages/pages.ts'

const local = withLocalEntra()
const GAIL = 'gail.gust@weather.example'

async function chooseOnPage(account: string) {
  const browser = createHttpBrowser(local.stack.identity.origin)
  const { url } = authorizationRequest(local.stack)
  const firstPage = await browser.open(url)
  return {
    browser,
    correlationId: new URL(url).searchParams.get('client-request-id'),
    firstPage,
    page: await browser.press(firstPage, { name: 'account', value: account }),
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
  for (const account of local.stack.identity.sampleAccounts) {
    expect(html).toContain(`value="${account.userName}"`)
    expect(html).toContain(account.name)
    expect(html).toContain(noteOf(account))
  }
})

const names: [string, string][] = [
  ['Anna (Guest)', 'A'],
  ['Müller, Anna (EXT)', 'MA'],
  ['Anna-Lena [Weather] O’Hara Smith', 'AO'],
  ['李 雷', '李雷'],
  ['(EXT)', ''],
  ['+44 20 7946 0958', ''],
]

test.each(names)('the initials of %s are %j', async (name, initials) => {
  const [sample] = defaultRegistrations().accounts
  const page = (await signInPage('App', [{ ...sample, name } as SampleAccount])).toString()
  expect(page).toContain(`aria-hidden="true">${initials}</span>`)
  expect(page).toContain(`<span class="name">${name}</span>`)
})

const DISABLED = 'dewey.off@weather.example'
const OF_ANOTHER_TENANT = 'gale.foreign@partner.example'

const noAccess: [string, string, number][] = [
  ['not assigned to the app', 'ray.unlisted@weather.example', 50105],
  ['disabled', DISABLED, 50057],
  ['blocked by Conditional Access', 'storm.block@weather.example', 53003],
  ['of another tenant', OF_ANOTHER_TENANT, 50020],
]

test.each(noAccess)(
  'a page shows the error to an account %s, and another can be chosen',
  async (_, account, code) => {
    const { browser, page, correlationId } = await chooseOnPage(account)
    expect([page.status, page.left]).toEqual([400, undefined])
    expect(page.html).toContain(`AADSTS${code}`)
    expect(page.html).toContain(`Correlation Id:</dt><dd>${correlationId}<`)
    const [, link = ''] = /href="([^"]+)">Sign in with another account/.exec(page.html) ?? []
    const again = await browser.open(new URL(link, page.url))
    expect(answerOf(await throughPages(browser, again, SUNNY)).has('code')).toBe(true)
  },
)

test('a silent request fails for an account that is disabled or of another tenant', async () => {
  for (const [account, code] of [
    [DISABLED, 50057],
    [OF_ANOTHER_TENANT, 50020],
  ] as const) {
    const answer = await silently(account)
    expect(answer.get('error')).toBe('access_denied')
    expect(answer.get('error_description')).toContain(`AADSTS${code}`)
  }
})

test('a signed-in user who loses access to the app can choose another account', async () => {
  const { browser } = await getTokens(local.stack)
  local.stack.control.changeAccount(SUNNY, { unassigned: true })
  const page = await browser.open(authorizationRequest(local.stack).url)
  expect(page.html).toContain('AADSTS50105')
  const [, link = ''] = /href="([^"]+)">Sign in with another account/.exec(page.html) ?? []
  const picker = await browser.open(new URL(link.replaceAll('&amp;', '&'), page.url))
  expect(picker.html).toContain('Pick an account')
})

test('an account that needs a second factor is asked for it once per session', async () => {
  const { browser, page } = await chooseOnPage(GAIL)
  expect(page.html).toContain('Approve sign-in request')
  expect(answerOf(await throughPages(browser, page, GAIL)).has('code')).toBe(true)
  const again = await browser.open(authorizationRequest(local.stack).url)
  expect(answerOf(again).has('code')).toBe(true)
})

test('the headers of a page forbid scripts, referrers and caching', async () => {
  const { firstPage, page } = await chooseOnPage(SUNNY)
  for (const { headers } of [firstPage, page]) {
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-/,
    )
    expect(headers.get('content-security-policy')).not.toContain('script-src')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cache-control')).toBe('no-store')
  }
})

test('a finished sign-in is expired, on its page and at its return address', async () => {
  const { browser, firstPage, page } = await chooseOnPage(SUNNY)
  await throughPages(browser, page, SUNNY)
  for (const url of [
    firstPage.url,
    firstPage.url.replace('/sign-in/', '/oauth2/v2.0/authorize/'),
  ]) {
    const { status, html } = await browser.open(url)
    expect(status).toBe(400)
    expect(html).toContain('This sign-in is no longer active.')
  }
})

test.each([
  ['read', 56 * 1024, 302],
  ['refused if it is longer than 56 KB', 56 * 1024 + 1, 413],
])('a form without a length is %s', async (_, length, status) => {
  const { url } = authorizationRequest(local.stack, { prompt: 'none' })
  const { origin, pathname, search } = new URL(url)
  const form = `${search.slice(1)}&other=`.padEnd(length, 'x')
  const body = new Blob([form]).stream()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const chunked = { method: 'POST', body, headers, duplex: 'half', redirect: 'manual' }
  expect((await fetch(origin + pathname, chunked as RequestInit)).status).toBe(status)
})
