import { storageName } from '../../support/app-names.ts'
import { alertOn, refresh } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { accountButton, forecastRows, plainAccount } from '../../support/person.ts'
import {
  chooseInMenu,
  enter,
  expectSignedOut,
  openTab,
  otherAccount,
  storedNames,
  storedText,
} from '../../support/session-steps.ts'
import { clickSignOut, watchEnd } from '../../support/watch-end.ts'

test(
  'a sign-out in one tab ends all tabs within a second, including a duplicated tab',
  { tag: ['@promise', '@both'], annotation: { type: 'requirement', description: 'ASVS 7.4.1' } },
  async ({ page, stack, context }) => {
    await enter(page, stack)
    const second = await context.newPage()
    await second.goto('/forecast')
    // Without `noopener` the new tab gets a copy of the session storage, including the tokens.
    const opened = context.waitForEvent('page')
    await page.evaluate(() => void window.open('/forecast'))
    const others = [second, await opened]
    for (const other of others) await expect(forecastRows(other)).toHaveCount(5)
    const ends = await Promise.all(others.map(watchEnd))
    const clickedAt = await clickSignOut(page)
    for (const other of [page, ...others]) await expectSignedOut(other)
    for (const end of ends) expect((await end.at) - clickedAt).toBeLessThan(1_000)
    for (const other of others) expect(await storedNames(other)).toEqual([storageName('signedOut')])
  },
)

test(
  'a sign-out ends the tabs of that account and no others',
  { tag: '@promise' },
  async ({ page, stack, browser, site }) => {
    await enter(page, stack)
    await stack.control.signInAs(page.context(), [plainAccount, otherAccount])
    const other = await page.context().newPage()
    await other.goto('/forecast')
    await other.getByRole('button', { name: otherAccount }).click()
    await expect(accountButton(other, otherAccount)).toBeVisible()
    const elsewhere = await browser.newPage({ baseURL: site.origin })
    await enter(elsewhere, stack)

    await chooseInMenu(page, 'Sign out')
    await expectSignedOut(page)
    await other.evaluate(() => dispatchEvent(new Event('focus')))
    await refresh(other)
    await expect(forecastRows(other)).toHaveCount(5)
    // Another browser has another session.
    await expect(forecastRows(elsewhere)).toHaveCount(5)
    await elsewhere.close()
  },
)

test(
  'with the identity provider down, sign-out still clears every tab',
  { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 7.4.1' } },
  async ({ page, stack, context }) => {
    await enter(page, stack)
    const other = await openTab(context)
    await stack.control.pause()
    await chooseInMenu(page, 'Sign out')
    await expectSignedOut(other)
    await expect.poll(() => page.url()).toContain('chrome-error:')
    await page.goto('/')
    await expectSignedOut(page)
    expect(await storedNames(page)).toEqual([storageName('signedOut')])
    await stack.control.resume()
    // The provider still has its session and would sign the user in without asking.
    await page.getByRole('link', { name: 'Sign in' }).click()
    await expect(page.getByRole('heading', { name: 'Pick an account' })).toBeVisible()
  },
)

test('after a sign-out elsewhere, a tab on the sign-in page keeps its new sign-in and no earlier account', async ({
  page,
  stack,
  context,
}) => {
  await enter(page, stack)
  const away = await openTab(context)
  await stack.control.signInAs(context, [plainAccount, otherAccount])
  await chooseInMenu(away, 'Switch account')
  await expect(away.getByRole('button', { name: otherAccount })).toBeVisible()
  await chooseInMenu(page, 'Sign out')
  await expectSignedOut(page)
  await away.getByRole('button', { name: otherAccount }).click()
  await expect(accountButton(away, otherAccount)).toBeVisible()
  await expect(forecastRows(away)).toHaveCount(5)
  await accountButton(away, otherAccount).click()
  await expect(away.getByRole('button', { name: `Use ${plainAccount}` })).toHaveCount(0)
  // Its tokens go after its name.
  await expect.poll(() => storedText(away)).not.toContain(plainAccount)
})

test(
  'after a sign-out elsewhere, Back from the sign-in page shows no data',
  { tag: '@promise' },
  async ({ page, stack, context }) => {
    await enter(page, stack)
    const away = await openTab(context)
    expect(await storedNames(away)).toContain(storageName('session'))
    await chooseInMenu(away, 'Switch account')
    await expect(away.getByRole('heading', { name: 'Pick an account' })).toBeVisible()
    await chooseInMenu(page, 'Sign out')
    await expectSignedOut(page)
    await away.goBack()
    await expect(alertOn(away).or(away.getByRole('heading', { name: 'Sign in' }))).toBeVisible()
    await expect(away.getByRole('table')).toHaveCount(0)
    expect(await storedNames(away)).not.toContain(storageName('session'))
  },
)

test('when the site data is cleared by hand, the page says so, and a sign-in returns to it', async ({
  page,
  stack,
}) => {
  await enter(page, stack)
  await page.evaluate(() => sessionStorage.clear())
  await refresh(page)
  await expect(alertOn(page)).toContainText('the data of this site was cleared')
  await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
  await expect(forecastRows(page)).toHaveCount(5)
})
