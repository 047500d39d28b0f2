import {
  editableDays,
  editor,
  expectRemoved,
  openEditPage,
  removeFirst,
  rolesAt,
} from '../../support/editing.ts'
import { alertOn, askedFor } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { accountButton, forecastRows, plainAccount } from '../../support/person.ts'
import { openForecast } from '../../support/profile.ts'
import {
  chooseInMenu,
  countRedirects,
  endProviderSession,
  enter,
  tokenRequests,
} from '../../support/session-steps.ts'

test(
  'an editor removes a day with the keyboard: the focus moves to the heading, and the removal is announced',
  { tag: '@promise', annotation: { type: 'requirement', description: 'WCAG 2.2 AA' } },
  async ({ page, stack }) => {
    await enter(page, stack, { account: editor })
    await page.getByRole('link', { name: 'Edit the forecast' }).press('Enter')
    await expect(editableDays(page)).toHaveCount(5)
    const heading = page.getByRole('heading', { level: 1, name: 'Edit the forecast' })
    await expect(heading).toBeFocused()
    await page.keyboard.press('Tab')
    const first = editableDays(page).first()
    const day = await first.getByRole('time').innerText()
    await expect(page.getByRole('button', { name: `Remove ${day}` })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('main').getByRole('status').last()).toHaveText(
      `${day} was removed.`,
    )
    await expect(editableDays(page)).toHaveCount(4)
    await expect(heading).toBeFocused()
    expect(askedFor(stack, 'weather', 'DELETE')).toBe(1)

    await openForecast(page)
    await expect(forecastRows(page)).toHaveCount(4)
    await expect(forecastRows(page).filter({ hasText: day })).toHaveCount(0)
  },
)

test('all days can be removed, one after the other', async ({ page, stack }) => {
  await enter(page, stack, { account: editor })
  await openEditPage(page)
  for (let left = 4; left >= 0; left--) {
    await expectRemoved(page, await removeFirst(page))
    await expect(editableDays(page)).toHaveCount(left)
  }
  await openForecast(page)
  await expect(page.getByText('has no forecast at the moment')).toBeVisible()
})

test(
  'an expired token is replaced once when a day is removed',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await enter(page, stack, { account: editor })
    await openEditPage(page)
    const redirects = countRedirects(page)
    stack.control.expireAccessTokens()
    await expectRemoved(page, await removeFirst(page))
    await expect(editableDays(page)).toHaveCount(4)
    expect(askedFor(stack, 'weather', 'DELETE')).toBe(2)
    expect(tokenRequests(stack)).toHaveLength(1)
    expect(redirects()).toBe(0)
  },
)

test(
  'a removal that needs a sign-in changes nothing and does not leave the page',
  { tag: ['@promise', '@both'] },
  async ({ page, stack }) => {
    await enter(page, stack, { account: editor })
    await openEditPage(page)
    const redirects = countRedirects(page)
    await endProviderSession(page.context())
    stack.control.revoke(editor)
    stack.control.expireAccessTokens()
    await removeFirst(page)
    await expect(alertOn(page).getByRole('button', { name: 'Sign in' })).toBeVisible()
    await expect(page).toHaveURL('/edit')
    expect(redirects()).toBe(0)
    await stack.control.signInAs(page.context(), editor)
    await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
    await expect(editableDays(page)).toHaveCount(5)
    await expect(page).toHaveURL('/edit')
    await expectRemoved(page, await removeFirst(page))
  },
)

test('a day that another editor has removed in the meantime is gone without an error', async ({
  page,
  browser,
  site,
  stack,
}) => {
  await enter(page, stack, { account: editor })
  await openEditPage(page)
  const other = await browser.newPage({ baseURL: site.origin })
  await enter(other, stack, { account: editor })
  await openEditPage(other)
  await expectRemoved(other, await removeFirst(other))
  await other.close()
  await expectRemoved(page, await removeFirst(page))
  await expect(editableDays(page)).toHaveCount(4)
  await expect(alertOn(page)).toHaveCount(0)
})

test('an API that has no removal is not taken for one that has removed the day', async ({
  page,
  stack,
}) => {
  await enter(page, stack, { account: editor })
  await openEditPage(page)
  await page.route('**/WeatherForecast/*', (route) => {
    const headers = { 'Access-Control-Allow-Origin': '*' }
    const isRemoval = route.request().method() === 'DELETE'
    return isRemoval ? route.fulfill({ status: 404, headers }) : route.fallback()
  })
  await removeFirst(page)
  await expect(alertOn(page)).toContainText('weather service')
})

test('an API that fails to remove a day keeps it, and the page offers another attempt', async ({
  page,
  stack,
}) => {
  await enter(page, stack, { account: editor })
  await openEditPage(page)
  const undo = stack.control.fault({ endpoint: 'weather', status: 500 })
  await removeFirst(page)
  await expect(alertOn(page)).toContainText('weather service')
  // A DELETE that failed is not repeated without a click.
  expect(askedFor(stack, 'weather', 'DELETE')).toBe(1)
  undo()
  await alertOn(page).getByRole('button', { name: 'Try again' }).click()
  await expect(editableDays(page)).toHaveCount(5)
})

test(
  'after a switch to an account without the role, nothing of the page for editors is left',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await enter(page, stack, { account: editor })
    await openEditPage(page)
    await stack.control.signInAs(page.context(), [plainAccount, editor])
    await chooseInMenu(page, 'Switch account')
    await page.getByRole('button', { name: plainAccount }).click()
    await expect(accountButton(page, plainAccount)).toBeVisible()
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page.getByRole('link', { name: /^Edit/ })).toHaveCount(0)
    await chooseInMenu(page, `Use ${editor}`)
    await expect(accountButton(page, editor)).toBeVisible()
    await openEditPage(page)
    await chooseInMenu(page, `Use ${plainAccount}`)
    await expect(alertOn(page)).toContainText('You do not have access to this page')
    await expect(editableDays(page)).toHaveCount(0)
    await openForecast(page)
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page.getByRole('link', { name: /^Edit/ })).toHaveCount(0)
  },
)

test('a step-up for a removal is asked for by a message, and nothing is lost', async ({
  page,
  stack,
}) => {
  await enter(page, stack, { account: editor })
  await openEditPage(page)
  const redirects = countRedirects(page)
  stack.control.requireStepUp('c3')
  stack.control.fault({ endpoint: 'token', aadsts: 50076, times: 1 })
  stack.control.fault({ endpoint: 'authorize', aadsts: 50076, times: 1 })
  await removeFirst(page)
  const signIn = alertOn(page).getByRole('button', { name: 'Sign in' })
  await expect(signIn).toBeVisible()
  expect(redirects()).toBe(0)
  await signIn.click()
  await expect(editableDays(page)).toHaveCount(5)
  await expectRemoved(page, await removeFirst(page))
  expect(redirects()).toBe(1)
})

test('the roles of a token are those of its account', async ({ page, stack }) => {
  stack.control.changeAccount(plainAccount, rolesAt(stack, 'app', 'API'))
  stack.control.changeAccount(editor, { roles: {} })
  await enter(page, stack)
  await openEditPage(page)
  await expectRemoved(page, await removeFirst(page))
  await stack.control.signInAs(page.context(), [plainAccount, editor])
  await chooseInMenu(page, 'Switch account')
  await page.getByRole('button', { name: editor }).click()
  await expect(accountButton(page, editor)).toBeVisible()
  await page.goto('/edit')
  await expect(alertOn(page)).toContainText('You do not have access to this page')
})
