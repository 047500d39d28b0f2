import { alertOn, askedFor, goOn, openAsKnown, refresh, seeForecast } from './failure.ts'
import { expect, test } from './fixtures.ts'
import { forecastRows, pickAccount, plainAccount, signInAs } from './person.ts'

const json = { 'content-type': 'application/json' }
const hugeBody = `["${'x'.repeat(17 * 1024 * 1024)}"]`

const answers = [
  { title: '401', fault: { status: 401 }, words: 'did not accept your sign-in', way: 'Sign in' },
  { title: '403', fault: { status: 403 }, words: 'access_as_user', way: 'Try again' },
  { title: '404', fault: { status: 404 }, words: 'no forecast at this address', way: 'Try again' },
  { title: '429', fault: { status: 429 }, words: 'is busy', way: 'Try again' },
  { title: '500', fault: { status: 500 }, words: 'has a problem', way: 'Try again' },
  { title: '503', fault: { status: 503 }, words: 'is busy', way: 'Try again' },
  { title: 'a page', fault: { body: '<html>' }, words: 'makes no sense', way: 'Try again' },
  {
    title: 'half an answer',
    fault: { body: '[{"date":', headers: json },
    words: 'makes no sense',
    way: 'Try again',
  },
  { title: 'another shape', fault: { body: [{}] }, words: 'makes no sense', way: 'Try again' },
  {
    title: 'far too much',
    fault: { body: hugeBody, headers: json },
    words: 'too large',
    way: 'Try again',
  },
  { title: 'nothing', fault: { drop: true }, words: 'cannot be reached', way: 'Try again' },
] as const

for (const { title, fault, words, way } of answers) {
  test(`when the API answers ${title}, the page says so and leads on`, async ({ page, stack }) => {
    const undo = stack.control.fault({ endpoint: 'weather', ...fault })
    await openAsKnown(page, stack)
    await expect(alertOn(page)).toContainText(words)
    undo()
    await goOn(page, way)
  })
}

test('an API that refuses the token gets one new one, and then the person is asked', async ({
  page,
  stack,
}) => {
  stack.control.fault({ endpoint: 'weather', status: 401 })
  await openAsKnown(page, stack)
  await expect(alertOn(page)).toContainText('did not accept your sign-in')
  expect(askedFor(stack, 'weather')).toBe(2)
  // One for the code, one for the new access token.
  expect(askedFor(stack, 'token', 'POST')).toBe(2)
  expect(askedFor(stack, 'authorize')).toBe(1)
})

test('an API that refuses one token for a moment goes unnoticed', async ({ page, stack }) => {
  stack.control.fault({ endpoint: 'weather', status: 401, times: 1 })
  await openAsKnown(page, stack)
  await expect(forecastRows(page)).toHaveCount(5)
})

test('what the API says about the token decides what the developer is told', async ({
  page,
  stack,
}) => {
  stack.control.fault({ tamper: 'access token with wrong audience' })
  await openAsKnown(page, stack)
  await expect(alertOn(page)).toContainText('accepts tokens for another audience')
  await page.getByText('Details for support').click()
  await expect(page.getByText(/invalid_token: The audience '.+' is invalid/)).toBeVisible()
})

test('whoever lacks the permission is not sent to sign in, and gets it without doing so', async ({
  page,
  stack,
}) => {
  const undo = stack.control.fault({ tamper: 'access token without scope' })
  await openAsKnown(page, stack)
  await expect(alertOn(page)).toContainText('You have no permission')
  await expect(alertOn(page)).toContainText('Your administrator can fix this')
  expect(askedFor(stack, 'authorize')).toBe(1)
  undo()
  // The permission is in a new token alone.
  await goOn(page, 'Try again')
  expect(askedFor(stack, 'authorize')).toBe(1)
})

test('the message for the administrator has the link that grants the permission', async ({
  page,
  stack,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  stack.control.fault({ endpoint: 'weather', status: 403 })
  await openAsKnown(page, stack)
  await page.getByRole('button', { name: 'Copy a message for your administrator' }).click()
  await expect(page.getByText('Copied.')).toBeVisible()
  const message = await page.evaluate(() => navigator.clipboard.readText())
  const { authority, clientId, weatherApi } = stack.appConfig
  expect(message).toContain(`${authority}/v2.0/adminconsent?client_id=${clientId}`)
  expect(message).toContain(`Permission: ${weatherApi.scope}`)
})

test('a service that is busy for a moment goes unnoticed', async ({ page, stack }) => {
  stack.control.fault({ endpoint: 'weather', status: 503, times: 1 })
  await openAsKnown(page, stack)
  await expect(forecastRows(page)).toHaveCount(5)
  expect(askedFor(stack, 'weather')).toBe(2)
})

test('a service that asks for a pause gets it, and the page goes on by itself', async ({
  page,
  stack,
}) => {
  await page.clock.install()
  const headers = { 'retry-after': '42', 'access-control-expose-headers': 'Retry-After' }
  stack.control.fault({ endpoint: 'weather', status: 503, headers, times: 1 })
  await openAsKnown(page, stack)
  await expect(page.getByRole('timer')).toContainText(/by itself in 4[0-2] seconds/)
  await page.clock.fastForward(35_000)
  await expect(page.getByRole('timer')).toContainText(/by itself in [1-7] second/)
  expect(askedFor(stack, 'weather')).toBe(1)
  await page.clock.fastForward(8_000)
  await expect(forecastRows(page)).toHaveCount(5)
  expect(askedFor(stack, 'weather')).toBe(2)
})

test('a rate limit of the API is kept to', async ({ page, stack }) => {
  await page.clock.install()
  stack.control.limitRate(1, 30)
  await seeForecast(page, stack)
  await refresh(page)
  await expect(alertOn(page)).toContainText('You still see the forecast of')
  await expect(page.getByRole('timer')).toContainText(/by itself in \d+ seconds/)
  await expect(forecastRows(page)).toHaveCount(5)
})

test('while the API does not answer there are words, and after ten seconds a way on', async ({
  page,
  stack,
}) => {
  await page.clock.install()
  const undo = stack.control.fault({ endpoint: 'weather', hang: true })
  await openAsKnown(page, stack)
  await expect.poll(() => askedFor(stack, 'weather')).toBe(1)
  await page.clock.fastForward(6_000)
  await expect(page.getByText('takes longer than usual')).toBeVisible()
  await page.clock.fastForward(4_000)
  await expect(alertOn(page)).toContainText('takes too long')
  undo()
  await goOn(page, 'Try again')
})

test('whoever leaves the page takes the request along', async ({ page, stack }) => {
  await seeForecast(page, stack)
  stack.control.fault({ endpoint: 'weather', hang: true })
  const aborted = page.waitForEvent('requestfailed', (r) => r.url() === stack.weatherApi.url)
  await refresh(page)
  await expect.poll(() => askedFor(stack, 'weather')).toBe(2)
  await page.getByRole('link', { name: 'Flow' }).click()
  expect((await aborted).failure()?.errorText).toContain('ABORTED')
})

test('an empty forecast is said in words', async ({ page, stack }) => {
  stack.control.setForecast([])
  await openAsKnown(page, stack)
  await expect(page.getByText('has no forecast at the moment')).toBeVisible()
})

test('while the identity provider is down, Back leads to words and not to the dead address again', async ({
  page,
  stack,
}) => {
  await stack.control.pause()
  await page.goto('/')
  const refused = page.waitForEvent('framenavigated', (frame) =>
    frame.url().startsWith('chrome-error:'),
  )
  await page.getByRole('link', { name: 'Sign in' }).click()
  await refused
  await page.goto('/forecast')
  await expect(alertOn(page)).toContainText('was not finished')
  await stack.control.resume()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
})

test('a token endpoint that fails leaves words and a way on', async ({ page, stack }) => {
  const undo = stack.control.fault({ endpoint: 'token', drop: true })
  await page.goto('/forecast?days=5')
  await pickAccount(page, plainAccount)
  await page.getByRole('button', { name: 'Accept' }).click()
  await expect(alertOn(page)).toContainText('sign-in service cannot be reached')
  await expect(page).toHaveURL('/forecast?days=5')
  // The code may have been redeemed: it is not sent again.
  expect(askedFor(stack, 'token', 'POST')).toBe(1)
  undo()
  await goOn(page, 'Sign in')
})
