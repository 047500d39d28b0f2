import { expect, type Page } from 'playwright/test'
import { alertOn, refresh } from '../../support/failure.ts'
import type { LocalEntra } from '#local-entra'
import { accountButton, forecastRows, plainAccount, signInAs } from '../../support/person.ts'
import {
  authorizations,
  countRedirects,
  minute,
  pass,
  tokenRequests,
} from '../../support/session-steps.ts'
import { authorityHost, test } from '../../support/real-authority.ts'

async function signIn(page: Page, path = '/forecast'): Promise<void> {
  await page.goto(path)
  await expect(page).toHaveURL(new RegExp(`^https://${authorityHost}/[0-9a-f-]{36}/`))
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
}

const statuses = (stack: LocalEntra) =>
  tokenRequests(stack).map(({ form, status }) => `${form['grant_type']} ${status}`)

test(
  'the production configuration signs in, renews and signs out without discovery',
  { tag: '@promise' },
  async ({ page, request, stack }) => {
    const config = await (await request.get('/config.json')).json()
    expect(config).toMatchObject({ authority: `https://${authorityHost}/${tenantOf(stack)}` })
    expect(config).not.toHaveProperty('authorityMetadata')
    const policy = (await request.get('/')).headers()['content-security-policy']
    const { weatherApi, graph } = stack
    expect(policy).toContain(
      `connect-src 'self' https://${authorityHost} ${weatherApi.origin} ${graph.origin};`,
    )
    expect(policy).toContain(`frame-src 'self' https://${authorityHost};`)

    await signIn(page, '/forecast?days=5#friday')
    await expect(page).toHaveURL('/forecast?days=5#friday')
    expect(statuses(stack)).toEqual(['authorization_code 200'])

    stack.control.expireAccessTokens()
    await refresh(page)
    await expect
      .poll(() => statuses(stack))
      .toEqual(['authorization_code 200', 'refresh_token 200'])
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(alertOn(page)).toHaveCount(0)

    await accountButton(page, plainAccount).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
    await expect(page).toHaveURL('/')
    await page.getByRole('link', { name: 'Sign in' }).click()
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    for (const endpoint of ['discovery', 'instance-discovery'] as const) {
      expect(stack.control.exchanges({ endpoint })).toEqual([])
    }
  },
)

test('an authority with capitals, a port and a trailing slash matches the issuer of Entra’s tokens', async ({
  page,
  site,
  stack,
}) => {
  const { authorityMetadata: _, ...config } = stack.appConfig
  await site.deploy({
    ...config,
    authority: `https://${authorityHost.toUpperCase()}:443/${tenantOf(stack).toUpperCase()}/`,
    clientId: config.clientId.toUpperCase(),
  })
  await signIn(page)
  stack.control.expireAccessTokens()
  await refresh(page)
  await expect.poll(() => statuses(stack)).toEqual(['authorization_code 200', 'refresh_token 200'])
  await expect(forecastRows(page)).toHaveCount(5)
})

test('a reload keeps the session: from storage or, with tokens in memory, by one redirect', async ({
  page,
  stack,
  tokenStorage,
}) => {
  await signIn(page, '/forecast?days=5')
  stack.control.clearExchanges()
  const redirects = countRedirects(page)
  await page.reload()
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page).toHaveURL('/forecast?days=5')
  expect(redirects()).toBe(tokenStorage === 'memory' ? 1 : 0)
})

test(
  'an expired refresh token causes one redirect back to the same page',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'RFC 9700 §4.14; ASVS 7.3.2, 7.6.1' },
  },
  async ({ page, stack }) => {
    await page.clock.install()
    await signIn(page, '/forecast?days=5#friday')
    // Right after a response the app does not redirect automatically.
    await pass(page, stack, 10 * minute)
    stack.control.clearExchanges()
    stack.control.expireRefreshTokens()
    stack.control.expireAccessTokens()
    const redirects = countRedirects(page)
    await refresh(page)
    await expect
      .poll(() => statuses(stack))
      .toEqual(['refresh_token 400', 'authorization_code 200'])
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page).toHaveURL('/forecast?days=5#friday')
    expect(redirects()).toBe(1)
    // The browser sent no cookie with the hidden frame, and sent one with the redirect.
    const cookies = authorizations(stack).map(({ url, requestHeaders }) => ({
      isFrame: url.includes('prompt=none'),
      hasCookie: requestHeaders['cookie'] !== undefined,
    }))
    expect(cookies).toEqual([
      { isFrame: true, hasCookie: false },
      { isFrame: false, hasCookie: true },
    ])
  },
)

function tenantOf(stack: LocalEntra): string {
  return new URL(stack.appConfig.authority).pathname.slice(1)
}
