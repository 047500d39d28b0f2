import {
  alertOn,
  askedFor,
  goOn,
  openAsKnown,
  refresh,
  seeForecast,
} from '../../support/failure.ts'
import { expect, test, whereabouts } from '../../support/fixtures.ts'
import { type Fault, startLocalEntra } from '#local-entra'
import {
  accountButton,
  forecastRows,
  pickAccountAgain,
  plainAccount,
  signInAs,
} from '../../support/person.ts'
import { expectExplained } from '../../support/faults/expect-explained.ts'

// While the identity provider is down or failing, the user keeps the session and the page.

const token = { endpoint: 'token' } as const
const retryAfter = { 'retry-after': '42', 'access-control-expose-headers': 'Retry-After' }

/** Responses of the token endpoint other than tokens, and what the page says about each. */
const failures: { answer: string; fault: Fault; words: string; seconds: number }[] = [
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

for (const { answer, fault, words, seconds } of failures) {
  test(
    `when the token endpoint answers ${answer}, the session is kept and the app retries after a countdown`,
    { tag: '@promise', annotation: { type: 'requirement', description: 'RFC 6585 §4' } },
    async ({ page, stack }) => {
      await page.clock.install()
      await seeForecast(page, stack)
      stack.control.expireAccessTokens()
      const undo = stack.control.fault(fault)
      await refresh(page)
      await expect(alertOn(page)).toContainText(`The sign-in service ${words}. The forecast below`)
      await expect(alertOn(page).getByRole('timer')).toContainText(
        /The app tries again in \d\d seconds/,
      )
      await expect(forecastRows(page)).toHaveCount(5)
      await expect(accountButton(page, plainAccount)).toBeVisible()
      const asked = askedFor(stack, 'token', 'POST')
      undo()
      await page.clock.fastForward((seconds - 10) * 1000)
      expect(askedFor(stack, 'token', 'POST')).toBe(asked)
      await page.clock.fastForward(10_000)
      await expect(alertOn(page)).toHaveCount(0)
      await expect(forecastRows(page)).toHaveCount(5)
    },
  )
}

test('without an older forecast, the page names the problem, counts down and retries', async ({
  page,
  stack,
}) => {
  await page.clock.install()
  await seeForecast(page, stack, '/forecast?days=5')
  stack.control.expireAccessTokens()
  const undo = stack.control.fault({ ...token, status: 503 })
  await page.reload()
  await expect(alertOn(page)).toContainText('The sign-in service is busy')
  await expect(alertOn(page).getByRole('timer')).toContainText(
    /The app tries again in \d\d seconds/,
  )
  await expect(accountButton(page, plainAccount)).toBeVisible()
  undo()
  await page.clock.fastForward(31_000)
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page).toHaveURL('/forecast?days=5')
})

test(
  'a request to a token endpoint that never answers times out after ten seconds',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await page.clock.install()
    const undo = stack.control.fault({ ...token, hang: true })
    await openAsKnown(page, stack, '/forecast?days=5')
    await expect.poll(() => askedFor(stack, 'token', 'POST')).toBe(1)
    await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 5_000)
    await expect(alertOn(page)).toHaveCount(0)
    await page.clock.fastForward(5_000)
    await expect(alertOn(page)).toContainText('The sign-in service does not respond')
    undo()
    await goOn(page, 'Sign in')
    await expect(page).toHaveURL('/forecast?days=5')
  },
)

test('a renewal that gets no response keeps the old forecast, and can be retried', async ({
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
  await expect(alertOn(page)).toContainText('cannot be reached. The forecast below')
  await expect(forecastRows(page)).toHaveCount(5)
  undo()
  await goOn(page, 'Try again')
})

test(
  'after a failed redirect to the identity provider, the app shows a message instead of another redirect',
  { tag: '@promise' },
  async ({ page, stack }) => {
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
  },
)

test('sign-in needs no discovery document of the identity provider', async ({ page, stack }) => {
  stack.control.fault({ endpoint: 'discovery', drop: true })
  stack.control.fault({ endpoint: 'instance-discovery', drop: true })
  await seeForecast(page, stack)
  await expect(alertOn(page)).toHaveCount(0)
})

test('without new signing keys the API uses those it knows; without any, the user stays signed in', async ({
  leaks,
  page,
  site,
}) => {
  const stack = await startLocalEntra({ identityPort: 0, weatherApiPort: 0, controlPort: false })
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
  // The fixture checks against the worker's stack. This test has a stack of its own.
  expect(await leaks.take(await whereabouts(site, stack))).toEqual([])
  await stack.close()
})

test(
  'a token response for another account is discarded, and the user chooses the account',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await seeForecast(page, stack)
    stack.control.expireAccessTokens()
    const undo = stack.control.fault({ tamper: 'wrong subject' })
    await refresh(page)
    const way = 'Use another account'
    await expectExplained(page, { title: 'for another account', who: 'you', way })
    await expect(page.getByRole('table')).toHaveCount(0)
    undo()
    await page.getByRole('button', { name: way }).click()
    await pickAccountAgain(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)
  },
)
