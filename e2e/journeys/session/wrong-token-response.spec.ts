import { alertOn, goOn, refresh } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import type { ResponseFaultName } from '#local-entra'
import { forecastRows } from '../../support/person.ts'
import {
  enter,
  hour,
  minute,
  pass,
  storedText,
  tokenRequests,
} from '../../support/session-steps.ts'

/** Responses to a renewal that MSAL accepts, and what the page says about each. */
const wrongResponses: [ResponseFaultName, string][] = [
  ['client_info of another account', 'The response was for another account'],
  ['wrong subject', 'The response was for another account'],
  ['wrong tenant', 'The response was for another account'],
  ['wrong issuer', 'This sign-in was not meant for this app'],
  ['wrong audience', 'This sign-in was not meant for this app'],
  ['expired id token', 'This sign-in was not meant for this app'],
]

test(
  'a renewal with a wrong ID token is discarded with its tokens',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'OpenID Connect Core 1.0 §12.2' },
  },
  async ({ page, stack }) => {
    await enter(page, stack)
    for (const [tamper, words] of wrongResponses) {
      const undo = stack.control.expireAccessTokens()
      stack.control.fault({ tamper, times: 1 })
      stack.control.clearExchanges()
      await refresh(page)
      await expect(alertOn(page), tamper).toContainText(words)
      await expect(forecastRows(page)).toHaveCount(0)
      // The app did not send the new access token anywhere.
      const asked = stack.control.exchanges({ endpoint: 'weather', method: 'GET' })
      expect(asked.map(({ status }) => status)).toEqual([401])
      undo()
      await page.reload()
      await expect(forecastRows(page)).toHaveCount(5)
    }
  },
)

test(
  'a background renewal that returns another account changes nothing on screen',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await page.clock.install()
    await enter(page, stack)
    stack.control.fault({ tamper: 'client_info of another account', times: 1 })
    await pass(page, stack, 2 * hour)
    await expect.poll(() => tokenRequests(stack).map(({ status }) => status)).toEqual([200])
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page.getByRole('status').filter({ hasText: 'Sign in again' })).toHaveCount(0)
    // The next renewal is planned when the tokens of this one have been discarded.
    const renewals = async () => {
      await pass(page, stack, 2 * minute)
      return tokenRequests(stack)
    }
    await expect.poll(renewals).toHaveLength(2)
    expect(await storedText(page)).not.toContain('10ca1000-57ac-4000-f000-00000000000f')
  },
)

test('a renewal with a broken client_info does not end the session', async ({ page, stack }) => {
  await enter(page, stack)
  const undo = stack.control.expireAccessTokens()
  stack.control.fault({ tamper: 'broken client_info', times: 1 })
  await refresh(page)
  await expect(alertOn(page)).toBeVisible()
  undo()
  await goOn(page, 'Try again')
})
