import { describe, expect, test } from 'vitest'
import { loginHint } from '../identity/tokens/id-token.ts'
import { createHttpBrowser, type HttpBrowser, type Visit } from '../testing/http-browser.ts'
import {
  answerOf,
  authorizationRequest,
  MISTY,
  REDIRECT_URI,
  signIn,
  SUNNY,
  throughPages,
} from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const local = withLocalEntra()
const ZEROS = '00000000-0000-0000-0000-000000000000'

type Overrides = Record<string, string | undefined>

const newBrowser = () => createHttpBrowser(local.stack.identity.origin)
const request = (overrides: Overrides = {}) => authorizationRequest(local.stack, overrides).url
const open = (overrides: Overrides = {}, browser = newBrowser()) => browser.open(request(overrides))
const choose = (browser: HttpBrowser, visit: Visit, account: string) =>
  browser.press(visit, { name: 'account', value: account })

async function browserOf(...userNames: string[]): Promise<HttpBrowser> {
  const browser = newBrowser()
  await local.stack.control.signInAs(browser, userNames)
  return browser
}

/** Fails unless the browser shows an error page with this number and has not been redirected. */
function expectErrorPage({ left, status, html }: Visit, code: number): void {
  expect([left, status]).toEqual([undefined, 400])
  expect(html).toContain(`AADSTS${code}: `)
}

/** The sign-in page, the consent page and the sign-out page. */
async function pages(overrides: Overrides = {}): Promise<Visit[]> {
  const browser = newBrowser()
  const signInPage = await open({ prompt: 'consent', ...overrides }, browser)
  const consentPage = await choose(browser, signInPage, SUNNY)
  await throughPages(browser, consentPage, SUNNY)
  const { end_session_endpoint } = local.stack.appConfig.authorityMetadata
  const signOutPage = await browser.open(end_session_endpoint)
  const found = [signInPage, consentPage, signOutPage]
  const headings = found.map(({ html }) => /<h1>([^<]+)/.exec(html)?.[1])
  expect(headings).toEqual(['Sign in', 'Permissions requested', 'Pick an account'])
  return found
}

describe('Authorize', () => {
  test(
    'the response is `code, client_info, state, session_state`, in this order, without `iss`',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { sent, answer } = await signIn(local.stack)
      expect([...answer.keys()]).toEqual(['code', 'client_info', 'state', 'session_state'])
      expect(answer.get('state')).toBe(sent.state)
    },
  )

  test(
    '`client_info` is the object id and the tenant id of the account (`uid`, `utid`), and only in the response to `client_info=1`',
    { meta: { fidelity: 'MSAL' } },
    async () => {
      const { answer } = await signIn(local.stack)
      expect(Buffer.from(answer.get('client_info') ?? '', 'base64url').toString()).toBe(
        '{"uid":"10ca1000-57ac-4000-d000-000000000001","utid":"10ca1000-57ac-4000-a000-00000000000a"}',
      )
      const without = await signIn(local.stack, SUNNY, { client_info: undefined })
      expect([...without.answer.keys()]).toEqual(['code', 'state', 'session_state'])
    },
  )

  test(
    'a request may have what MSAL adds: `clidata`, `x-client-SKU`, `x-client-VER`, and `claims` with `signin_state`, `login_hint` and `tenant_region_sub_scope`',
    { meta: { fidelity: 'MSAL' } },
    async () => {
      const id_token = { signin_state: null, login_hint: null, tenant_region_sub_scope: null }
      const { code } = await signIn(local.stack, SUNNY, {
        clidata: '1',
        'x-client-SKU': 'msal.js.browser',
        'x-client-VER': '5.29.0',
        claims: JSON.stringify({ id_token }),
      })
      expect(code).not.toBe('')
    },
  )

  test(
    'an error is `error, error_description, error_uri, state`, in this order, and `error_uri` is `/error?code=` with the number',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { url, state } = authorizationRequest(local.stack, { prompt: 'none' })
      const answer = answerOf(await newBrowser().open(url))
      expect([...answer.keys()]).toEqual(['error', 'error_description', 'error_uri', 'state'])
      expect(answer.get('state')).toBe(state)
      expect(answer.get('error_uri')).toBe(`${local.stack.identity.origin}/error?code=50058`)
    },
  )

  test(
    'an error description has Trace ID, Correlation ID (= `client-request-id`) and Timestamp on lines of their own (`\\r\\n`)',
    { meta: { fidelity: 'captured' } },
    async () => {
      const id = '01234567-89ab-4cde-8f01-23456789abcd'
      const answer = answerOf(await open({ prompt: 'none', 'client-request-id': id }))
      expect(answer.get('error_description')).toMatch(
        new RegExp(
          String.raw`^AADSTS50058: [^\r]+\r\nTrace ID: [0-9a-f-]{36}\r\nCorrelation ID: ${id}\r\nTimestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$`,
        ),
      )
    },
  )

  test(
    'cancel, at sign-in or at consent: `access_denied` with `error_subcode=cancel` and no description',
    { meta: { fidelity: 'captured' } },
    async () => {
      const browser = newBrowser()
      const { url, state } = authorizationRequest(local.stack)
      const signInPage = await browser.open(url)
      const consentPage = await choose(browser, await browser.open(url), SUNNY)
      expect(consentPage.html).toContain('Permissions requested')
      for (const page of [signInPage, consentPage]) {
        const answer = answerOf(await browser.press(page, { name: 'action', value: 'cancel' }))
        expect([...answer]).toEqual([
          ['error', 'access_denied'],
          ['error_subcode', 'cancel'],
          ['state', state],
        ])
      }
    },
  )

  test(
    '50011, 700016, 90002 and, unless the request is silent, 50105 show an error page and never redirect',
    { meta: { fidelity: 'documented' } },
    async () => {
      const notAssigned = 'ray.unlisted@weather.example'
      const unknownTenant = request().replace(/[0-9a-f-]{36}(?=\/oauth2)/, 'nowhere.example')
      for (const prompt of ['login', 'none']) {
        expectErrorPage(await open({ prompt, redirect_uri: 'https://elsewhere.example/' }), 50011)
        const client_id = '00000000-0000-4000-8000-000000000000'
        expectErrorPage(await open({ prompt, client_id }), 700016)
        expectErrorPage(await newBrowser().open(`${unknownTenant}&prompt=${prompt}`), 90002)
      }
      const browser = newBrowser()
      expectErrorPage(await choose(browser, await open({}, browser), notAssigned), 50105)
      const silent = await open({ prompt: 'none' }, await browserOf(notAssigned))
      expect(answerOf(silent).get('error_description')).toMatch(/^AADSTS50105: /)
    },
  )

  test(
    'the error page has the heading "Sign in", "Sorry, but we\'re having trouble signing you in.", the text with its number, Request Id, Correlation Id and Timestamp',
    { meta: { fidelity: 'documented' } },
    async () => {
      const id = '01234567-89ab-4cde-8f01-23456789abcd'
      const { html } = await open({ redirect_uri: undefined, 'client-request-id': id })
      const text = html.replaceAll('&#39;', "'").replaceAll(/<style>.*<\/style>|<[^>]+>/gs, '\n')
      expect(html).toContain('<h1>Sign in</h1>')
      expect(text.replaceAll(/\s+/g, ' ')).toMatch(
        new RegExp(
          String.raw`Sign in Sorry, but we're having trouble signing you in\. AADSTS50011: .+ Request Id: [0-9a-f-]{36} Correlation Id: ${id} Timestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ`,
        ),
      )
    },
  )

  test(
    'a client id of zeros: 700038 on an error page',
    { meta: { fidelity: 'captured' } },
    async () => {
      const page = await open({ client_id: ZEROS })
      expectErrorPage(page, 700038)
      expect(page.html).toContain(`${ZEROS} is not a valid application identifier.`)
    },
  )

  test(
    'redirect URIs match exactly, also in the case of their path',
    { meta: { fidelity: 'documented' } },
    async () => {
      expect((await open({ redirect_uri: `${REDIRECT_URI}redirect.html` })).status).toBe(200)
      for (const redirect_uri of [
        `${REDIRECT_URI}Redirect.html`,
        `${REDIRECT_URI}redirect.html/`,
        `${REDIRECT_URI}redirect.html?a=b`,
        `${REDIRECT_URI}else`,
        REDIRECT_URI.replace('http:', 'https:'),
        'http://localhost:1@evil.example/',
      ]) {
        expectErrorPage(await open({ redirect_uri }), 50011)
      }
    },
  )

  test(
    'a redirect URI of localhost matches with any port',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { left } = await open({ redirect_uri: 'http://localhost:1234/', prompt: 'none' })
      expect(left?.origin).toBe('http://localhost:1234')
    },
  )

  test(
    'a redirect URI without a path comes back with `/`',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { left } = await open({ redirect_uri: 'http://localhost:9999', prompt: 'none' })
      expect(left?.href).toMatch(/^http:\/\/localhost:9999\/#error=/)
    },
  )

  test(
    '`prompt` is `none`, `login`, `consent` or `select_account`, one at a time',
    { meta: { fidelity: 'documented' } },
    async () => {
      const browser = await browserOf(SUNNY)
      const first = async (prompt: string) => {
        const { left, html } = await open({ prompt }, browser)
        return left ? answerOf({ left, html } as Visit).has('code') : /<h1>([^<]+)/.exec(html)?.[1]
      }
      expect(await first('none')).toBe(true)
      expect(await first('login')).toBe('Sign in')
      expect(await first('consent')).toBe('Permissions requested')
      expect(await first('select_account')).toBe('Pick an account')
      const both = answerOf(await open({ prompt: 'login consent' }, browser))
      expect(both.get('error')).toBe('invalid_request')
    },
  )

  test(
    'several users can be signed in at once in one browser, and an account picker asks for one',
    { meta: { fidelity: 'documented' } },
    async () => {
      const browser = await browserOf(SUNNY)
      const signInPage = await open({ prompt: 'login' }, browser)
      expect(answerOf(await throughPages(browser, signInPage, MISTY)).has('code')).toBe(true)
      const picker = await open({}, browser)
      expect(picker.html).toContain('<h1>Pick an account</h1>')
      const picked = answerOf(await choose(browser, picker, MISTY))
      const sessionOf = async (login_hint: string) =>
        answerOf(await open({ prompt: 'none', login_hint }, browser)).get('session_state')
      expect(picked.get('session_state')).toBe(await sessionOf(MISTY))
      expect(await sessionOf(SUNNY)).toMatch(/^[0-9a-f-]{36}$/)
    },
  )

  test(
    '`login_hint` selects a user by user name or by the claim of that name',
    { meta: { fidelity: 'documented' } },
    async () => {
      const browser = await browserOf(SUNNY, MISTY)
      for (const [account, number] of [
        [SUNNY, 1],
        [MISTY, 2],
      ] as const) {
        for (const login_hint of [account, account.toUpperCase(), loginHint(account)]) {
          const answer = answerOf(await open({ prompt: 'none', login_hint }, browser))
          const info = Buffer.from(answer.get('client_info') ?? '', 'base64url').toString()
          expect(info).toContain(`"uid":"10ca1000-57ac-4000-d000-00000000000${number}"`)
        }
      }
    },
  )

  test(
    '`prompt=select_account` is not combined with `login_hint`: the account picker asks',
    { meta: { fidelity: 'documented' } },
    async () => {
      const page = await open(
        { prompt: 'select_account', login_hint: SUNNY },
        await browserOf(SUNNY, MISTY),
      )
      expect(page.html).toContain('<h1>Pick an account</h1>')
    },
  )

  test(
    '`sid` selects a user in a silent request',
    { meta: { fidelity: 'documented' } },
    async () => {
      const browser = await browserOf(SUNNY, MISTY)
      for (const login_hint of [SUNNY, MISTY]) {
        const hinted = answerOf(await open({ prompt: 'none', login_hint }, browser))
        const sid = hinted.get('session_state') ?? ''
        const answer = answerOf(await open({ prompt: 'none', sid }, browser))
        expect(answer.get('client_info')).toBe(hinted.get('client_info'))
      }
    },
  )

  test(
    '`domain_hint` leads to the accounts of that domain',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { html } = await open({ domain_hint: 'partner.example' })
      expect(html).toContain('robin.drizzle@partner.example')
      expect(html).not.toContain(SUNNY)
    },
  )

  test(
    'PKCE is enforced although discovery does not say so: 9002325',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { issuer } = local.stack.appConfig.authorityMetadata
      const discovery = await fetch(`${issuer}/.well-known/openid-configuration`)
      expect(await discovery.json()).not.toHaveProperty('code_challenge_methods_supported')
      const answer = answerOf(await open({ code_challenge: undefined }))
      expect(answer.get('error')).toBe('invalid_request')
      expect(answer.get('error_description')).toMatch(/^AADSTS9002325: /)
    },
  )

  test(
    'the sign-in, consent and sign-out pages cannot be framed (`X-Frame-Options: DENY`)',
    { meta: { fidelity: 'documented' } },
    async () => {
      for (const { headers } of await pages()) {
        expect(headers.get('x-frame-options')).toBe('DENY')
        expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      }
    },
  )

  test(
    '`Cross-Origin-Opener-Policy: same-origin` on these pages, unless the request has `pocd=1`',
    { meta: { fidelity: 'inferred' } },
    async () => {
      for (const { headers } of await pages()) {
        expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      }
      const [signInPage, consentPage] = await pages({ pocd: '1' })
      for (const page of [signInPage, consentPage]) {
        expect(page?.headers.has('cross-origin-opener-policy')).toBe(false)
      }
    },
  )
})
