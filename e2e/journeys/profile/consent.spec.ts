import type { Page } from 'playwright/test'
import type { LocalEntra } from '#local-entra'
import { alertOn, refresh } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, pickAccount, plainAccount, signInAs } from '../../support/person.ts'
import {
  enterWithoutConsent,
  expectProfile,
  expectRequestForConsent,
  openForecast,
  openProfile,
  profileScope,
  reviewPermission,
} from '../../support/profile.ts'
import {
  authorizations,
  countRedirects,
  enter,
  minute,
  pass,
  tokenRequests,
} from '../../support/session-steps.ts'

/** The scopes of all authorization requests, without those of OpenID Connect. */
function requestedScopes(stack: LocalEntra): string[] {
  const ofUser = ['', 'openid', 'profile', 'offline_access']
  return authorizations(stack)
    .flatMap(({ url }) => new URLSearchParams(url.split('?')[1]).get('scope')?.split(' ') ?? [])
    .filter((scope) => !ofUser.includes(scope))
}

/** Expects the message, after one token request at most, and without a request for an authorization. */
async function expectToStay(page: Page, stack: LocalEntra): Promise<void> {
  await expectRequestForConsent(page)
  expect(tokenRequests(stack)).toHaveLength(1)
  expect(authorizations(stack)).toEqual([])
}

async function accept(page: Page): Promise<void> {
  await expect(page.getByText('Sign you in and read your profile')).toBeVisible()
  await page.getByRole('button', { name: 'Accept' }).click()
}

test(
  'sign-in requests no scope of Microsoft Graph, and the profile page explains the permission before it asks',
  { tag: ['@promise', '@both'] },
  async ({ page, stack }) => {
    await page.goto('/forecast')
    await pickAccount(page, plainAccount)
    await expect(page.getByRole('heading', { name: 'Permissions requested' })).toBeVisible()
    await expect(page.getByText('read your profile')).toHaveCount(0)
    await page.getByRole('button', { name: 'Accept' }).click()
    await expect(forecastRows(page)).toHaveCount(5)
    const { scope } = stack.appConfig.weatherApi
    expect(requestedScopes(stack)).toEqual([scope])

    stack.control.clearExchanges()
    await openProfile(page)
    await expectToStay(page, stack)
    await reviewPermission(page)
    await accept(page)
    await expectProfile(page)
    expect(requestedScopes(stack)).toEqual([profileScope(stack)])
  },
)

test('a profile page that is opened long after the sign-in explains the permission as well', async ({
  page,
  stack,
}) => {
  await page.clock.install()
  await enterWithoutConsent(page, stack)
  await pass(page, stack, 10 * minute)
  await openProfile(page)
  await expectToStay(page, stack)
  await pass(page, stack, 10 * minute)
  expect(authorizations(stack)).toEqual([])
  expect(tokenRequests(stack)).toHaveLength(1)
})

test(
  'with an earlier consent, the profile is shown after one token request, without leaving the page',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await enter(page, stack)
    await openProfile(page)
    await expectProfile(page)
    await openForecast(page)
    await expect(forecastRows(page)).toHaveCount(5)
    await openProfile(page)
    await expectProfile(page)
    expect(tokenRequests(stack)).toHaveLength(1)
    expect(authorizations(stack)).toEqual([])
  },
)

test(
  'after a decline, only a click asks for the permission again, and the forecast is not affected',
  { tag: ['@promise', '@both'] },
  async ({ page, stack, tokenStorage }) => {
    await enterWithoutConsent(page, stack)
    const redirects = countRedirects(page)
    await openProfile(page)
    await reviewPermission(page)
    stack.control.clearExchanges()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(alertOn(page)).toBeVisible()
    await expect(page).toHaveURL('/profile')
    await openForecast(page)
    await expect(forecastRows(page)).toHaveCount(5)
    // The page was loaded again, which loses a token in memory.
    expect(tokenRequests(stack)).toHaveLength(tokenStorage === 'memory' ? 1 : 0)
    stack.control.clearExchanges()
    for (let turn = 1; turn <= 2; turn++) {
      await openProfile(page)
      await expectRequestForConsent(page)
      await openForecast(page)
      await expect(forecastRows(page)).toHaveCount(5)
    }
    await page.reload()
    await expect(forecastRows(page)).toHaveCount(5)
    expect(redirects()).toBe(1)
    await openProfile(page)
    await reviewPermission(page)
    await accept(page)
    await expectProfile(page)
    expect(redirects()).toBe(2)
  },
)

test(
  'a withdrawn permission affects the profile page only, and can be given again there',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await enter(page, stack)
    await openProfile(page)
    await expectProfile(page)
    stack.control.withdrawConsent(plainAccount, profileScope(stack))
    stack.control.expireAccessTokens()
    const redirects = countRedirects(page)
    await openForecast(page)
    await expect(forecastRows(page)).toHaveCount(5)
    await openProfile(page)
    await expectRequestForConsent(page)
    await openForecast(page)
    await expect(forecastRows(page)).toHaveCount(5)
    await refresh(page)
    await expect(page.getByText('The forecast is up to date.')).toBeVisible()
    expect(redirects()).toBe(0)
    await openProfile(page)
    await reviewPermission(page)
    await accept(page)
    await expectProfile(page)
    expect(redirects()).toBe(1)
  },
)

test('a permission that an administrator grants in the meantime needs no consent of the user', async ({
  page,
  browser,
  site,
  stack,
}) => {
  await enterWithoutConsent(page, stack)
  await openProfile(page)
  await expectRequestForConsent(page)
  const link = page.getByRole('link', { name: 'adminconsent', includeHidden: true })
  const address = (await link.getAttribute('href')) ?? ''
  expect(new URL(address).searchParams.get('scope')).toBe(profileScope(stack))
  const administration = await browser.newPage({ baseURL: site.origin })
  await administration.goto(address)
  await administration.getByRole('button', { name: 'raine.grant@weather.example' }).click()
  await administration.getByRole('button', { name: 'Accept' }).click()
  await expect(administration.getByText('the permission was granted')).toBeVisible()
  await administration.close()
  const redirects = countRedirects(page)
  await openForecast(page)
  await openProfile(page)
  await expectProfile(page)
  expect(redirects()).toBe(0)
})

test(
  'a deep link to the profile signs in first, and then explains the permission for it',
  { tag: '@promise' },
  async ({ page, stack }) => {
    const redirects = countRedirects(page)
    await page.goto('/profile')
    await signInAs(page, plainAccount)
    await expectRequestForConsent(page)
    expect(redirects()).toBe(1)
    expect(requestedScopes(stack)).toEqual([stack.appConfig.weatherApi.scope])
    await reviewPermission(page)
    await accept(page)
    await expectProfile(page)
    expect(redirects()).toBe(2)
  },
)

const needsApproval = 'hazel.frost@weather.example'

test('a user who may not consent sees who can approve the permission, and keeps the forecast', async ({
  page,
  stack,
}) => {
  await enter(page, stack, { account: needsApproval })
  stack.control.withdrawConsent(needsApproval, profileScope(stack))
  await openProfile(page)
  await expectRequestForConsent(page)
  await reviewPermission(page)
  await expect(page.getByRole('heading', { name: 'Need admin approval' })).toBeVisible()
  await page.getByRole('button', { name: 'Return to the app' }).click()
  await expect(alertOn(page)).toContainText('administrator')
  await expect(page).toHaveURL('/profile')
  await openForecast(page)
  await expect(forecastRows(page)).toHaveCount(5)
})

test.describe('with an identity provider on another site, whose frames get no cookies', () => {
  test.use({ baseURL: ({ site }, use) => use(site.origin.replace('localhost', '127.0.0.1')) })
  test.beforeEach(({ stack, baseURL }) => stack.control.addAppOrigin(baseURL ?? ''))

  test(
    'the forecast is shown after a decline, and the tokens in memory are restored silently',
    { tag: ['@promise', '@memory'] },
    async ({ page, stack, tokenStorage }) => {
      await enterWithoutConsent(page, stack)
      const redirects = countRedirects(page)
      await openProfile(page)
      await reviewPermission(page)
      await page.getByRole('button', { name: 'Cancel' }).click()
      await expect(alertOn(page)).toBeVisible()
      await openForecast(page)
      await expect(forecastRows(page)).toHaveCount(5)
      expect(redirects()).toBe(tokenStorage === 'memory' ? 2 : 1)
    },
  )
})
