import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { startServer } from '../../../command-line/testing/servers.ts'
import { defaultRegistrations } from '../registrations/default-registrations.ts'
import { createHttpBrowser, type HttpBrowser, type Visit } from '../testing/http-browser.ts'
import {
  APP_ORIGIN,
  MISTY,
  postToken,
  readWeather,
  refresh,
  SUNNY,
  throughPages,
} from '../testing/protocol-client.ts'
import { stopClock } from '../testing/stop-clock.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:device_code'
const GAIL = 'gail.gust@weather.example'
const DAY = 24 * 60 * 60
const registrations = defaultRegistrations()
const [WEATHER, PARTNER] = registrations.tenants
const [SPA, FOR_ALL_TENANTS, DESKTOP, SERVER] = registrations.apps.map(({ clientId }) => clientId)
/** An app with a redirect URI for a desktop that does not allow public client flows. */
const WITHOUT_FLOWS = '10ca1000-57ac-4000-b000-0000000000aa'
const withoutFlows = registrations.apps
  .filter(({ clientId }) => clientId === DESKTOP)
  .map((app) => ({ ...app, clientId: WITHOUT_FLOWS, publicClientFlows: false }))
registrations.apps.push(...withoutFlows)
for (const app of registrations.apps) {
  if (app.clientId === FOR_ALL_TENANTS) app.publicClientFlows = true
}
const local = withLocalEntra({ registrations })

type Form = Record<string, string | undefined>

const newBrowser = () => createHttpBrowser(local.stack.identity.origin)
const scopes = () => `${local.stack.appConfig.weatherApi.scope} openid profile offline_access`

/** Posts to the device authorization endpoint. A field of undefined is omitted. */
async function requestCode(
  form: Form = {},
  authority = WEATHER?.id,
  headers = {},
  { origin } = local.stack.identity as { origin: string },
) {
  const fields = { client_id: DESKTOP, scope: scopes(), ...form }
  const sent = Object.entries(fields).filter(([, value]) => value !== undefined)
  const url = `${origin}/${authority}/oauth2/v2.0/devicecode`
  const body = new URLSearchParams(sent as [string, string][])
  const response = await fetch(url, { method: 'POST', headers, body })
  const text = (await response.json()) as Record<string, string>
  return { status: response.status, headers: response.headers, body: text }
}

/** The user code and the device code of a new authorization. */
async function newCode(form: Form = {}, origin = local.stack.identity.origin) {
  const { body } = await requestCode(form, WEATHER?.id, {}, { origin })
  const { user_code: userCode = '', device_code: deviceCode = '', message } = body
  return { userCode, deviceCode, message, page: body['verification_uri'] ?? '' }
}

type Code = Awaited<ReturnType<typeof newCode>>

/** What the device sends until the user has signed in. */
const poll = (deviceCode: string, form: Form = {}, origin = '') =>
  postToken(
    local.stack,
    { client_id: DESKTOP, grant_type: GRANT_TYPE, device_code: deviceCode, ...form },
    origin,
  )

async function enter({ userCode, page }: Pick<Code, 'userCode' | 'page'>, browser = newBrowser()) {
  const { url } = await browser.open(page)
  return browser.post(url, { user_code: userCode })
}

/** Enters the code and goes as far as the question for the app. */
async function signInAs(account: string, code: Code, browser = newBrowser()): Promise<Visit> {
  return throughPages(browser, await enter(code, browser), account)
}

async function finish(account: string, code: Code, action: 'continue' | 'cancel') {
  const browser = newBrowser()
  const visit = await signInAs(account, code, browser)
  return browser.press(visit, { name: 'action', value: action })
}

async function getTokens(form: Form = {}) {
  const code = await newCode(form)
  await finish(SUNNY, code, 'continue')
  const { client_id } = form
  const { body } = await poll(code.deviceCode, client_id === undefined ? {} : { client_id })
  return body
}

const heading = ({ html }: Visit) => /<h1>([^]*?)<\/h1>/.exec(html)?.[1]

async function browserOf(account: string): Promise<HttpBrowser> {
  const browser = newBrowser()
  await local.stack.control.signInAs(browser, account)
  return browser
}

describe('Device code', () => {
  test(
    'the response has `user_code`, `device_code`, `verification_uri`, `expires_in` (900), `interval` (5) and `message`, in this order, and no `verification_uri_complete`',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { status, body } = await requestCode()
      expect(status).toBe(200)
      expect(Object.keys(body)).toEqual([
        'user_code',
        'device_code',
        'verification_uri',
        'expires_in',
        'interval',
        'message',
      ])
      expect(body).toMatchObject({ expires_in: 900, interval: 5 })
    },
  )

  test(
    'a user code has nine characters, capital letters and digits, and `message` is in the text of Entra',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { body } = await requestCode()
      const { user_code: userCode, verification_uri: page } = body
      expect(userCode).toMatch(/^[A-Z2-9]{9}$/)
      expect(page).toBe(`${local.stack.identity.origin}/common/oauth2/deviceauth`)
      expect(body['message']).toBe(
        `To sign in, use a web browser to open the page ${page} and enter the code ${userCode} to authenticate.`,
      )
    },
  )

  test(
    'the response is not stored, and no browser may read it: there is no `Access-Control-Allow-Origin`',
    { meta: { fidelity: 'captured' } },
    async () => {
      const { headers } = await requestCode({}, WEATHER?.id, { origin: APP_ORIGIN })
      expect(headers.get('cache-control')).toBe('no-store, no-cache')
      expect(headers.get('access-control-allow-origin')).toBeNull()
      const ofNoTenant = await requestCode({}, 'nowhere.example', { origin: APP_ORIGIN })
      expect(ofNoTenant.headers.get('access-control-allow-origin')).toBeNull()
    },
  )

  test(
    'a single-tenant app at `/common` or `/organizations` is AADSTS50059, in the text of Entra',
    { meta: { fidelity: 'captured' } },
    async () => {
      for (const authority of ['common', 'organizations']) {
        const { status, body } = await requestCode({}, authority)
        expect([status, body['error']]).toEqual([400, 'invalid_request'])
        expect(body['error_description']).toMatch(
          /^AADSTS50059: No tenant-identifying information found in either the request or implied by any provided credentials\. Trace ID: /,
        )
        const ofAll = await requestCode({ client_id: FOR_ALL_TENANTS }, authority)
        expect(ofAll.status).toBe(200)
      }
    },
  )

  test(
    'errors of the request are those of the token endpoint: 900144 for a missing parameter, 700016 for an unknown app, 90002 for an unknown tenant',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const errors = [
        await requestCode({ client_id: undefined }),
        await requestCode({ scope: undefined }),
        await requestCode({ client_id: '22222222-2222-4222-8222-222222222222' }),
        await requestCode({}, 'nowhere.example'),
      ].map(({ status, body }) => [status, body['error'], body['error_codes']])
      expect(errors).toEqual([
        [400, 'invalid_request', [900144]],
        [400, 'invalid_request', [900144]],
        [400, 'unauthorized_client', [700016]],
        [400, 'invalid_request', [90002]],
      ])
    },
  )

  test(
    'until the user has signed in: 400 `authorization_pending`, AADSTS70016, in the text of Entra',
    { meta: { fidelity: 'captured' } },
    async () => {
      const code = await newCode()
      await signInAs(SUNNY, code)
      const { status, body } = await poll(code.deviceCode)
      expect([status, body['error'], body['error_codes']]).toEqual([
        400,
        'authorization_pending',
        [70016],
      ])
      expect(body['error_description']).toMatch(
        /^AADSTS70016: The provided request has not yet been authorized by the user\. The user must input their code\. Trace ID: /,
      )
    },
  )

  test(
    'the user enters the code, picks an account, even the only one that is signed in, and confirms the name of the app',
    { meta: { fidelity: 'captured' } },
    async () => {
      const code = await newCode()
      const browser = await browserOf(SUNNY)
      const page = await browser.open(code.page)
      expect(heading(page)).toBe('Enter code to allow access')
      const accounts = await browser.post(page.url, { user_code: code.userCode })
      expect(heading(accounts)).toBe('Pick an account')
      const question = await browser.press(accounts, { name: 'account', value: SUNNY })
      expect(heading(question)).toBe('Are you trying to sign in to Weather app on a desktop?')
      const end = await browser.press(question, { name: 'action', value: 'continue' })
      expect(heading(end)).toBe('You have signed in to Weather app on a desktop')
      expect((await poll(code.deviceCode)).status).toBe(200)
    },
  )

  test(
    'the sign-in asks for a second factor and for consent, as every sign-in',
    { meta: { fidelity: 'documented' } },
    async () => {
      const browser = newBrowser()
      const code = await newCode()
      const accounts = await enter(code, browser)
      const factor = await browser.press(accounts, { name: 'account', value: GAIL })
      expect(heading(factor)).toBe('Approve sign-in request')
      const consent = await browser.press(factor, { name: 'action', value: 'approve' })
      expect(consent.html).toContain('Read the weather forecast as you')
      const question = await browser.press(consent, { name: 'action', value: 'accept' })
      expect(heading(question)).toMatch(/^Are you trying to sign in/)
    },
  )

  test(
    'then the device gets tokens of the user: the response is that of every sign-in, without a `scope` in the request',
    { meta: { fidelity: 'documented' } },
    async () => {
      const tokens = await getTokens()
      expect(Object.keys(tokens)).toEqual([
        'token_type',
        'scope',
        'expires_in',
        'ext_expires_in',
        'access_token',
        'refresh_token',
        'id_token',
      ])
      expect(decodeJwt(String(tokens['access_token']))).toMatchObject({
        azp: DESKTOP,
        azpacr: '0',
        preferred_username: SUNNY,
        scp: 'access_as_user',
      })
      expect(decodeJwt(String(tokens['id_token']))).toMatchObject({
        aud: DESKTOP,
        tid: WEATHER?.id,
      })
      expect((await readWeather(local.stack, tokens['access_token'])).status).toBe(200)
    },
  )

  test(
    'at `/organizations` the device gets tokens of the tenant of the user',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { body } = await requestCode({ client_id: FOR_ALL_TENANTS }, 'organizations')
      const { user_code: userCode = '', device_code: deviceCode = '' } = body
      local.stack.control.approveDeviceCode(userCode, 'gale.foreign@partner.example')
      const { body: tokens } = await postToken(
        local.stack,
        { client_id: FOR_ALL_TENANTS, grant_type: GRANT_TYPE, device_code: deviceCode },
        '',
      )
      expect(decodeJwt(String(tokens['access_token']))['tid']).toBe(PARTNER?.id)
    },
  )

  test(
    'a refresh token of a device expires after 90 days without use, and is used without `Origin`',
    { meta: { fidelity: 'documented' } },
    async () => {
      const { refresh_token: token } = await getTokens()
      const { control } = local.stack
      control.moveClock(89 * DAY)
      const renewed = await refresh(local.stack, token, { client_id: DESKTOP }, '')
      expect(renewed.status).toBe(200)
      control.moveClock(2 * DAY)
      const late = await refresh(local.stack, token, { client_id: DESKTOP }, '')
      expect(late.body['error_codes']).toEqual([700082])
    },
  )

  test(
    'the user cancels: 400 `authorization_declined`, AADSTS700171',
    { meta: { fidelity: ['documented', 'captured'] } },
    async () => {
      const code = await newCode()
      const end = await finish(SUNNY, code, 'cancel')
      expect(heading(end)).toBe('You have cancelled the sign-in')
      const { status, body } = await poll(code.deviceCode)
      expect([status, body['error'], body['error_codes']]).toEqual([
        400,
        'authorization_declined',
        [700171],
      ])
    },
  )

  test(
    'after 15 minutes: 400 `expired_token`, AADSTS70020, in the text of Entra',
    { meta: { fidelity: ['documented', 'captured'] } },
    async () => {
      stopClock()
      const { deviceCode } = await newCode()
      local.stack.control.moveClock(15 * 60 - 2)
      expect((await poll(deviceCode)).body['error']).toBe('authorization_pending')
      local.stack.control.moveClock(3)
      const { status, body } = await poll(deviceCode)
      expect([status, body['error']]).toEqual([400, 'expired_token'])
      expect(body['error_description']).toMatch(
        /^AADSTS70020: The provided value for the input parameter 'device_code' is not valid\. This device code has expired\. Trace ID: /,
      )
    },
  )

  test(
    'an invented device code, or that of another app, is `invalid_grant`, AADSTS70000, in the text of Entra',
    { meta: { fidelity: 'captured' } },
    async () => {
      const code = await newCode()
      local.stack.control.approveDeviceCode(code.userCode, SUNNY)
      const others = [await poll('invented'), await poll(code.deviceCode, { client_id: SPA })]
      for (const { status, body } of others) {
        expect([status, body['error']]).toEqual([400, 'invalid_grant'])
        expect(body['error_description']).toMatch(
          /^AADSTS70000: The provided value for the input parameter 'device_code' is not valid\. Trace ID: /,
        )
      }
    },
  )

  test(
    'a device code that is redeemed twice is `invalid_grant`, AADSTS54005, as an authorization code',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const code = await newCode()
      local.stack.control.approveDeviceCode(code.userCode, SUNNY)
      const statuses = await Promise.all([poll(code.deviceCode), poll(code.deviceCode)])
      expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([200, 400]))
      expect((await poll(code.deviceCode)).body).toMatchObject({
        error: 'invalid_grant',
        error_codes: [54005],
      })
    },
  )

  test(
    'an app that does not allow public client flows gets a device code, and AADSTS7000218 after the sign-in; a redirect URI of the platform "Mobile and desktop applications" makes no difference',
    { meta: { fidelity: ['captured', 'documented'] } },
    async () => {
      for (const client_id of [WITHOUT_FLOWS, SPA, SERVER]) {
        const code = await newCode({ client_id })
        const before = await poll(code.deviceCode, { client_id })
        expect(before.body['error'], client_id).toBe('authorization_pending')
        local.stack.control.approveDeviceCode(code.userCode, SUNNY)
        const { status, body } = await poll(code.deviceCode, { client_id })
        expect([status, body['error_codes']], client_id).toEqual([401, [7000218]])
      }
    },
  )

  test(
    'such an app gets tokens with its secret, and an app that allows public client flows is refused with one: AADSTS700025',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const ofServer = registrations.apps.find(({ clientId }) => clientId === SERVER)
      const client_secret = ofServer?.secrets[0]
      const code = await newCode({ client_id: SERVER })
      local.stack.control.approveDeviceCode(code.userCode, SUNNY)
      const form = { client_id: SERVER, client_secret }
      expect((await poll(code.deviceCode, form)).status).toBe(200)
      const ofDesktop = await newCode()
      local.stack.control.approveDeviceCode(ofDesktop.userCode, SUNNY)
      const { body } = await poll(ofDesktop.deviceCode, { client_secret })
      expect(body['error_codes']).toEqual([700025])
    },
  )

  test(
    'a browser cannot redeem a device code: with `Origin`, AADSTS9002326',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const code = await newCode()
      local.stack.control.approveDeviceCode(code.userCode, SUNNY)
      const { status, body } = await poll(code.deviceCode, {}, APP_ORIGIN)
      expect([status, body['error_codes']]).toEqual([400, [9002326]])
    },
  )

  test(
    'the grant type may also be `device_code`, as MSAL sends it',
    { meta: { fidelity: 'MSAL' } },
    async () => {
      const code = await newCode()
      local.stack.control.approveDeviceCode(code.userCode, SUNNY)
      expect((await poll(code.deviceCode, { grant_type: 'device_code' })).status).toBe(200)
    },
  )

  test(
    'a user who may not use the app sees the error on the page, and the device goes on waiting',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const code = await newCode()
      const { status, html } = await signInAs('storm.block@weather.example', code)
      expect(status).toBe(400)
      expect(html).toContain('AADSTS53003: ')
      expect((await poll(code.deviceCode)).body['error']).toBe('authorization_pending')
    },
  )
})

test('a user may type the code in lower case, with spaces and hyphens', async () => {
  const { userCode, page } = await newCode()
  const typed = ` ${userCode.slice(0, 4).toLowerCase()}-${userCode.slice(4)} `
  expect(heading(await enter({ userCode: typed, page }))).toBe('Sign in')
})

test.each<[string, (code: Code) => unknown]>([
  ['wrong', () => undefined],
  ['older than 15 minutes', () => local.stack.control.moveClock(15 * 60)],
  ['used', (code) => local.stack.control.approveDeviceCode(code.userCode, SUNNY)],
  ['cancelled', (code) => finish(SUNNY, code, 'cancel')],
])('the page explains that a code does not work: %s', async (name, make) => {
  const code = await newCode()
  await make(code)
  const visit = await enter({ ...code, userCode: name === 'wrong' ? 'AAAAAAAAA' : code.userCode })
  expect(heading(visit)).toBe('Enter code to allow access')
  expect(visit.html).toContain('This code does not work.')
})

test('of two users who enter the same code, only the first gives the device a sign-in', async () => {
  const code = await newCode()
  const browser = newBrowser()
  const question = await signInAs(MISTY, code, browser)
  await finish(SUNNY, code, 'continue')
  const late = await browser.press(question, { name: 'action', value: 'continue' })
  expect(late.html).toContain('AADSTS70019: ')
  const { body } = await poll(code.deviceCode)
  expect(decodeJwt(String(body['id_token']))['preferred_username']).toBe(SUNNY)
})

test('the page and the sign-in stay at the address of a server that mounts them', async () => {
  const server = await startServer((request, response) =>
    local.stack.middleware(request, response, () => response.writeHead(404).end()),
  )
  const origin = `http://localhost:${server.port}`
  const code = await newCode({}, origin)
  expect(code.page).toBe(`${origin}/common/oauth2/deviceauth`)
  expect(code.message).toContain(` open the page ${code.page} and enter the code `)
  const browser = createHttpBrowser(origin)
  const question = await signInAs(SUNNY, code, browser)
  const end = await browser.press(question, { name: 'action', value: 'continue' })
  expect(end.left).toBeUndefined()
  expect(new URL(end.url).origin).toBe(origin)
  expect(heading(end)).toMatch(/^You have signed in to/)
  expect((await poll(code.deviceCode)).status).toBe(200)
  await server.close()
})

test('/consumers refuses every app, as at the other endpoints', async () => {
  const { status, body } = await requestCode({ client_id: FOR_ALL_TENANTS }, 'consumers')
  expect([status, body['error_codes']]).toEqual([400, [9002332]])
})

test('malformed claims are refused before a code is issued', async () => {
  const { status, body } = await requestCode({ claims: '{' })
  expect([status, body['error_codes']]).toEqual([400, [9002313]])
})

test('no authorization request can name a user code', async () => {
  const code = await newCode()
  const { stack } = local
  const url = new URL(stack.appConfig.authorityMetadata.authorization_endpoint)
  url.search = new URLSearchParams({
    client_id: DESKTOP ?? '',
    response_type: 'code',
    scope: scopes(),
    redirect_uri: code.page,
    user_code: code.userCode,
  }).toString()
  expect((await newBrowser().open(url)).html).toContain('AADSTS50011: ')
  url.searchParams.set('redirect_uri', 'http://localhost/')
  const browser = await browserOf(SUNNY)
  expect((await browser.open(url)).left?.searchParams.has('code')).toBe(true)
  expect((await poll(code.deviceCode)).body['error']).toBe('authorization_pending')
})

test('approveDeviceCode signs a user in without the pages', async () => {
  const code = await newCode()
  local.stack.control.approveDeviceCode(code.userCode, GAIL)
  expect((await poll(code.deviceCode)).status).toBe(200)
})

test('approveDeviceCode names its mistakes', async () => {
  const { userCode } = await newCode()
  const { control } = local.stack
  expect(() => control.approveDeviceCode('AAAAAAAAA', SUNNY)).toThrow(
    'the user code AAAAAAAAA is unknown, expired or already used',
  )
  expect(() => control.approveDeviceCode(userCode, 'a@b.example')).toThrow(
    'there is no account a@b.example',
  )
  expect(() => control.approveDeviceCode(userCode, 'dewey.off@weather.example')).toThrow(
    /^AADSTS50057: /,
  )
})

test('the log contains neither the device code nor the user code', async () => {
  const code = await newCode()
  await finish(SUNNY, code, 'continue')
  await poll(code.deviceCode)
  const text = JSON.stringify(local.stack.control.exchanges())
  expect(text).toContain('"endpoint":"device-code"')
  expect(text).not.toContain(code.deviceCode)
  expect(text).not.toContain(code.userCode)
})

test('the endpoint can have a planned error', async () => {
  local.stack.control.fault({ endpoint: 'device-code', aadsts: 90094, times: 1 })
  expect((await requestCode()).body['error_codes']).toEqual([90094])
  expect((await requestCode()).status).toBe(200)
})

test('a page cannot read a fault of the endpoint either', async () => {
  local.stack.control.fault({ endpoint: 'device-code', status: 503, body: {}, times: 1 })
  const { status, headers } = await requestCode({}, WEATHER?.id, { origin: APP_ORIGIN })
  expect([status, headers.get('access-control-allow-origin')]).toEqual([503, null])
})
