import type { Page, Request } from 'playwright/test'
import { askedFor, refresh } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import type { LocalStack } from '../../../local-entra/local-stack.ts'
import { accountButton, forecastRows, plainAccount, signInAs } from '../../support/person.ts'
import { chooseInMenu, expectSignedOut, otherAccount } from '../../support/session-steps.ts'

/** What lets a browser keep an answer and show it again (RFC 9111 §3, §4.2). */
const keepable: Record<string, Record<string, string>> = {
  'a lifetime': { 'cache-control': 'private, max-age=600' },
  'a lifetime for everybody': { 'cache-control': 'public, max-age=600, s-maxage=600' },
  'a lifetime that never changes': { 'cache-control': 'max-age=31536000, immutable' },
  'a lifetime after its end': {
    'cache-control': 'max-age=0, stale-while-revalidate=600, stale-if-error=600',
  },
  'a date of expiry': {
    'cache-control': '',
    expires: new Date(Date.now() + 600_000).toUTCString(),
  },
  'its age alone (heuristic freshness)': {
    'cache-control': '',
    'last-modified': new Date(Date.now() - 1e10).toUTCString(),
  },
  'a validator': { 'cache-control': 'private, no-cache', etag: '"1"' },
  'no-store in another directive': {
    'cache-control': 'private="x, no-store, y", max-age=600, x-no-store',
  },
}

/** Lets the API answer with one row, and headers that let it be kept. @returns takes it back */
function answerWith(stack: LocalStack, summary: string, headers: Record<string, string>) {
  const body = [{ date: '2026-03-01', temperatureC: 1, temperatureF: 33, summary }]
  return stack.control.fault({ endpoint: 'weather', body, headers })
}

/** The user names in the access tokens that the API was sent. */
function watchTokens(page: Page, stack: LocalStack): string[] {
  const names: string[] = []
  page.on('request', (request: Request) => {
    if (request.url() !== stack.weatherApi.url) return
    const [, payload = ''] = (request.headers()['authorization'] ?? '').split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
    names.push(String((claims as { preferred_username?: unknown }).preferred_username))
  })
  return names
}

for (const [permission, headers] of Object.entries(keepable)) {
  test(`a forecast that may be kept by ${permission} is fetched by each Refresh, each reload and each account`, async ({
    page,
    stack,
  }) => {
    const tokens = watchTokens(page, stack)
    let undo = answerWith(stack, 'Cool', headers)
    const change = (summary: string) => {
      undo()
      undo = answerWith(stack, summary, headers)
    }
    await stack.control.signInAs(page.context(), plainAccount)
    await page.goto('/forecast')
    await expect(forecastRows(page)).toContainText('Cool')
    change('Mild')
    await refresh(page)
    await expect(forecastRows(page)).toContainText('Mild')
    change('Warm')
    await page.reload()
    await expect(forecastRows(page)).toContainText('Warm')
    change('Hot')
    await chooseInMenu(page, 'Sign out')
    await expectSignedOut(page)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await signInAs(page, otherAccount)
    await expect(forecastRows(page)).toContainText('Hot')
    expect(askedFor(stack, 'weather')).toBe(4)
    expect(tokens).toEqual([plainAccount, plainAccount, plainAccount, otherAccount])
  })
}

test('a forecast that one account may keep is not shown to the account that is switched to, nor in another tab', async ({
  page,
  context,
  stack,
}) => {
  const headers = { 'cache-control': 'private, max-age=600' }
  let undo = answerWith(stack, 'Cool', headers)
  await stack.control.signInAs(context, plainAccount)
  await page.goto('/forecast')
  await expect(forecastRows(page)).toContainText('Cool')
  undo()
  undo = answerWith(stack, 'Warm', headers)
  await stack.control.signInAs(context, [plainAccount, otherAccount])
  await chooseInMenu(page, 'Switch account')
  await page.getByRole('button', { name: otherAccount }).click()
  await expect(accountButton(page, otherAccount)).toBeVisible()
  await expect(forecastRows(page)).toContainText('Warm')
  undo()
  undo = answerWith(stack, 'Hot', headers)
  await chooseInMenu(page, `Use ${plainAccount}`)
  await expect(forecastRows(page)).toContainText('Hot')
  undo()
  answerWith(stack, 'Mild', headers)
  await stack.control.signInAs(context, otherAccount)
  const tab = await context.newPage()
  await tab.goto('/forecast')
  await expect(accountButton(tab, otherAccount)).toBeVisible()
  await expect(forecastRows(tab)).toContainText('Mild')
  expect(askedFor(stack, 'weather')).toBe(4)
})

test('Back to a page of the app fetches the forecast, however long it may be kept', async ({
  page,
  stack,
}) => {
  const headers = { 'cache-control': 'private, max-age=600' }
  const undo = answerWith(stack, 'Cool', headers)
  await stack.control.signInAs(page.context(), plainAccount)
  await page.goto('/forecast')
  await expect(forecastRows(page)).toContainText('Cool')
  await page.goto('/icon.svg')
  undo()
  answerWith(stack, 'Warm', headers)
  await page.goBack()
  await expect(forecastRows(page)).toContainText('Warm')
  expect(askedFor(stack, 'weather')).toBe(2)
})

test('what an earlier version of the app let the browser keep is shown to no account, and removed', async ({
  page,
  stack,
}) => {
  let undo = answerWith(stack, 'Cool', { 'cache-control': 'private, max-age=600', etag: '"1"' })
  await page.goto('/')
  const askCache = (cache: RequestCache) =>
    page.evaluate(
      async ([url, mode]) => (await fetch(url, { cache: mode, credentials: 'omit' })).text(),
      [stack.weatherApi.url, cache] as const,
    )
  expect(await askCache('default')).toContain('Cool')
  undo()
  undo = answerWith(stack, 'Mild', { etag: '"1"' })
  expect(await askCache('force-cache')).toContain('Cool')
  await stack.control.signInAs(page.context(), plainAccount)
  await page.goto('/forecast')
  await expect(forecastRows(page)).toContainText('Mild')
  undo()
  undo = answerWith(stack, 'Warm', { etag: '"1"' })
  await refresh(page)
  await expect(forecastRows(page)).toContainText('Warm')
  undo()
  answerWith(stack, 'Hot', {})
  expect(await askCache('force-cache')).toContain('Hot')
})

const preflights = (stack: LocalStack) => askedFor(stack, 'weather', 'OPTIONS')

test('an API that says no-store is asked without a second preflight, until it stops saying so', async ({
  page,
  stack,
}) => {
  await stack.control.signInAs(page.context(), plainAccount)
  await page.goto('/forecast')
  await expect(forecastRows(page)).toHaveCount(5)
  await page.reload()
  await expect(forecastRows(page)).toHaveCount(5)
  await refresh(page)
  await expect.poll(() => askedFor(stack, 'weather')).toBe(3)
  expect(preflights(stack)).toBe(1)

  const headers = { 'cache-control': 'private, max-age=600' }
  let undo = answerWith(stack, 'Cool', headers)
  await refresh(page)
  await expect(forecastRows(page)).toContainText('Cool')
  // The first answer without it is not believed: it may be a kept one.
  expect(askedFor(stack, 'weather')).toBe(5)
  undo()
  undo = answerWith(stack, 'Warm', headers)
  await refresh(page)
  await expect(forecastRows(page)).toContainText('Warm')
  expect(askedFor(stack, 'weather')).toBe(6)
  undo()
  await page.reload()
  await expect(forecastRows(page)).toHaveCount(5)
  expect(askedFor(stack, 'weather')).toBe(7)
})
