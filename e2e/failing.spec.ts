import { expect, test } from './fixtures.ts'
import { forecastRows, pickAccount, plainAccount, signInAs } from './person.ts'

const answers = [
  { title: '401', fault: { status: 401 }, words: 'did not accept your sign-in', way: 'Sign in' },
  { title: '403', fault: { status: 403 }, words: 'access_as_user', way: 'Try again' },
  { title: '500', fault: { status: 500 }, words: 'has a problem', way: 'Try again' },
  {
    title: 'garbage',
    fault: { status: 200, body: '<html>' },
    words: 'makes no sense',
    way: 'Try again',
  },
  {
    title: 'another shape',
    fault: { status: 200, body: '[{}]' },
    words: 'makes no sense',
    way: 'Try again',
  },
  {
    title: 'a dropped connection',
    fault: { drop: true },
    words: 'cannot be reached',
    way: 'Try again',
  },
] as const

for (const { title, fault, words, way } of answers) {
  test(`when the API answers ${title}, the page says so and leads on`, async ({ page, stack }) => {
    const undo = stack.control.fault({ endpoint: 'weather', ...fault })
    await page.goto('/forecast')
    await signInAs(page, plainAccount)
    await expect(page.getByRole('alert')).toContainText(words)
    undo()
    await page.getByRole('button', { name: way }).click()
    await expect(forecastRows(page)).toHaveCount(5)
  })
}

test('an empty forecast is said in words', async ({ page, stack }) => {
  stack.control.setForecast([])
  await page.goto('/forecast')
  await signInAs(page, plainAccount)
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
  await expect(page.getByRole('alert')).toContainText('was not finished')
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
  await expect(page.getByRole('alert')).toContainText('identity provider cannot be reached')
  await expect(page).toHaveURL('/forecast?days=5')
  undo()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(forecastRows(page)).toHaveCount(5)
})
