import { alertOn, goOn } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { authorizations, chooseInMenu, enter } from '../../support/session-steps.ts'

test.skip(
  ({ tokenStorage }) => tokenStorage === 'session',
  'There the token of before is still good.',
)

test('whoever came Back from the sign-in page is asked to sign in where no frame works', async ({
  page,
  stack,
}) => {
  await page.clock.install()
  await enter(page, stack, { path: '/forecast?days=5#friday' })
  await chooseInMenu(page, 'Switch account')
  await expect(page.getByRole('heading', { name: 'Pick an account' })).toBeVisible()
  stack.control.clearExchanges()
  const hang = stack.control.fault({ endpoint: 'authorize', hang: true })
  await page.goBack()
  await expect.poll(() => authorizations(stack)).toHaveLength(1)
  await page.clock.fastForward(7_000)
  // To try again would not help: the page was come Back to, so it does not leave by itself.
  await expect(alertOn(page)).toContainText('Your sign-in needs to be renewed')
  hang()
  await goOn(page, 'Sign in')
  await expect(page).toHaveURL('/forecast?days=5#friday')
})
