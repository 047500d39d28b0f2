import {
  alertOn,
  askedFor,
  goOn,
  openAsKnown,
  refresh,
  seeForecast,
} from '../../support/failure.ts'
import { expect, test, whereabouts } from '../../support/fixtures.ts'
import type { Fault } from '../../../local-entra/faults/faults.ts'
import { startLocalStack } from '../../../local-entra/local-stack.ts'
import { accountButton, forecastRows, plainAccount, signInAs } from '../../support/person.ts'
import { expectExplained } from '../../support/faults/meet-in-turn.ts'

// The identity provider is down or ill. Nobody loses the account or the page for that.

const token = { endpoint: 'token' } as const
const retryAfter = { 'retry-after': '42', 'access-control-expose-headers': 'Retry-After' }

/** What the token endpoint can answer in place of tokens, and what is said of it. */
const illnesses: { answer: string; fault: Fault; words: string; seconds: number }[] = [
  { answer: '500', fault: { ...token, status: 500 }, words: 'has a problem', seconds: 30 },
  {
    answer: '429 with Retry-After',
    fault: { ...token, status: 429, headers: retryAfter },
    words: 'is busy',
    seconds: 42,
  },
  { answer: 'garbage', fault: { ...token, body: '<html>' }, words: 'has a problem', seconds: 30 },
  { answer: 'null', fault: { ...token, body: 'null' }, words: 'has a problem', seconds: 30 },
  { answer: '[]', fault: { ...token, body: '[]' }, words: 'has a problem', seconds: 30 },
]

for (const { answer, fault, words, seconds } of illnesses) {
  test(`a token endpoint that answers ${answer} costs nobody the account: the app counts down and goes on`, async ({
    page,
    stack,
  }) => {
    await page.clock.install()
    await seeForecast(page, stack)
    stack.control.expireAccessTokens()
    const undo = stack.control.fault(fault)
    await refresh(page)
    await expect(alertOn(page)).toContainText(`The sign-in service ${words}. You still see`)
    await expect(alertOn(page).getByRole('timer')).toContainText(/by itself in \d\d seconds/)
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(accountButton(page, plainAccount)).toBeVisible()
    const asked = askedFor(stack, 'token', 'POST')
    undo()
    await page.clock.fastForward((seconds - 10) * 1000)
    expect(askedFor(stack, 'token', 'POST')).toBe(asked)
    await page.clock.fastForward(10_000)
    await expect(alertOn(page)).toHaveCount(0)
    await expect(forecastRows(page)).toHaveCount(5)
  })
}

test('where there is no older forecast, the page says what is wrong, counts down and goes on', async ({
  page,
  stack,
}) => {
  await page.clock.install()
  await seeForecast(page, stack, '/forecast?days=5')
  stack.control.expireAccessTokens()
  const undo = stack.control.fault({ ...token, status: 503 })
  await page.reload()
  await expect(alertOn(page)).toContainText('The sign-in service is busy')
  await expect(alertOn(page).getByRole('timer')).toContainText(/by itself in \d\d seconds/)
  await expect(accountButton(page, plainAccount)).toBeVisible()
  undo()
  await page.clock.fastForward(31_000)
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page).toHaveURL('/forecast?days=5')
})

test('a token endpoint that never answers is given up after ten seconds', async ({
  page,
  stack,
}) => {
  await page.clock.install()
  const undo = stack.control.fault({ ...token, hang: true })
  await openAsKnown(page, stack, '/forecast?days=5')
  await expect.poll(() => askedFor(stack, 'token', 'POST')).toBe(1)
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 5_000)
  await expect(alertOn(page)).toHaveCount(0)
  await page.clock.fastForward(5_000)
  await expect(alertOn(page)).toContainText('The sign-in service does not answer')
  undo()
  await goOn(page, 'Sign in')
  await expect(page).toHaveURL('/forecast?days=5')
})

test('a renewal that gets no answer leaves the old forecast, and can be tried again', async ({
  page,
  stack,
}) => {
  await page.clock.install()
  await seeForecast(page, stack)
  stack.control.expireAccessTokens()
  const undo = stack.control.fault({ ...token, hang: true })
  await refresh(page)
  await expect.poll(() => askedFor(stack, 'token', 'POST')).toBe(2)
  await page.clock.fastForward(10_000)
  await expect(alertOn(page)).toContainText('cannot be reached. You still see')
  await expect(forecastRows(page)).toHaveCount(5)
  undo()
  await goOn(page, 'Try again')
})

test('while it is down, whoever comes back gets words and not the dead address again', async ({
  page,
  stack,
}) => {
  await stack.control.pause()
  await page.goto('/')
  const refused = page.waitForEvent('framenavigated', (frame) =>
    frame.url().startsWith('chrome-error:'),
  )
  await page.goto('/forecast?days=5', { waitUntil: 'commit' })
  await refused
  await page.goto('/forecast?days=5')
  await expect(alertOn(page)).toContainText('was not finished')
  await expect(page).toHaveURL('/forecast?days=5')
  await stack.control.resume()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page).toHaveURL('/forecast?days=5')
})

test('its documents are not needed to sign in', async ({ page, stack }) => {
  stack.control.fault({ endpoint: 'discovery', drop: true })
  stack.control.fault({ endpoint: 'instance-discovery', drop: true })
  await seeForecast(page, stack)
  await expect(alertOn(page)).toHaveCount(0)
})

test('without its keys the API serves from those it knows; without any, nobody is signed out', async ({
  leaks,
  page,
  site,
}) => {
  const stack = await startLocalStack({ identityPort: 0, weatherApiPort: 0, controlPort: false })
  stack.control.addAppOrigin(site.origin)
  await site.deploy(stack.appConfig)
  stack.control.fault({ endpoint: 'keys', status: 500, times: 1 })
  await openAsKnown(page, stack)
  await expect(alertOn(page)).toContainText('The weather service is busy')
  await expect(accountButton(page, plainAccount)).toBeVisible()
  await goOn(page, 'Try again')
  stack.control.fault({ endpoint: 'keys', status: 500 })
  await refresh(page)
  await expect(page.getByText('The forecast is up to date.')).toBeAttached()
  await expect(alertOn(page)).toHaveCount(0)
  // These servers are the right ones this time.
  expect(await leaks.take(await whereabouts(site, stack))).toEqual([])
  await stack.close()
})

test('an answer for somebody else is thrown away, and the person chooses who it is', async ({
  page,
  stack,
}) => {
  await seeForecast(page, stack)
  stack.control.expireAccessTokens()
  const undo = stack.control.fault({ tamper: 'wrong subject' })
  await refresh(page)
  const way = 'Use another account'
  await expectExplained(page, { title: 'for another account', who: 'you', way })
  await expect(page.getByRole('table')).toHaveCount(0)
  undo()
  await page.getByRole('button', { name: way }).click()
  await page.getByRole('button', { name: plainAccount }).click()
  await expect(forecastRows(page)).toHaveCount(5)
})
