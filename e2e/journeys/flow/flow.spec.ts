import { readFile } from 'node:fs/promises'
import type { Page, Request } from 'playwright/test'
import { storageName } from '../../support/app-names.ts'
import { expect, test } from '../../support/fixtures.ts'
import { accountButton, forecastRows, plainAccount, signInAs } from '../../support/person.ts'
import { storedNames } from '../../support/session-steps.ts'

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

/** The shown duration of a response. */
function timeOf(page: Page, answer: string) {
  return page.getByRole('listitem').filter({ hasText: answer }).locator('.timing b')
}

/** Signs in on the sign-in page and opens the flow page. */
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

/** The secrets in a request and its response. Read at once, because the browser does not keep responses for long. */
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

test(
  'the flow page shows each step and how long it took',
  { tag: ['@promise', '@both'] },
  async ({ page }) => {
    await showFlow(page)
    await expect(steps(page)).toHaveText(signIn)
    const answers = ['Authorization response', 'Token response', 'API response']
    for (const answer of answers) await expect(timeOf(page, answer)).toHaveText(/^\d\S* (ms|s)$/)
  },
)

test(
  'the flow page shows that the code verifier hashes to the challenge that was sent',
  { tag: '@promise' },
  async ({ page }) => {
    const authorization = page.waitForRequest(/\/oauth2\/v2\.0\/authorize/)
    await showFlow(page)
    const challenge = new URL((await authorization).url()).searchParams.get('code_challenge') ?? ''
    await steps(page).filter({ hasText: 'Token request' }).click()
    const proof = page
      .getByRole('listitem')
      .filter({ hasText: 'The verifier matches the challenge' })
    await expect(proof.getByText(challenge)).toHaveCount(2)
    await expect(proof).toContainText('✓ the same')
    await expect(proof.locator('summary')).toContainText('✓ verifier matches challenge')
  },
)

test('each parameter shows its purpose and its specification', async ({ page }) => {
  await showFlow(page)
  await steps(page).filter({ hasText: 'Authorization request' }).click()
  const parameter = page.locator('.fields > div').filter({ hasText: 'code_challenge_method' })
  await expect(parameter).toContainText('S256')
  await expect(parameter.getByRole('link')).toHaveAttribute('href', /rfc7636#section-4\.3/)
})

test('the flow page updates while it is open', async ({ page }) => {
  await showFlow(page)
  await page.getByRole('button', { name: 'Renew the access token now' }).click()
  await expect(steps(page)).toHaveText([...signIn, 'Refresh request', 'Token response'])
})

test('a renewal through a hidden frame is shown step by step, with the reason for it', async ({
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
  await expect(
    page.getByText('through a hidden frame. MSAL does not expose its request'),
  ).toBeVisible()
})

test(
  'no code, verifier, token, state or nonce is in the page, in storage or in the export',
  { tag: '@promise' },
  async ({ page, tokenStorage }) => {
    const passed: Promise<string[]>[] = []
    page.on('requestfinished', (request) => {
      if (request.url().includes('/oauth2/v2.0/')) passed.push(secretsOf(request))
    })
    await showFlow(page)
    await expect(steps(page)).toHaveText(signIn)
    for (const step of await steps(page).all()) await step.click()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export as JSON' }).click()
    const exported = await readFile(await (await download).path(), 'utf8')
    const shown = await page.content()
    // The steps are stored when the page is left.
    await page.reload()
    // With tokens in memory, those of a hidden frame: when they are here, so is every response to read.
    await expect(steps(page).filter({ hasText: 'Token response' })).toBeVisible()
    const key = storageName('flow')
    const stored = await page.evaluate((name) => sessionStorage.getItem(name) ?? '', key)
    expect(stored === '').toBe(tokenStorage === 'memory')
    const secrets = (await Promise.all(passed)).flat()
    expect(secrets.length).toBeGreaterThanOrEqual(8)
    for (const place of [shown, stored, exported])
      for (const secret of secrets) expect(place).not.toContain(secret)

    const [first] = JSON.parse(exported) as { step: string }[]
    expect(first?.step).toBe('Authorization request')
    expect(exported).not.toContain(plainAccount)
    expect(exported).not.toContain('Sunny Day')
  },
)

test('a cancelled sign-in is part of the next flow', async ({ page }) => {
  await page.goto('/forecast')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  await page.getByRole('link', { name: 'Flow' }).click()
  await expect(steps(page).first()).toHaveText('Authorization request')
  await expect(page.getByRole('listitem').filter({ hasText: 'Token response' })).toBeVisible()
})

test('a 403 from the API is shown as a step with its explanation', async ({ page, stack }) => {
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

test.describe('with tokens in memory only', () => {
  test.skip(
    ({ tokenStorage }) => tokenStorage === 'session',
    'With session storage the steps survive a reload.',
  )

  test(
    'a reload discards the recorded steps',
    { tag: ['@promise', '@memory'] },
    async ({ page }) => {
      await showFlow(page)
      await expect(steps(page)).toHaveText(signIn)
      await page.reload()
      await expect(steps(page).filter({ hasText: 'Token response' })).toHaveCount(1)
      await expect(steps(page).filter({ hasText: 'Hidden authorization response' })).toHaveCount(1)
      await expect(steps(page).filter({ hasText: 'API response' })).toHaveCount(0)
    },
  )
})

test(
  'sign-out deletes the steps, and the next flow begins with the return from sign-out',
  { tag: ['@promise', '@both'] },
  async ({ page, tokenStorage }) => {
    await showFlow(page)
    expect((await storedNames(page)).includes(storageName('flow'))).toBe(tokenStorage === 'session')
    await signOut(page)
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
    expect(await storedNames(page)).not.toContain(storageName('flow'))
    await page.getByRole('link', { name: 'Sign in' }).click()
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)
    await page.getByRole('link', { name: 'Flow' }).click()
    await expect(steps(page)).toHaveText(['Back from signing out', ...signIn])
  },
)

test(
  'a sign-out in another tab deletes the steps of this one',
  { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 7.4.1' } },
  async ({ page, stack, tokenStorage }) => {
    await stack.control.signInAs(page.context(), plainAccount)
    await page.goto('/flow')
    await expect(steps(page).first()).toBeVisible()
    expect((await storedNames(page)).includes(storageName('flow'))).toBe(tokenStorage === 'session')
    const other = await page.context().newPage()
    await other.goto('/forecast')
    await signOut(other)
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
    expect(await storedNames(page)).not.toContain(storageName('flow'))
  },
)
