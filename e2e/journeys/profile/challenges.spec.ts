import type { Page } from 'playwright/test'
import type { LocalEntra } from '#local-entra'
import { alertOn, refresh } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, plainAccount, signInAs } from '../../support/person.ts'
import { expectProfile, openForecast, openProfile, profileScope } from '../../support/profile.ts'
import { authorizations, countRedirects, tokenRequests } from '../../support/session-steps.ts'

/** Signs in with the form, without a second factor, and with consent to both APIs. */
async function enterByName(page: Page, stack: LocalEntra): Promise<void> {
  await stack.control.sessionCookie([plainAccount])
  await page.goto('/forecast')
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  stack.control.clearExchanges()
}

const claims = Buffer.from('{"access_token":{"acrs":{"essential":true,"value":"c1"}}}').toString(
  'base64',
)

/** Makes an API demand an authentication context with each response. */
function challenge(stack: LocalEntra, endpoint: 'graph' | 'weather'): () => void {
  return stack.control.fault({
    endpoint,
    status: 401,
    headers: {
      'www-authenticate': `Bearer realm="", error="insufficient_claims", claims="${claims}"`,
      'access-control-expose-headers': 'WWW-Authenticate',
    },
  })
}

const approve = (page: Page) => page.getByRole('button', { name: 'Approve' })

async function stepUpForProfile(page: Page, stack: LocalEntra): Promise<void> {
  const undo = challenge(stack, 'graph')
  await openProfile(page)
  await expect(approve(page)).toBeVisible()
  const [last] = authorizations(stack).slice(-1)
  const parameters = new URLSearchParams(last?.url.split('?')[1])
  expect(parameters.get('claims')).toContain('"acrs":{"essential":true,"value":"c1"}')
  expect(parameters.get('scope')).toContain(profileScope(stack))
  undo()
  await approve(page).click()
  await expectProfile(page)
}

test(
  'a step-up for Microsoft Graph causes one redirect back to the profile, and none for the forecast',
  { tag: ['@promise', '@both'] },
  async ({ page, stack }) => {
    await enterByName(page, stack)
    const redirects = countRedirects(page)
    await stepUpForProfile(page, stack)
    expect(redirects()).toBe(1)
    await openForecast(page)
    await expect(forecastRows(page)).toHaveCount(5)
    await refresh(page)
    await expect(page.getByText('The forecast is up to date.')).toBeVisible()
    expect(redirects()).toBe(1)
  },
)

test(
  'a step-up for Microsoft Graph does not use up that of the weather API',
  { tag: ['@promise', '@both'] },
  async ({ page, stack }) => {
    await enterByName(page, stack)
    const redirects = countRedirects(page)
    await stepUpForProfile(page, stack)
    await openForecast(page)
    await expect(forecastRows(page)).toHaveCount(5)
    stack.control.requireStepUp('c2')
    // The second factor of a moment ago does not satisfy this one.
    stack.control.fault({ endpoint: 'token', aadsts: 50076, times: 1 })
    stack.control.fault({ endpoint: 'authorize', aadsts: 50076, times: 1 })
    stack.control.clearExchanges()
    await refresh(page)
    // The rows stay until the page is left. Only the page after the redirect gets an answer.
    const answers = () => stack.control.exchanges({ endpoint: 'weather', method: 'GET' })
    await expect.poll(() => answers().map(({ status }) => status)).toEqual([401, 200])
    expect(redirects()).toBe(2)
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(alertOn(page)).toHaveCount(0)
    await openProfile(page)
    await expectProfile(page)
    expect(redirects()).toBe(2)
  },
)

const both = [
  { path: '/profile', open: openProfile },
  { path: '/forecast', open: openForecast },
]

/** Opens both pages repeatedly while both APIs challenge every token. */
async function openBoth(page: Page, stack: LocalEntra, message: string): Promise<void> {
  challenge(stack, 'graph')
  challenge(stack, 'weather')
  for (let turn = 1; turn <= 3; turn++) {
    for (const { path, open } of both) {
      await open(page)
      // Until then, the message of the other page stays.
      await expect(page).toHaveURL(
        ({ pathname, origin }) => pathname === path || origin === stack.identity.origin,
      )
      await expect(alertOn(page).or(approve(page))).toBeVisible()
      if (await approve(page).isVisible()) await approve(page).click()
      await expect(alertOn(page)).toContainText(message)
    }
  }
}

test(
  'challenges of two APIs that are never satisfied cause one redirect for each, then messages',
  { tag: '@promise' },
  async ({ page, stack }) => {
    test.slow()
    await enterByName(page, stack)
    const redirects = countRedirects(page)
    stack.control.fault({ endpoint: 'authorize', aadsts: 50076 })
    await openBoth(page, stack, 'Additional verification is required')
    // The first redirect loses tokens in memory: there, the second one is a silent attempt to restore them.
    expect(redirects()).toBe(2)
  },
)

test('two APIs that challenge every token cause one redirect at most, then messages', async ({
  page,
  stack,
}) => {
  test.slow()
  await enterByName(page, stack)
  const redirects = countRedirects(page)
  await openBoth(page, stack, 'You need to verify your identity again')
  // The second factor for one API satisfies the other one as well.
  expect(redirects()).toBe(1)
})

test('a token that Microsoft Graph finds too old is replaced silently', async ({ page, stack }) => {
  await enterByName(page, stack)
  await openProfile(page)
  await expectProfile(page)
  await openForecast(page)
  await expect(forecastRows(page)).toHaveCount(5)
  stack.control.clearExchanges()
  const redirects = countRedirects(page)
  stack.control.demandClaims()
  await openProfile(page)
  await expectProfile(page)
  expect(redirects()).toBe(0)
  const claimsAsked = tokenRequests(stack).map(({ form }) => form['claims'] ?? '')
  expect(claimsAsked).toEqual([expect.stringContaining('"nbf":{"essential":true')])
})
