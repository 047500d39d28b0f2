import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { type LocalEntra, startLocalEntra } from '../local-entra.ts'
import { registrations } from '../registrations/parse-registrations.ts'
import { createHttpBrowser } from '../testing/http-browser.ts'
import {
  answerOf,
  APP_ORIGIN,
  authorizationRequest,
  getTokens,
  postToken,
  redeemCode,
  refresh,
  signIn,
  throughPages,
} from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const id = (number: number) => `7e4a4700-0000-4000-8000-${String(number).padStart(12, '0')}`

const [VENDOR, CUSTOMER, EXTERNAL] = [id(1), id(2), id(3)]
const [APP, SHOP, SERVICE] = [id(11), id(12), id(13)]
const [OWN_API, KNOWN_API, SIGN_UP_API, GLOBAL_API] = [id(21), id(22), id(23), id(24)]
const SECRET = 'a-secret-of-the-service'
const VERA = 'vera@vendor.example'
const CARL = 'carl@customer.example'
const ADA = 'ada@customer.example'
const GUS = 'gus@customer.example'
const EVE = 'eve@mail.example'
const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad'

const api = (clientId: string, name: string) => ({
  clientId,
  name,
  identifierUri: `api://${clientId}`,
  scopes: [{ value: 'use', consentText: `Use ${name}` }],
})

/** A vendor with an app for all tenants, a customer's tenant, and an external tenant with an app of its own. */
const sample = registrations({
  tenants: [
    { id: VENDOR, domain: 'vendor.example', name: 'Vendor' },
    { id: CUSTOMER, domain: 'customer.example', name: 'Customer' },
    { id: EXTERNAL, domain: 'vendorshop.onmicrosoft.com', name: 'Vendor Shop', external: true },
  ],
  apps: [
    { clientId: APP, name: 'App', tenantId: VENDOR, multiTenant: true },
    { clientId: SHOP, name: 'Shop', tenantId: EXTERNAL },
    {
      clientId: SERVICE,
      name: 'Service',
      tenantId: VENDOR,
      multiTenant: true,
      secrets: [SECRET],
      roles: { [GLOBAL_API]: ['Read.All'] },
      redirectUris: { web: [`${APP_ORIGIN}/service`] },
    },
    // An API that customers add by consent to the API itself.
    { clientId: SIGN_UP_API, name: 'Sign-up API', tenantId: VENDOR, multiTenant: true },
  ],
  apis: [
    { ...api(OWN_API, 'Own API'), tenantId: VENDOR },
    {
      ...api(KNOWN_API, 'Known API'),
      tenantId: VENDOR,
      multiTenant: true,
      knownClientApplications: [APP],
    },
    { ...api(SIGN_UP_API, 'Sign-up API'), tenantId: VENDOR, multiTenant: true },
    api(GLOBAL_API, 'Global API'),
  ],
  accounts: [
    { userName: VERA, name: 'Vera', tenantId: VENDOR, oid: id(31) },
    { userName: CARL, name: 'Carl', tenantId: CUSTOMER, oid: id(32) },
    { userName: ADA, name: 'Ada', tenantId: CUSTOMER, oid: id(33), administrator: true },
    {
      userName: GUS,
      name: 'Gus',
      tenantId: CUSTOMER,
      oid: id(34),
      guestIn: [{ tenantId: VENDOR, oid: id(35) }],
    },
    { userName: EVE, name: 'Eve', tenantId: EXTERNAL, oid: id(36) },
  ],
})

const scopeOf = (clientId: string) => `openid profile offline_access api://${clientId}/use`
const claimsOf = (token: unknown) => decodeJwt(String(token)) as Record<string, unknown>

/** The same servers for a client whose authority has another segment in place of the first app's tenant. */
function at(stack: LocalEntra, segment: string): LocalEntra {
  const text = JSON.stringify(stack.appConfig)
  return { ...stack, appConfig: JSON.parse(text.replaceAll(VENDOR, segment)) as never }
}

describe('Tenants', () => {
  const local = withLocalEntra({ registrations: sample })

  async function getJson(path: string) {
    const response = await fetch(`${local.stack.identity.origin}${path}`)
    return (await response.json()) as Record<string, unknown>
  }

  const discovery = (segment: string) =>
    getJson(`/${segment}/v2.0/.well-known/openid-configuration`)

  /** Signs in through `/organizations` for an API. */
  const signInFor = (account: string, apiId: string) =>
    signIn(at(local.stack, 'organizations'), account, { client_id: APP, scope: scopeOf(apiId) })

  test(
    "a single-tenant API does not exist in other tenants: `invalid_client`, AADSTS650052, in Entra's text, sent to the app",
    { meta: { fidelity: 'captured' } },
    async () => {
      const { answer } = await signInFor(CARL, OWN_API)
      expect(answer.get('error')).toBe('invalid_client')
      expect(answer.get('error_description')).toMatch(
        `AADSTS650052: The app is trying to access a service '${OWN_API}'(Own API) that your organization 'Customer' lacks a service principal for.`,
      )
      expect((await signInFor(VERA, OWN_API)).code).not.toBe('')
    },
  )

  test(
    'a refresh token works in every tenant of the user: the tokens are those of the tenant that the endpoint names, and 50020 elsewhere',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const organizations = at(local.stack, 'organizations')
      const request = { client_id: APP, scope: scopeOf(GLOBAL_API) }
      const guest = await getTokens(organizations, GUS, request)
      const atVendor = await refresh(local.stack, guest.tokens['refresh_token'], request)
      expect(claimsOf(atVendor.body['access_token'])).toMatchObject({ tid: VENDOR, oid: id(35) })
      const atHome = await refresh(organizations, guest.tokens['refresh_token'], request)
      expect(claimsOf(atHome.body['access_token'])).toMatchObject({ tid: CUSTOMER, oid: id(34) })
      const carl = await getTokens(organizations, CARL, request)
      const refused = await refresh(local.stack, carl.tokens['refresh_token'], request)
      expect(refused.body['error_codes']).toEqual([50020])
    },
  )

  test(
    'a code is not redeemed at the endpoint of another tenant',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const request = { client_id: APP, scope: scopeOf(GLOBAL_API) }
      const signedIn = await signIn(at(local.stack, 'organizations'), GUS, request)
      const refused = await redeemCode(local.stack, signedIn, request)
      expect(refused.body['error_codes']).toEqual([70000])
      const redeemed = await redeemCode(at(local.stack, CUSTOMER), signedIn, request)
      expect(redeemed.status).toBe(200)
    },
  )

  test(
    'a refresh token of one tenant gets no token for an API that does not exist there: 650052',
    { meta: { fidelity: 'inferred' } },
    async () => {
      const organizations = at(local.stack, 'organizations')
      const { tokens } = await getTokens(organizations, CARL, {
        client_id: APP,
        scope: scopeOf(GLOBAL_API),
      })
      const { body } = await refresh(organizations, tokens['refresh_token'], {
        scope: scopeOf(OWN_API),
      })
      expect(body).toMatchObject({ error: 'invalid_client', error_codes: [650052] })
    },
  )

  test(
    'the consent to an app in another tenant adds the multi-tenant APIs that have it among their `knownClientApplications`',
    { meta: { fidelity: 'documented' } },
    async () => {
      expect((await signInFor(CARL, KNOWN_API)).code).not.toBe('')
    },
  )

  test(
    'another multi-tenant API has to be added first, by consent to the API itself, such as that of an administrator',
    { meta: { fidelity: 'documented' } },
    async () => {
      expect((await signInFor(CARL, SIGN_UP_API)).answer.get('error_description')).toContain(
        'AADSTS650052',
      )
      expect(await consentOfAdministrator(SIGN_UP_API)).toBe(CUSTOMER)
      expect((await signInFor(CARL, SIGN_UP_API)).code).not.toBe('')
    },
  )

  test(
    'a multi-tenant app gets no token for itself in another tenant before a consent there: AADSTS700016; and none for an API that does not exist there: AADSTS500011',
    { meta: { fidelity: 'documented' } },
    async () => {
      const customer = at(local.stack, CUSTOMER)
      const tokenFor = async (apiId: string) => {
        const form = {
          client_id: SERVICE,
          client_secret: SECRET,
          grant_type: 'client_credentials',
          scope: `api://${apiId}/.default`,
        }
        return (await postToken(customer, form, '')).body
      }
      expect((await tokenFor(GLOBAL_API))['error_codes']).toEqual([700016])
      expect(await consentOfAdministrator(SERVICE)).toBe(CUSTOMER)
      expect(claimsOf((await tokenFor(GLOBAL_API))['access_token'])['tid']).toBe(CUSTOMER)
      expect((await tokenFor(OWN_API))['error_codes']).toEqual([500011])
    },
  )

  test(
    "`/consumers` publishes the tenant of personal Microsoft accounts as issuer, and refuses an app without them on a page and at the token endpoint: AADSTS9002332, in Entra's text",
    { meta: { fidelity: ['documented', 'captured'] } },
    async () => {
      expect((await discovery('consumers'))['issuer']).toBe(
        `${local.stack.identity.origin}/${CONSUMERS}/v2.0`,
      )
      const text = `Application '${APP}'(App) is configured for use by Azure Active Directory users only. Please do not use the /consumers endpoint to serve this request.`
      for (const segment of ['consumers', CONSUMERS]) {
        const consumers = at(local.stack, segment)
        const browser = createHttpBrowser(local.stack.identity.origin)
        const { left, html } = await browser.open(authorizationRequest(consumers).url)
        expect(left).toBeUndefined()
        expect(html).toContain('AADSTS9002332')
        const { body } = await postToken(consumers, {
          client_id: APP,
          grant_type: 'refresh_token',
          refresh_token: 'any',
        })
        expect(body['error_codes']).toEqual([9002332])
        expect(body['error_description']).toContain(text)
      }
    },
  )

  test(
    "a guest's tokens have `email` without a request, a member's do not",
    { meta: { fidelity: 'documented' } },
    async () => {
      const { tokens } = await getTokens(local.stack, GUS, { scope: scopeOf(OWN_API) })
      for (const name of ['id_token', 'access_token']) {
        expect(claimsOf(tokens[name])).toMatchObject({ email: GUS, tid: VENDOR, oid: id(35) })
      }
      const member = await getTokens(local.stack, VERA, { scope: scopeOf(OWN_API) })
      for (const name of ['id_token', 'access_token']) {
        expect(claimsOf(member.tokens[name])).not.toHaveProperty('email')
      }
    },
  )

  test(
    'an external tenant has the issuer `https://<tenant id>.ciamlogin.com/<tenant id>/v2.0` in documents and tokens, and its endpoints at the host of the authority',
    { meta: { fidelity: ['captured', 'MSAL'] } },
    async () => {
      const issuer = `https://${EXTERNAL}.ciamlogin.com/${EXTERNAL}/v2.0`
      const document = await discovery(EXTERNAL)
      const base = `${local.stack.identity.origin}/${EXTERNAL}`
      expect(document).toMatchObject({
        issuer,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
      })
      const { keys } = (await getJson(`/${EXTERNAL}/discovery/v2.0/keys`)) as {
        keys: { issuer: string }[]
      }
      for (const key of keys) expect(key.issuer).toBe(issuer)
      const tokens = await shopTokens(EXTERNAL)
      for (const name of ['id_token', 'access_token']) {
        expect(claimsOf(tokens[name])).toMatchObject({ iss: issuer, tid: EXTERNAL })
      }
    },
  )

  test(
    '`<name>.onmicrosoft.com` works in place of the id of an external tenant; MSAL adds it to `https://<name>.ciamlogin.com`',
    { meta: { fidelity: 'MSAL' } },
    async () => {
      const name = 'vendorshop.onmicrosoft.com'
      expect((await discovery(name))['issuer']).toBe((await discovery(EXTERNAL))['issuer'])
      expect(claimsOf((await shopTokens(name))['id_token'])['tid']).toBe(EXTERNAL)
    },
  )

  test(
    'with a custom URL domain an external tenant has its endpoints there, and the same issuer',
    { meta: { fidelity: ['documented', 'MSAL'] } },
    async () => {
      const identityOrigin = 'https://login.vendor.example'
      const stack = await startLocalEntra({ registrations: sample, identityOrigin })
      const url = `${stack.identity.listensAt}/${EXTERNAL}/v2.0/.well-known/openid-configuration`
      expect(await (await fetch(url)).json()).toMatchObject({
        issuer: `https://${EXTERNAL}.ciamlogin.com/${EXTERNAL}/v2.0`,
        token_endpoint: `${identityOrigin}/${EXTERNAL}/oauth2/v2.0/token`,
      })
      await stack.close()
    },
  )

  test(
    'customers of an external tenant give no consent: their administrator has',
    { meta: { fidelity: 'documented' } },
    async () => {
      const browser = createHttpBrowser(local.stack.identity.origin)
      const { url } = authorizationRequest(at(local.stack, EXTERNAL), {
        client_id: SHOP,
        scope: scopeOf(GLOBAL_API),
      })
      const page = await browser.open(url)
      expect((await browser.press(page, { name: 'account', value: EVE })).left).toBeDefined()
    },
  )

  test(
    "customers of an external tenant cannot sign in through `/common`, `/organizations` or another tenant: AADSTS500208 on a page, in Entra's text",
    { meta: { fidelity: 'captured' } },
    async () => {
      for (const segment of ['common', 'organizations', VENDOR]) {
        const browser = createHttpBrowser(local.stack.identity.origin)
        const { url } = authorizationRequest(at(local.stack, segment))
        const { left, html } = await throughPages(browser, await browser.open(url), EVE)
        expect(left).toBeUndefined()
        expect(html).toContain(
          'AADSTS500208: The domain is not a valid login domain for the account type.',
        )
      }
    },
  )

  /** Consents to an app for the customer's tenant. @returns the tenant in the response */
  async function consentOfAdministrator(clientId: string) {
    const { origin } = local.stack.identity
    const browser = createHttpBrowser(origin)
    const page = await browser.open(`${origin}/${CUSTOMER}/adminconsent?client_id=${clientId}`)
    return answerOf(await throughPages(browser, page, ADA)).get('tenant')
  }

  /** The tokens of a customer of the shop, whose app has an authority with this segment. */
  async function shopTokens(segment: string) {
    const shop = at(local.stack, segment)
    const overrides = { client_id: SHOP, scope: scopeOf(GLOBAL_API) }
    return (await redeemCode(shop, await signIn(shop, EVE, overrides), overrides)).body
  }
})
