import type { Page } from 'playwright/test'
import {
  editableDays,
  editLink,
  editor,
  expectRemoved,
  openEditPage,
  removeFirst,
  role,
  rolesAt,
} from '../../support/editing.ts'
import { alertOn, askedFor } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, plainAccount } from '../../support/person.ts'
import { openForecast } from '../../support/profile.ts'
import {
  authorizations,
  countRedirects,
  enter,
  minute,
  pass,
  tokenRequests,
} from '../../support/session-steps.ts'

/** An account with the role in the registration of the app only. */
const editorInApp = 'wendy.vane@weather.example'

async function expectNoLinks(page: Page): Promise<void> {
  await expect(page.getByRole('link', { name: /^Edit/ })).toHaveCount(0)
}

/** Expects the message that names the role and who assigns it. */
async function expectRoleMissing(page: Page): Promise<void> {
  await expect(alertOn(page)).toContainText('You do not have access to this page')
  await expect(alertOn(page)).toContainText(`Only people with the role ${role} can open it`)
  await expect(alertOn(page)).toContainText('Your administrator can fix this')
  await expect(editableDays(page)).toHaveCount(0)
}

test(
  'without the role there is no link, and the address shows who assigns the role and no data',
  { tag: ['@promise', '@both'] },
  async ({ page, stack }) => {
    await enter(page, stack)
    await expectNoLinks(page)
    stack.control.clearExchanges()
    await page.goto('/edit')
    await expectRoleMissing(page)
    await expect(alertOn(page)).toContainText(stack.appConfig.clientId)
    expect(askedFor(stack, 'weather')).toBe(0)
    expect(askedFor(stack, 'weather', 'DELETE')).toBe(0)
    await expectNoLinks(page)
    await openForecast(page)
    await expect(forecastRows(page)).toHaveCount(5)
  },
)

test('a deep link to the page for editors signs in once, then shows who assigns the role', async ({
  page,
  stack,
}) => {
  await stack.control.signInAs(page.context(), plainAccount)
  const redirects = countRedirects(page)
  await page.goto('/edit')
  await expectRoleMissing(page)
  expect(redirects()).toBe(1)
  expect(askedFor(stack, 'weather')).toBe(0)
})

test('a deep link of an editor shows the page', async ({ page, stack }) => {
  await stack.control.signInAs(page.context(), editor)
  await page.goto('/edit')
  await expect(editableDays(page)).toHaveCount(5)
})

test(
  'a role that is assigned during the session works after "Try again"',
  { tag: ['@promise', '@both'] },
  async ({ page, stack }) => {
    await enter(page, stack)
    await page.goto('/edit')
    await expectRoleMissing(page)
    stack.control.changeAccount(plainAccount, rolesAt(stack, 'app', 'API'))
    const redirects = countRedirects(page)
    await alertOn(page).getByRole('button', { name: 'Try again' }).click()
    await expect(editableDays(page)).toHaveCount(5)
    await expect(editLink(page)).toBeVisible()
    await expectRemoved(page, await removeFirst(page))
    expect(redirects()).toBe(0)
    await openForecast(page)
    await expect(page.getByRole('link', { name: 'Edit the forecast' })).toBeVisible()
    await page.reload()
    await expect(page.getByRole('link', { name: 'Edit the forecast' })).toBeVisible()
  },
)

test(
  'a role that is taken away is gone after the next renewal',
  { tag: ['@promise', '@both'] },
  async ({ page, stack }) => {
    await page.clock.install()
    await enter(page, stack, { account: editor })
    await expect(page.getByRole('link', { name: /^Edit/ })).toHaveCount(2)
    stack.control.changeAccount(editor, { roles: {} })
    await pass(page, stack, 90 * minute)
    await expectNoLinks(page)
    await page.goto('/edit')
    await expectRoleMissing(page)
  },
)

test('a role that is taken away while its page is open allows no further removal', async ({
  page,
  stack,
}) => {
  await page.clock.install()
  await enter(page, stack, { account: editor })
  await openEditPage(page)
  stack.control.changeAccount(editor, { roles: {} })
  await pass(page, stack, 90 * minute)
  await expect(editLink(page)).toHaveCount(0)
  await removeFirst(page)
  await expectRoleMissing(page)
  expect(askedFor(stack, 'weather', 'DELETE')).toBe(0)
})

test(
  'a role in the app only is refused by the API, and the page says where it is missing',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'ASVS 8.2.1, 8.3.1' },
  },
  async ({ page, stack }) => {
    await enter(page, stack, { account: editorInApp })
    await openEditPage(page)
    await removeFirst(page)
    await expect(alertOn(page)).toContainText(
      `The app knows that you have the role ${role}, but the weather service does not`,
    )
    await expect(alertOn(page)).toContainText('Assign it at the API as well')
    expect(askedFor(stack, 'weather', 'DELETE')).toBe(1)
    stack.control.changeAccount(editorInApp, rolesAt(stack, 'app', 'API'))
    await alertOn(page).getByRole('button', { name: 'Try again' }).click()
    await expect(editableDays(page)).toHaveCount(5)
    // The first attempt after a 403 uses a new token.
    await expectRemoved(page, await removeFirst(page))
  },
)

test(
  'a role at the API only does not open the page',
  { tag: '@promise' },
  async ({ page, stack }) => {
    stack.control.changeAccount(plainAccount, rolesAt(stack, 'API'))
    await enter(page, stack)
    await expectNoLinks(page)
    await page.goto('/edit')
    await expectRoleMissing(page)
  },
)

test('each attempt without the role costs one token request and no redirect', async ({
  page,
  stack,
}) => {
  await enter(page, stack)
  await page.goto('/edit')
  await expectRoleMissing(page)
  stack.control.clearExchanges()
  await alertOn(page).getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => tokenRequests(stack)).toHaveLength(1)
  await expectRoleMissing(page)
  expect(authorizations(stack)).toEqual([])
})

test.describe('with an identity provider on another site, whose frames get no cookies', () => {
  test.use({ baseURL: ({ site }, use) => use(site.origin.replace('localhost', '127.0.0.1')) })
  test.beforeEach(({ stack, baseURL }) => stack.control.addAppOrigin(baseURL ?? ''))

  test(
    'the address of the page shows who assigns the role, after one redirect at most',
    { tag: ['@promise', '@memory'] },
    async ({ page, stack, tokenStorage }) => {
      await enter(page, stack)
      const redirects = countRedirects(page)
      await page.goto('/edit')
      await expectRoleMissing(page)
      expect(redirects()).toBe(tokenStorage === 'memory' ? 1 : 0)
    },
  )
})
