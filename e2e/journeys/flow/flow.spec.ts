import { readFile } from 'node:fs/promises'
import type { Page, Request } from 'playwright/test'
import { expect, test } from '../../support/fixtures.ts'
import { accountButton, forecastRows, plainAccount, signInAs } from '../../support/person.ts'

const signIn = [
  'Authorization request',
  'Authorization response',
  'Token request',
  'Token response',
  'API request',
  'API response',
]

function steps(page: Page) {
  return page.getByRole('listitem').getByRole('heading', { level: 2 })
}

/** How long it took until an answer came. */
function timeOf(page: Page, answer: string) {
  return page.getByRole('listitem').filter({ hasText: answer }).locator('.timing b')
}

/** Signs in by hand, then looks at the flow. */
async function showFlow(page: Page): Promise<void> {
  await page.goto('/')
  await page.getByRole('link', { name: 'Sign in' }).click()
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  await page.getByRole('link', { name: 'Flow' }).click()
}

async function signOut(page: Page): Promise<void> {
  await accountButton(page, plainAccount).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
}

/** Everything secret that a sign-in put on the wire, read as it passes: the browser does not keep answers for long. */
async function secretsOf(request: Request): Promise<string[]> {
  const url = new URL(request.url())
  const form = new URLSearchParams(request.postData() ?? '')
  const sent = [
    ...['state', 'nonce'].map((name) => url.searchParams.get(name)),
    ...['code', 'code_verifier'].map((name) => form.get(name)),
  ]
  const body: Record<string, string> = url.pathname.endsWith('/token')
    ? await (await request.response())?.json()
    : {}
  const names = ['access_token', 'id_token', 'refresh_token', 'client_info']
  return [...sent, ...names.map((name) => body[name])].flatMap((secret) => secret || [])
}

test('the flow shows what happened, step by step, with how long it took', async ({ page }) => {
  await showFlow(page)
  await expect(steps(page)).toHaveText(signIn)
  const answers = ['Authorization response', 'Token response', 'API response']
  for (const answer of answers) await expect(timeOf(page, answer)).toHaveText(/^\d\S* (ms|s)$/)
})

test('the verifier is hashed to the very challenge that was sent', async ({ page }) => {
  const authorization = page.waitForRequest(/\/oauth2\/v2\.0\/authorize/)
  await showFlow(page)
  const challenge = new URL((await authorization).url()).searchParams.get('code_challenge') ?? ''
  await steps(page).filter({ hasText: 'Token request' }).click()
  const proof = page.getByRole('listitem').filter({ hasText: 'The verifier fits the challenge' })
  await expect(proof.getByText(challenge)).toHaveCount(2)
  await expect(proof).toContainText('✓ the same')
  await expect(proof.locator('summary')).toContainText('✓ verifier fits challenge')
})

test('each parameter says what it is for and where that is specified', async ({ page }) => {
  await showFlow(page)
  await steps(page).filter({ hasText: 'Authorization request' }).click()
  const parameter = page.locator('.fields > div').filter({ hasText: 'code_challenge_method' })
  await expect(parameter).toContainText('S256')
  await expect(parameter.getByRole('link')).toHaveAttribute('href', /rfc7636#section-4\.3/)
})

test('it grows while it is looked at', async ({ page }) => {
  await showFlow(page)
  await page.getByRole('button', { name: 'Renew the access token now' }).click()
  await expect(steps(page)).toHaveText([...signIn, 'Refresh request', 'Token response'])
})

test('a renewal through a hidden frame is shown step by step, why it was needed included', async ({
  page,
  stack,
}) => {
  await showFlow(page)
  stack.control.expireRefreshTokens()
  await page.getByRole('button', { name: 'Renew the access token now' }).click()
  await expect(steps(page)).toHaveText([
    ...signIn,
    'Refresh request',
    'Token error',
    'Silent renewal failed',
    'Hidden authorization request',
    'Hidden authorization response',
    'Token request',
    'Token response',
  ])
  await expect(timeOf(page, 'Hidden authorization response')).toHaveText(/^\d\S* (ms|s)$/)
  await steps(page).filter({ hasText: 'Token request' }).last().click()
  await expect(page.getByText('through a hidden frame, whose request no hook shows')).toBeVisible()
})

test('no code, verifier, token, state or nonce is in the page, in storage or in the export', async ({
  page,
}) => {
  const passed: Promise<string[]>[] = []
  page.on('requestfinished', (request) => {
    if (request.url().includes('/oauth2/v2.0/')) passed.push(secretsOf(request))
  })
  await showFlow(page)
  for (const step of await steps(page).all()) await step.click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export as JSON' }).click()
  const exported = await readFile(await (await download).path(), 'utf8')
  const stored = await page.evaluate(() => sessionStorage.getItem('weather.flow') ?? '')
  const secrets = (await Promise.all(passed)).flat()
  expect(secrets.length).toBeGreaterThanOrEqual(8)
  for (const place of [await page.content(), stored, exported])
    for (const secret of secrets) expect(place).not.toContain(secret)

  const [first] = JSON.parse(exported) as { step: string }[]
  expect(first?.step).toBe('Authorization request')
  expect(exported).not.toContain(plainAccount)
  expect(exported).not.toContain('Sunny Day')
})

test('a sign-in that was cancelled is in the flow of the next one', async ({ page }) => {
  await page.goto('/forecast')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  await page.getByRole('link', { name: 'Flow' }).click()
  await expect(steps(page).first()).toHaveText('Authorization request')
  await expect(page.getByRole('listitem').filter({ hasText: 'Token response' })).toBeVisible()
})

test('a refusal of the API is a step that can be told from the others', async ({ page, stack }) => {
  await stack.control.signInAs(page.context(), plainAccount)
  stack.control.fault({ endpoint: 'weather', status: 403 })
  await page.goto('/forecast')
  await expect(page.getByRole('alert')).toBeVisible()
  await page.getByRole('link', { name: 'Flow' }).click()
  const answer = page.getByRole('listitem').filter({ hasText: 'API response' })
  await steps(page).filter({ hasText: 'API response' }).click()
  await expect(answer).toContainText('lacks the permission')
  await expect(answer).toContainText('HTTP 403')
})

test.describe('with tokens in memory alone', () => {
  test.skip(({ tokenStorage }) => tokenStorage === 'session', 'Other steps outlive the page.')

  test('the steps outlive no page', async ({ page }) => {
    await showFlow(page)
    await expect(steps(page)).toHaveText(signIn)
    await page.reload()
    await expect(steps(page).filter({ hasText: 'Token response' })).toHaveCount(1)
    await expect(steps(page).filter({ hasText: 'Hidden authorization response' })).toHaveCount(1)
    await expect(steps(page).filter({ hasText: 'API response' })).toHaveCount(0)
  })
})

test('signing out takes the steps with it; the next flow begins with coming back from it', async ({
  page,
}) => {
  await showFlow(page)
  await signOut(page)
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
  expect(await page.evaluate(() => sessionStorage.getItem('weather.flow'))).toBeNull()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  await page.getByRole('link', { name: 'Flow' }).click()
  await expect(steps(page)).toHaveText(['Back from signing out', ...signIn])
})

test('signing out in another tab takes the steps of this one too', async ({ page, stack }) => {
  await stack.control.signInAs(page.context(), plainAccount)
  await page.goto('/flow')
  await expect(steps(page).first()).toBeVisible()
  const other = await page.context().newPage()
  await other.goto('/forecast')
  await signOut(other)
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
  expect(await page.evaluate(() => sessionStorage.getItem('weather.flow'))).toBeNull()
})
