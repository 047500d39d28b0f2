import { createHash } from 'node:crypto'
import type { Page, Request } from 'playwright/test'
import { openDevTools } from '../../support/dev-tools.ts'
import { refresh } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, plainAccount, signInAs } from '../../support/person.ts'

/** The requests of one sign-in, from the click to the rows. */
async function recordSignIn(page: Page): Promise<Request[]> {
  const requests: Request[] = []
  page.on('request', (request) => requests.push(request))
  await page.goto('/')
  await page.getByRole('link', { name: 'Sign in' }).click()
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  return requests
}

const pathEnds = (end: string) => (request: Request) =>
  new URL(request.url()).pathname.endsWith(end)
const isAuthorization = pathEnds('/oauth2/v2.0/authorize')
const isTokenRequest = (request: Request) =>
  pathEnds('/oauth2/v2.0/token')(request) && request.method() === 'POST'

function authorizationRequest(requests: Request[]): URLSearchParams {
  return new URL(requests.find(isAuthorization)?.url() ?? '').searchParams
}

function tokenRequest(requests: Request[]): URLSearchParams {
  return new URLSearchParams(requests.find(isTokenRequest)?.postData() ?? '')
}

test(
  'the authorization request uses the code flow with PKCE (S256), as a public client',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'RFC 7636 §4.2, RFC 9700 §2.1.1; ASVS 10.2.3' },
  },
  async ({ page, site, stack }) => {
    const requests = await recordSignIn(page)
    expect(Object.fromEntries(authorizationRequest(requests))).toMatchObject({
      response_type: 'code',
      response_mode: 'fragment',
      code_challenge_method: 'S256',
      client_id: stack.appConfig.clientId,
      redirect_uri: `${site.origin}/`,
    })
    // Announces that the app answers claims challenges of continuous access evaluation. An API sends them only to such apps.
    const capabilities = { access_token: { xms_cc: { values: ['CP1'] } } }
    expect(JSON.parse(authorizationRequest(requests).get('claims') ?? '{}')).toMatchObject(
      capabilities,
    )
    const scopes = authorizationRequest(requests).get('scope')?.split(' ')
    expect(scopes?.toSorted()).toEqual(
      [stack.appConfig.weatherApi.scope, 'offline_access', 'openid', 'profile'].toSorted(),
    )
  },
)

test('the code is redeemed with the verifier that hashes to the challenge that was sent (RFC 7636 §4.6)', async ({
  page,
}) => {
  const requests = await recordSignIn(page)
  const verifier = tokenRequest(requests).get('code_verifier') ?? ''
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  expect(verifier).toMatch(/^[\w.~-]{43,128}$/)
  expect(authorizationRequest(requests).get('code_challenge')).toBe(challenge)
})

test(
  'state, nonce and challenge are new for each sign-in',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'RFC 6749 §10.12, RFC 7636 §4.1; ASVS 10.1.2' },
  },
  async ({ browser, site }) => {
    const seen = new Set<string | null>()
    for (let turn = 0; turn < 3; turn++) {
      const page = await browser.newPage({ baseURL: site.origin })
      const parameters = authorizationRequest(await recordSignIn(page))
      for (const name of ['state', 'nonce', 'code_challenge']) seen.add(parameters.get(name))
      await page.close()
    }
    expect(seen.size).toBe(9)
  },
)

test(
  'no client secret is sent',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'RFC 6749 §2.1; ASVS 7.2.2' },
  },
  async ({ page }) => {
    for (const request of await recordSignIn(page)) {
      expect(request.url() + (request.postData() ?? '')).not.toMatch(
        /client_secret|client_assertion/,
      )
      expect(request.headers()['authorization'] ?? 'Bearer').toMatch(/^Bearer/)
    }
  },
)

test(
  'the access token is sent to the API and nowhere else',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'RFC 6750 §5.3; ASVS 10.1.1' },
  },
  async ({ page, stack }) => {
    const requests = await recordSignIn(page)
    const bearers = requests.filter((request) => 'authorization' in request.headers())
    expect(bearers.map((request) => request.url())).toEqual([stack.weatherApi.url])
  },
)

test(
  'a sign-in takes one token request and no discovery',
  { tag: '@promise' },
  async ({ page, stack }) => {
    const requests = await recordSignIn(page)
    expect(requests.filter(isTokenRequest)).toHaveLength(1)
    expect(requests.filter(isAuthorization)).toHaveLength(1)
    const toProvider = requests.filter((request) => request.url().startsWith(stack.identity.origin))
    expect(toProvider.filter((request) => /\.well-known|discovery/.test(request.url()))).toEqual([])
  },
)

test(
  'neither a code nor a token is left in the history',
  {
    tag: ['@promise', '@both'],
    annotation: { type: 'requirement', description: 'RFC 9700 §4.3.2' },
  },
  async ({ page }) => {
    await recordSignIn(page)
    const devTools = await openDevTools(page)
    const { entries } = await devTools.send('Page.getNavigationHistory')
    const own = entries.filter(({ url }) => url.startsWith(new URL(page.url()).origin))
    expect(own.map(({ url }) => new URL(url).pathname)).toContain('/forecast')
    for (const { url } of own) expect(url).not.toMatch(/[#?&](code|state|id_token|access_token)=/)
  },
)

test(
  'the authorization response is removed from the address before the app sends any request',
  { tag: '@promise', annotation: { type: 'requirement', description: 'RFC 9700 §4.3.2' } },
  async ({ page, site, stack }) => {
    await site.mount()
    await stack.control.signInAs(page.context(), plainAccount)
    let release = () => {}
    const released = new Promise<void>((resolve) => (release = resolve))
    let asked = 0
    await page.route('**/config.json', async (route) => {
      asked += 1
      // The first page redirects to the identity provider. The second returns with the response.
      if (asked > 1) await released
      await route.continue()
    })
    await page.goto('/forecast', { waitUntil: 'commit' })
    await expect.poll(() => asked).toBe(2)
    await expect.poll(() => page.url()).not.toMatch(/[#?&](code|state)=/)
    release()
    await expect(forecastRows(page)).toHaveCount(5)
  },
)

test('an API on another origin gets one preflight for several requests (Fetch §4.9)', async ({
  page,
  stack,
}) => {
  await stack.control.signInAs(page.context(), plainAccount)
  await page.goto('/forecast')
  await expect(forecastRows(page)).toHaveCount(5)
  const asked = stack.control.exchanges({ endpoint: 'weather', method: 'GET' }).length
  for (const times of [1, 2]) {
    await refresh(page)
    const answered = () => stack.control.exchanges({ endpoint: 'weather', method: 'GET' }).length
    await expect.poll(answered).toBe(asked + times)
  }
  await page.reload()
  await expect(forecastRows(page)).toHaveCount(5)
  expect(stack.control.exchanges({ endpoint: 'weather', method: 'OPTIONS' })).toHaveLength(1)
})
