import { expect, test } from 'vitest'
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
import { withLocalStack } from '../../testing/test-stack.ts'

const local = withLocalStack()
const [WEATHER] = defaultRegistrations().tenants
const [, FOR_ALL_TENANTS] = defaultRegistrations().apps
const RAINE = 'raine.grant@weather.example'
const HAZEL = 'hazel.frost@weather.example'
const GALE = 'gale.foreign@partner.example'

type Overrides = Record<string, string | undefined>

/** The link that an app's error page gives an administrator: the scopes of the API alone. */
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

/** Where a sign-in gets without anything but the choice of the account. */
async function signInUnasked(account: string, overrides: Overrides = {}) {
  const browser = openBrowser()
  const sent = authorizationRequest(local.stack, overrides)
  return { sent, visit: await choose(browser, await browser.open(sent.url), account) }
}

test('after an administrator consents, a user who needed admin approval can sign in', async () => {
  const stopped = await signInUnasked(HAZEL)
  expect(stopped.visit.html).toContain('Need admin approval')

  const browser = openBrowser()
  const signIn = await browser.open(link())
  expect(signIn.html).toContain('<h1>Sign in</h1>')
  const page = await choose(browser, signIn, RAINE)
  expect(page.html).toContain('<h1>Permissions requested</h1>')
  expect(page.html).toContain('for everyone in Weather Example')
  expect(page.html).toContain('Read the weather forecast as you')
  const { left } = await press(browser, page, 'accept')
  const answer = new URLSearchParams({
    admin_consent: 'True',
    tenant: WEATHER?.id ?? '',
    scope: local.stack.appConfig.weatherApi.scope,
    state: 'waiting',
  })
  // Entra ends the address with an empty fragment.
  expect(left?.href).toBe(`${REDIRECT_URI}?${answer.toString()}#`)

  const { sent, visit } = await signInUnasked(HAZEL)
  const code = answerOf(visit).get('code') ?? ''
  const { body } = await redeemCode(local.stack, { code, sent })
  expect(body).toHaveProperty('access_token')
  expect((await refresh(local.stack, body['refresh_token'])).status).toBe(200)
})

test('after admin consent no user of the tenant is asked for consent, and no guest, by this app', async () => {
  await accept()
  for (const account of [SUNNY, RAINE, 'robin.drizzle@partner.example']) {
    expect(answerOf((await signInUnasked(account)).visit).has('code'), account).toBe(true)
  }
  const elsewhere = await signInUnasked(SUNNY, { client_id: FOR_ALL_TENANTS?.clientId })
  expect(elsewhere.visit.html).toContain('Permissions requested')
})

test('admin consent covers the accepted scopes, for the tenant of the administrator', async () => {
  await accept()
  const scope = local.stack.appConfig.weatherApi.scope.replace(/[^/]+$/, 'administer')
  expect((await signInUnasked(SUNNY, { scope })).visit.html).toContain('Need admin approval')
  const forAll = { client_id: FOR_ALL_TENANTS?.clientId }
  await accept(link(forAll))
  expect(answerOf((await signInUnasked(SUNNY, forAll)).visit).has('code')).toBe(true)
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

test('the app gets AADSTS65004 when an administrator declines', async () => {
  const { browser, page } = await openAs(RAINE)
  const { left } = await press(browser, page, 'cancel')
  const answer = left?.searchParams ?? new URLSearchParams()
  expect([...answer.keys()]).toEqual([
    'error',
    'error_description',
    'error_uri',
    'admin_consent',
    'state',
  ])
  expect(left?.href).toMatch(/#$/)
  expect(answer.get('error')).toBe('access_denied')
  expect(answer.get('error_description')).toMatch(
    /^AADSTS65004: User declined to consent to access the app\.\r\nTrace ID: /,
  )
  expect(answer.get('admin_consent')).toBe('True')
  expect((await signInUnasked(HAZEL)).visit.html).toContain('Need admin approval')
})

test('a user who is not an administrator needs one, who can sign in in the same browser', async () => {
  const { browser, page } = await openAs(SUNNY)
  expect(page.html).toContain('Need admin approval')
  expect((await browser.post(page.url, { action: 'accept' })).html).toContain('Need admin approval')
  const [, href = ''] = /href="([^"]+)">Have an admin account/.exec(page.html) ?? []
  const picker = await browser.open(new URL(href.replaceAll('&amp;', '&'), page.url))
  expect(picker.html).toContain('Pick an account')
  const list = await browser.open(`${picker.url}?another`)
  const { left } = await press(browser, await choose(browser, list, RAINE), 'accept')
  expect(left?.searchParams.get('admin_consent')).toBe('True')
  expect(left?.searchParams.get('state')).toBe('waiting')
})

test('a cancel on the sign-in page or by a user who is not an administrator is only a cancel', async () => {
  const browser = openBrowser()
  const atSignIn = await press(browser, await browser.open(link()), 'cancel')
  const atApproval = await openAs(SUNNY)
  const returned = await press(atApproval.browser, atApproval.page, 'cancel')
  for (const { left } of [atSignIn, returned]) {
    expect(left?.search).toBe('?error=access_denied&error_subcode=cancel&state=waiting')
  }
})

test('a request without state gets an answer without state', async () => {
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

const onPages: [string, Overrides, string | undefined, number][] = [
  ['an unknown app', { client_id: '10ca1000-57ac-4000-b000-0000000000ff' }, undefined, 700016],
  ['no app', { client_id: undefined }, undefined, 900144],
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

test.each(onPages)(
  '%s is an error on a page, without a redirect',
  async (_, overrides, path, code) => {
    const { left, status, html } = await openBrowser().open(link(overrides, path))
    expect([left, status]).toEqual([undefined, 400])
    expect(html).toContain(`AADSTS${code}`)
  },
)

const toTheApp: [string, Overrides, string, number][] = [
  ['no scope', { scope: undefined }, 'invalid_request', 900144],
  ['a malformed scope', { scope: 'api://"' }, 'invalid_scope', 70011],
  ['an unknown API', { scope: 'api://nobody/x' }, 'invalid_resource', 500011],
]

test.each(toTheApp)('%s is an error that the app gets', async (_, overrides, error, code) => {
  const answer = answerOf(await openBrowser().open(link(overrides)))
  expect(answer.get('error')).toBe(error)
  expect(answer.get('error_description')).toContain(`AADSTS${code}`)
  expect([answer.get('admin_consent'), answer.get('state')]).toEqual(['True', 'waiting'])
})

test('the app gets AADSTS50020 for a user of another tenant, before and after sign-in', async () => {
  const signedIn = openBrowser()
  await local.stack.control.signInAs(signedIn, GALE)
  for (const visit of [(await openAs(GALE)).page, await signedIn.open(link())]) {
    const answer = answerOf(visit)
    expect([answer.get('error'), answer.get('admin_consent')]).toEqual(['access_denied', 'True'])
    expect(answer.get('error_description')).toContain('AADSTS50020')
  }
})

test('an administrator is not one in a tenant where they are a guest', async () => {
  local.stack.control.changeAccount('robin.drizzle@partner.example', { administrator: true })
  const { page } = await openAs('robin.drizzle@partner.example')
  expect(page.html).toContain('Need admin approval')
})

test('at /organizations the tenant is that of the administrator', async () => {
  const url = link({ client_id: FOR_ALL_TENANTS?.clientId }, '/organizations/v2.0/adminconsent')
  expect((await accept(url)).left?.searchParams.get('tenant')).toBe(WEATHER?.id)
})

test('the older endpoint asks for everything, and needs no redirect URI', async () => {
  const url = link({ scope: undefined, redirect_uri: undefined }, '/weather.example/adminconsent')
  const { browser, page } = await openAs(RAINE, url)
  for (const permission of ['Change the weather forecast', 'Read the old weather', 'profile']) {
    expect(page.html).toContain(permission)
  }
  const { left } = await press(browser, page, 'accept')
  expect(left?.href).toBe(`${REDIRECT_URI}?admin_consent=True&tenant=${WEATHER?.id}&state=waiting#`)
  const scope = local.stack.appConfig.weatherApi.scope.replace(/[^/]+$/, 'administer')
  expect(answerOf((await signInUnasked(SUNNY, { scope })).visit).has('code')).toBe(true)
})

test('.default includes the scopes that only an administrator can consent to', async () => {
  const scope = local.stack.appConfig.weatherApi.scope.replace(/[^/]+$/, '.default')
  const { page } = await openAs(RAINE, link({ scope }))
  expect(page.html).toContain('Change the weather forecast')
  expect((await accept(link({ scope }))).left?.searchParams.get('scope')).toBe(scope)
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

test('several sessions or a prompt lead to the account picker or the sign-in page', async () => {
  const browser = openBrowser()
  await local.stack.control.signInAs(browser, [SUNNY, RAINE])
  const picker = await browser.open(link())
  expect(picker.html).toContain('Pick an account')
  expect((await choose(browser, picker, RAINE)).html).toContain('Permissions requested')
  const one = openBrowser()
  await local.stack.control.signInAs(one, RAINE)
  expect((await one.open(link({ prompt: 'select_account' }))).html).toContain('Pick an account')
  expect((await one.open(link({ prompt: 'login' }))).html).toContain('<h1>Sign in</h1>')
  for (const prompt of ['none', 'consent', 'admin_consent']) {
    expect((await one.open(link({ prompt }))).html).toContain('Permissions requested')
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

test('withdrawConsent without a user name withdraws admin consent too', async () => {
  await accept()
  const { tokens } = await getTokens(local.stack, MISTY)
  local.stack.control.withdrawConsent(MISTY)
  expect((await refresh(local.stack, tokens['refresh_token'])).status).toBe(200)
  local.stack.control.withdrawConsent()
  const { body } = await refresh(local.stack, tokens['refresh_token'])
  expect(body).toMatchObject({ error_codes: [65001], suberror: 'consent_required' })
})

test('an administrator who signs in can consent to any scope, for their own account only', async () => {
  const scope = local.stack.appConfig.weatherApi.scope.replace(/[^/]+$/, 'administer')
  const browser = openBrowser()
  const signIn = await browser.open(authorizationRequest(local.stack, { scope }).url)
  expect(answerOf(await throughPages(browser, signIn, RAINE)).has('code')).toBe(true)
  expect((await signInUnasked(SUNNY, { scope })).visit.html).toContain('Need admin approval')
})

test('a parameter does not turn a sign-in into admin consent', async () => {
  const browser = openBrowser()
  const { url } = authorizationRequest(local.stack, { admin_consent: 'v2' })
  const answer = answerOf(await throughPages(browser, await browser.open(url), RAINE))
  expect([answer.has('code'), answer.has('admin_consent')]).toEqual([true, false])
})

test('the endpoint can be made to answer a numbered error', async () => {
  local.stack.control.fault({ endpoint: 'admin-consent', aadsts: 90094, times: 1 })
  expect((await openBrowser().open(link())).html).toContain('AADSTS90094')
  local.stack.control.fault({ endpoint: 'admin-consent', aadsts: 650057, times: 1 })
  const answer = answerOf(await openBrowser().open(link()))
  expect(answer.get('error_description')).toContain('AADSTS650057')
  expect(answer.get('admin_consent')).toBe('True')
})
