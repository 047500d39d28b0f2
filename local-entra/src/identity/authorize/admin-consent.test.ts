import { describe, expect, test } from 'vitest'
import { defaultRegistrations } from '../../registrations/default-registrations.ts'
import { createHttpBrowser, type HttpBrowser, type Visit } from '../../testing/http-browser.ts'
import {
  answerOf,
  APP_ORIGIN,
  authorizationRequest,
  getTokens,
  MISTY,
  redeemCode,
  REDIRECT_URI,
  refresh,
  SUNNY,
  throughPages,
} from '../../testing/protocol-client.ts'
import { withLocalEntra } from '../../testing/with-local-entra.ts'

const local = withLocalEntra()
const [WEATHER] = defaultRegistrations().tenants
const [, FOR_ALL_TENANTS] = defaultRegistrations().apps
const RAINE = 'raine.grant@weather.example'
const HAZEL = 'hazel.frost@weather.example'
const GALE = 'gale.foreign@partner.example'

type Overrides = Record<string, string | undefined>

/** The link for an administrator on an app's error page, with the scopes of the API only. */
function link(overrides: Overrides = {}, path = `/${WEATHER?.id}/v2.0/adminconsent`): string {
  const { clientId, weatherApi } = local.stack.appConfig
  const parameters = {
    client_id: clientId,
    scope: weatherApi.scope,
    redirect_uri: REDIRECT_URI,
    state: 'waiting',
    ...overrides,
  }
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined)
  return `${local.stack.identity.origin}${path}?${new URLSearchParams(given).toString()}`
}

const openBrowser = () => createHttpBrowser(local.stack.identity.origin)
const choose = (browser: HttpBrowser, visit: Visit, account: string) =>
  browser.press(visit, { name: 'account', value: account })
const press = (browser: HttpBrowser, visit: Visit, value: string) =>
  browser.press(visit, { name: 'action', value })

async function openAs(account: string, url = link()) {
  const browser = openBrowser()
  return { browser, page: await choose(browser, await browser.open(url), account) }
}

async function accept(url = link()): Promise<Visit> {
  const { browser, page } = await openAs(RAINE, url)
  return press(browser, page, 'accept')
}

/** Starts a sign-in and chooses the account, nothing else. */
async function chooseAccount(account: string, overrides: Overrides = {}) {
  const browser = openBrowser()
  const sent = authorizationRequest(local.stack, overrides)
  return { sent, visit: await choose(browser, await browser.open(sent.url), account) }
}

/** The full name of a scope of the weather API. */
const scopeNamed = (name: string) => local.stack.appConfig.weatherApi.scope.replace(/[^/]+$/, name)

/** Presses Cancel on the sign-in page, and as a user who is not an administrator. */
async function cancelled(): Promise<Visit[]> {
  const browser = openBrowser()
  const atSignIn = await press(browser, await browser.open(link()), 'cancel')
  const atApproval = await openAs(SUNNY)
  return [atSignIn, await press(atApproval.browser, atApproval.page, 'cancel')]
}

describe('Admin consent', () => {
  test(
    '`/{tenant}/v2.0/adminconsent` takes `client_id`, `scope`, `redirect_uri` and `state`, and lists the permissions to an administrator',
    { meta: { fidelity: 'documented' } },
    async () => {
      const browser = openBrowser()
      const signInPage = await browser.open(link())
      expect(signInPage.html).toContain('<h1>Sign in</h1>')
      const page = await choose(browser, signInPage, RAINE)
      expect(page.html).toContain('<h1>Permissions requested</h1>')
      expect(page.html).toContain('for everyone in Weather Example')
      expect(page.html).toContain('Read the weather forecast as you')
      expect(page.html).not.toContain('Change the weather forecast')
    },
  )

  test(
    '`organizations` in place of the tenant stands for the tenant of the administrator',
    { meta: { fidelity: 'documented' } },
    async () => {
      const url = link({ client_id: FOR_ALL_TENANTS?.clientId }, '/organizations/v2.0/adminconsent')
      expect((await accept(url)).left?.searchParams.get('tenant')).toBe(WEATHER?.id)
    },
  )

  test(
    '`.default` includes the scopes that only an administrator can consent to',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { page } = await openAs(RAINE, link({ scope: scopeNamed('.default') }))
      expect(page.html).toContain('Read the weather forecast as you')
      expect(page.html).toContain('Change the weather forecast')
      await accept(link({ scope: scopeNamed('.default') }))
      const administer = await chooseAccount(SUNNY, { scope: scopeNamed('administer') })
      expect(answerOf(administer.visit).has('code')).toBe(true)
    },
  )

  test(
    '`/{tenant}/adminconsent` requests all permissions and needs no `redirect_uri`; its response has no `scope`',
    { meta: { fidelity: 'documented' } },
    async () => {
      const none = { scope: undefined, redirect_uri: undefined }
      const url = link(none, '/weather.example/adminconsent')
      const { browser, page } = await openAs(RAINE, url)
      for (const permission of ['Change the weather forecast', 'Read the old weather', 'profile']) {
        expect(page.html).toContain(permission)
      }
      const { left } = await press(browser, page, 'accept')
      expect(left?.href).toBe(
        `${REDIRECT_URI}?admin_consent=True&tenant=${WEATHER?.id}&state=waiting#`,
      )
      const administer = await chooseAccount(SUNNY, { scope: scopeNamed('administer') })
      expect(answerOf(administer.visit).has('code')).toBe(true)
    },
  )

  test(
    'accepted: `admin_consent=True`, `tenant`, `scope` as requested and `state`, in this order, in the query',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { left } = await accept()
      expect([...(left?.searchParams ?? [])]).toEqual([
        ['admin_consent', 'True'],
        ['tenant', WEATHER?.id],
        ['scope', local.stack.appConfig.weatherApi.scope],
        ['state', 'waiting'],
      ])
    },
  )

  test(
    'after that, no user of the tenant has to consent, not even one who needed admin approval',
    { meta: { fidelity: 'documented' } },
    async () => {
      expect((await chooseAccount(HAZEL)).visit.html).toContain('Need admin approval')
      await accept()
      for (const account of [SUNNY, HAZEL, RAINE, 'robin.drizzle@partner.example']) {
        expect(answerOf((await chooseAccount(account)).visit).has('code'), account).toBe(true)
      }
      const elsewhere = await chooseAccount(SUNNY, { client_id: FOR_ALL_TENANTS?.clientId })
      expect(elsewhere.visit.html).toContain('Permissions requested')
      const { sent, visit } = await chooseAccount(HAZEL)
      const code = answerOf(visit).get('code') ?? ''
      const { body } = await redeemCode(local.stack, { code, sent })
      expect((await refresh(local.stack, body['refresh_token'])).status).toBe(200)
    },
  )

  test(
    'declined: `error` (`access_denied`), `error_description` (AADSTS65004), `error_uri`, `admin_consent=True` and `state`, in this order, without `tenant`',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { browser, page } = await openAs(RAINE)
      const answer = answerOf(await press(browser, page, 'cancel'))
      expect([...answer]).toEqual([
        ['error', 'access_denied'],
        [
          'error_description',
          expect.stringMatching(
            /^AADSTS65004: User declined to consent to access the app\.\r\nTrace ID: .+\r\nCorrelation ID: .+\r\nTimestamp: .+Z$/,
          ),
        ],
        ['error_uri', `${local.stack.identity.origin}/error?code=65004`],
        ['admin_consent', 'True'],
        ['state', 'waiting'],
      ])
      expect((await chooseAccount(HAZEL)).visit.html).toContain('Need admin approval')
    },
  )

  test(
    'cancelled on the sign-in page or on "Need admin approval": `access_denied` with `error_subcode=cancel` and `state` alone',
    { meta: { fidelity: 'captured' } },
    async () => {
      for (const { left } of await cancelled()) {
        expect(left?.search).toBe('?error=access_denied&error_subcode=cancel&state=waiting')
      }
    },
  )

  test(
    'a user of another tenant: the app gets 50020, with `admin_consent=True`, where a sign-in shows an error page',
    { meta: { fidelity: 'captured' } },
    async () => {
      const signedIn = openBrowser()
      await local.stack.control.signInAs(signedIn, GALE)
      for (const visit of [(await openAs(GALE)).page, await signedIn.open(link())]) {
        const answer = answerOf(visit)
        expect([answer.get('error'), answer.get('admin_consent')]).toEqual([
          'access_denied',
          'True',
        ])
        expect(answer.get('error_description')).toContain('AADSTS50020')
      }
      expect((await chooseAccount(GALE)).visit.html).toContain('AADSTS50020')
    },
  )

  test(
    'the address of each response ends with `#`',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { browser, page } = await openAs(RAINE)
      const declined = await press(browser, page, 'cancel')
      const ofAnotherTenant = (await openAs(GALE)).page
      for (const { left } of [await accept(), declined, ofAnotherTenant, ...(await cancelled())]) {
        expect(left?.href).toMatch(/^[^#]+#$/)
      }
    },
  )

  test(
    'other users see "Need admin approval", with a link to sign in as an administrator',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { browser, page } = await openAs(SUNNY)
      expect(page.html).toContain('Need admin approval')
      const forced = await browser.post(page.url, { action: 'accept' })
      expect(forced.html).toContain('Need admin approval')
      const [, href = ''] = /href="([^"]+)">Have an admin account/.exec(page.html) ?? []
      const picker = await browser.open(new URL(href.replaceAll('&amp;', '&'), page.url))
      expect(picker.html).toContain('Pick an account')
      const list = await browser.open(`${picker.url}?another`)
      const { left } = await press(browser, await choose(browser, list, RAINE), 'accept')
      expect(left?.searchParams.get('admin_consent')).toBe('True')
      expect(left?.searchParams.get('state')).toBe('waiting')
    },
  )

  test(
    '`prompt=login` and `prompt=select_account` work, other values are ignored',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const browser = openBrowser()
      await local.stack.control.signInAs(browser, RAINE)
      const pageFor = async (prompt: string) => (await browser.open(link({ prompt }))).html
      expect(await pageFor('select_account')).toContain('Pick an account')
      expect(await pageFor('login')).toContain('<h1>Sign in</h1>')
      for (const prompt of ['none', 'consent', 'admin_consent']) {
        expect(await pageFor(prompt)).toContain('Permissions requested')
      }
    },
  )

  test(
    'the consent includes `openid`, `profile`, `email` and `offline_access`, which every sign-in requests',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const { scope } = local.stack.appConfig.weatherApi
      await accept(link({ scope }))
      const everything = { scope: `${scope} openid profile email offline_access` }
      expect(answerOf((await chooseAccount(SUNNY, everything)).visit).has('code')).toBe(true)
    },
  )
})

test('admin consent covers the accepted scopes in the tenant of the administrator', async () => {
  await accept()
  const scope = scopeNamed('administer')
  expect((await chooseAccount(SUNNY, { scope })).visit.html).toContain('Need admin approval')
  const forAll = { client_id: FOR_ALL_TENANTS?.clientId }
  await accept(link(forAll))
  expect(answerOf((await chooseAccount(SUNNY, forAll)).visit).has('code')).toBe(true)
  const { authorization_endpoint } = local.stack.appConfig.authorityMetadata
  const browser = openBrowser()
  const request = authorizationRequest(local.stack, forAll).url
  const other = request.replace(
    authorization_endpoint,
    authorization_endpoint.replace(WEATHER?.id ?? '', 'organizations'),
  )
  expect((await choose(browser, await browser.open(other), GALE)).html).toContain(
    'Permissions requested',
  )
})

test('a request without state gets a response without state', async () => {
  const url = link({ state: undefined })
  expect((await accept(url)).left?.searchParams.has('state')).toBe(false)
  const { browser, page } = await openAs(RAINE, url)
  expect((await press(browser, page, 'cancel')).left?.searchParams.has('state')).toBe(false)
})

test('every redirect URI of the app works', async () => {
  const redirect_uri = `${APP_ORIGIN}/redirect.html`
  const { left } = await accept(link({ redirect_uri }))
  expect(left?.pathname).toBe('/redirect.html')
})

const shownOnPage: [string, Overrides, string | undefined, number][] = [
  ['an unknown app', { client_id: '10ca1000-57ac-4000-b000-0000000000ff' }, undefined, 700016],
  ['no client id', { client_id: undefined }, undefined, 900144],
  [
    'a redirect URI that is not registered',
    { redirect_uri: 'https://evil.example/' },
    undefined,
    50011,
  ],
  ['no redirect URI', { redirect_uri: undefined }, undefined, 50011],
  ['an unknown tenant', {}, '/nowhere.example/v2.0/adminconsent', 90002],
  ['a single-tenant app at /organizations', {}, '/organizations/v2.0/adminconsent', 50194],
]

test.each(shownOnPage)(
  'a page shows the error, without a redirect: %s',
  async (_, overrides, path, code) => {
    const { left, status, html } = await openBrowser().open(link(overrides, path))
    expect([left, status]).toEqual([undefined, 400])
    expect(html).toContain(`AADSTS${code}`)
  },
)

const sentToApp: [string, Overrides, string, number][] = [
  ['no scope', { scope: undefined }, 'invalid_request', 900144],
  ['a malformed scope', { scope: 'api://"' }, 'invalid_scope', 70011],
  ['an unknown API', { scope: 'api://unknown/x' }, 'invalid_resource', 500011],
]

test.each(sentToApp)('the app receives the error: %s', async (_, overrides, error, code) => {
  const answer = answerOf(await openBrowser().open(link(overrides)))
  expect(answer.get('error')).toBe(error)
  expect(answer.get('error_description')).toContain(`AADSTS${code}`)
  expect([answer.get('admin_consent'), answer.get('state')]).toEqual(['True', 'waiting'])
})

test('an administrator of another tenant needs admin approval as a guest', async () => {
  local.stack.control.changeAccount('robin.drizzle@partner.example', { administrator: true })
  const { page } = await openAs('robin.drizzle@partner.example')
  expect(page.html).toContain('Need admin approval')
})

test('several sessions lead to the account picker', async () => {
  const browser = openBrowser()
  await local.stack.control.signInAs(browser, [SUNNY, RAINE])
  const picker = await browser.open(link())
  expect(picker.html).toContain('Pick an account')
  expect((await choose(browser, picker, RAINE)).html).toContain('Permissions requested')
})

test('a signed-in administrator goes straight to the consent page, each time', async () => {
  const browser = openBrowser()
  await local.stack.control.signInAs(browser, RAINE)
  for (const count of [1, 2]) {
    const page = await browser.open(link())
    expect(page.html, `visit ${count}`).toContain('Permissions requested')
    expect((await press(browser, page, 'accept')).left?.searchParams.has('tenant')).toBe(true)
  }
})

test('an administrator needs a second factor where it is required, but no assignment to the app', async () => {
  local.stack.control.requireMfa()
  local.stack.control.changeAccount(RAINE, { unassigned: true })
  const { browser, page } = await openAs(RAINE)
  expect(page.html).toContain('Approve sign-in request')
  const answer = answerOf(await throughPages(browser, page, RAINE))
  expect(answer.get('admin_consent')).toBe('True')
})

test('a disabled administrator gets an error page', async () => {
  local.stack.control.changeAccount(RAINE, { disabled: true })
  const { page } = await openAs(RAINE)
  expect(page.html).toContain('AADSTS50057')
  const [, href = ''] = /href="([^"]+)">Sign in with another account/.exec(page.html) ?? []
  expect(new URL(href, page.url).href).toBe(page.url)
})

test('withdrawConsent without a user name also withdraws admin consent', async () => {
  await accept()
  const { tokens } = await getTokens(local.stack, MISTY)
  local.stack.control.withdrawConsent(MISTY)
  expect((await refresh(local.stack, tokens['refresh_token'])).status).toBe(200)
  local.stack.control.withdrawConsent()
  const { body } = await refresh(local.stack, tokens['refresh_token'])
  expect(body).toMatchObject({ error_codes: [65001], suberror: 'consent_required' })
})

test('withdrawConsent with a scope withdraws only the consents to it, of an account or of all', async () => {
  await accept(link({ scope: 'User.Read' }))
  const { scope } = local.stack.appConfig.weatherApi
  const { tokens } = await getTokens(local.stack, MISTY)
  const refreshFor = async (wanted: string) => {
    const { body } = await refresh(local.stack, tokens['refresh_token'], { scope: wanted })
    return body['error_codes'] ?? body['scope']
  }
  local.stack.control.withdrawConsent(MISTY, `${scope} User.Read`)
  expect(await refreshFor(scope)).toEqual([65001])
  expect(await refreshFor('User.Read'), 'an administrator has consented, too').toContain(
    'User.Read',
  )
  await getTokens(local.stack, MISTY)
  local.stack.control.withdrawConsent(undefined, 'https://graph.microsoft.com/user.read')
  expect(await refreshFor('User.Read')).toEqual([65001])
  expect(await refreshFor(scope)).toBe(scope)
})

test('an administrator who signs in can consent to any scope, for their own account only', async () => {
  const scope = scopeNamed('administer')
  const browser = openBrowser()
  const signIn = await browser.open(authorizationRequest(local.stack, { scope }).url)
  expect(answerOf(await throughPages(browser, signIn, RAINE)).has('code')).toBe(true)
  expect((await chooseAccount(SUNNY, { scope })).visit.html).toContain('Need admin approval')
})

test('a parameter does not turn a sign-in into admin consent', async () => {
  const browser = openBrowser()
  const { url } = authorizationRequest(local.stack, { admin_consent: 'v2' })
  const answer = answerOf(await throughPages(browser, await browser.open(url), RAINE))
  expect([answer.has('code'), answer.has('admin_consent')]).toEqual([true, false])
})

test('a test can plan a numbered error for the endpoint', async () => {
  local.stack.control.fault({ endpoint: 'admin-consent', aadsts: 90094, times: 1 })
  expect((await openBrowser().open(link())).html).toContain('AADSTS90094')
  local.stack.control.fault({ endpoint: 'admin-consent', aadsts: 650057, times: 1 })
  const answer = answerOf(await openBrowser().open(link()))
  expect(answer.get('error_description')).toContain('AADSTS650057')
  expect(answer.get('admin_consent')).toBe('True')
})
