import { alertOn, goOn, refresh } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import type { AnswerFaultName } from '../../../local-entra/faults/answer-faults.ts'
import { forecastRows } from '../../support/person.ts'
import { enter, hour, pass, storedText, tokenRequests } from '../../support/session-steps.ts'

/** Answers to a renewal that MSAL takes in, and what the page says to each. */
const wrongAnswers: [AnswerFaultName, string][] = [
  ['client_info of somebody else', 'The answer was for another account'],
  ['wrong subject', 'The answer was for another account'],
  ['wrong tenant', 'The answer was for another account'],
  ['wrong issuer', 'That sign-in was not meant for this app'],
  ['wrong audience', 'That sign-in was not meant for this app'],
  ['expired id token', 'That sign-in was not meant for this app'],
]

test('a renewal whose ID token does not fit is thrown away with its tokens (OpenID Connect Core 1.0 §12.2)', async ({
  page,
  stack,
}) => {
  await enter(page, stack)
  for (const [tamper, words] of wrongAnswers) {
    const undo = stack.control.expireAccessTokens()
    stack.control.fault({ tamper, times: 1 })
    stack.control.clearExchanges()
    await refresh(page)
    await expect(alertOn(page), tamper).toContainText(words)
    await expect(forecastRows(page)).toHaveCount(0)
    // The token that came with it was shown to nobody.
    const asked = stack.control.exchanges({ endpoint: 'weather', method: 'GET' })
    expect(asked.map(({ status }) => status)).toEqual([401])
    undo()
    await page.reload()
    await expect(forecastRows(page)).toHaveCount(5)
  }
})

test('a renewal in the background that answers for somebody else changes nothing on screen', async ({
  page,
  stack,
}) => {
  await page.clock.install()
  await enter(page, stack)
  stack.control.fault({ tamper: 'client_info of somebody else', times: 1 })
  await pass(page, stack, 2 * hour)
  await expect.poll(() => tokenRequests(stack).map(({ status }) => status)).toEqual([200])
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page.getByRole('status').filter({ hasText: 'sign-in' })).toHaveCount(0)
  expect(await storedText(page)).not.toContain('10ca1000-57ac-4000-f000-00000000000f')
  await pass(page, stack, 2 * 60)
  await expect.poll(() => tokenRequests(stack)).toHaveLength(2)
})

test('a renewal without a client_info is no reason to lose anybody', async ({ page, stack }) => {
  await enter(page, stack)
  const undo = stack.control.expireAccessTokens()
  stack.control.fault({ tamper: 'broken client_info', times: 1 })
  await refresh(page)
  await expect(alertOn(page)).toBeVisible()
  undo()
  await goOn(page, 'Try again')
})
