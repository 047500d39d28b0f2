import { alertOn, goOn } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { authorizations, chooseInMenu, enter } from '../../support/session-steps.ts'

test.skip(
  ({ tokenStorage }) => tokenStorage === 'session',
  'With session storage the access token is still valid.',
)

test(
  'after Back from the sign-in page, the user is asked to sign in where hidden frames do not work',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await page.clock.install()
    await enter(page, stack, { path: '/forecast?days=5#friday' })
    await chooseInMenu(page, 'Switch account')
    await expect(page.getByRole('heading', { name: 'Pick an account' })).toBeVisible()
    stack.control.clearExchanges()
    const hang = stack.control.fault({ endpoint: 'authorize', hang: true })
    await page.goBack({ waitUntil: 'commit' })
    await expect.poll(() => authorizations(stack)).toHaveLength(1)
    await page.clock.fastForward(7_000)
    // A retry would not help: after Back the page does not redirect automatically.
    await expect(alertOn(page)).toContainText('Your sign-in needs to be renewed')
    hang()
    await goOn(page, 'Sign in')
    await expect(page).toHaveURL('/forecast?days=5#friday')
  },
)
