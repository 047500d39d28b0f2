import type { Page, Request } from 'playwright/test'
import { askedFor, refresh } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import type { LocalEntra } from '#local-entra'
import { accountButton, forecastRows, plainAccount, signInAs } from '../../support/person.ts'
import { chooseInMenu, expectSignedOut, otherAccount } from '../../support/session-steps.ts'

/** Headers that let a browser store a response and reuse it (RFC 9111 §3, §4.2). */
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

/** Makes the API respond with one row and these headers. @returns a function that undoes this */
function answerWith(stack: LocalEntra, summary: string, headers: Record<string, string>) {
  const body = [{ date: '2026-03-01', temperatureC: 1, temperatureF: 33, summary }]
  return stack.control.fault({ endpoint: 'weather', body, headers })
}

/** Expects one row with this summary. A list of texts also waits while there are still five rows. */
const expectOnlyRow = (page: Page, summary: string) =>
  expect(forecastRows(page)).toHaveText([new RegExp(summary)])

/** The user names in the access tokens that the API received. */
function watchTokens(page: Page, stack: LocalEntra): string[] {
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
  test(`a forecast that ${permission} makes cacheable is fetched for each refresh, reload and account`, async ({
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
    await expectOnlyRow(page, 'Cool')
    change('Mild')
    await refresh(page)
    await expectOnlyRow(page, 'Mild')
    change('Warm')
    await page.reload()
    await expectOnlyRow(page, 'Warm')
    change('Hot')
    await chooseInMenu(page, 'Sign out')
    await expectSignedOut(page)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await signInAs(page, otherAccount)
    await expectOnlyRow(page, 'Hot')
    expect(askedFor(stack, 'weather')).toBe(4)
    expect(tokens).toEqual([plainAccount, plainAccount, plainAccount, otherAccount])
  })
}

test(
  'a cacheable forecast of one account is not shown to another account, in this tab or in another',
  { tag: '@promise', annotation: { type: 'requirement', description: 'RFC 9111 §4, §5.2.2.5' } },
  async ({ page, context, stack }) => {
    const headers = { 'cache-control': 'private, max-age=600' }
    let undo = answerWith(stack, 'Cool', headers)
    await stack.control.signInAs(context, plainAccount)
    await page.goto('/forecast')
    await expectOnlyRow(page, 'Cool')
    undo()
    undo = answerWith(stack, 'Warm', headers)
    await stack.control.signInAs(context, [plainAccount, otherAccount])
    await chooseInMenu(page, 'Switch account')
    await page.getByRole('button', { name: otherAccount }).click()
    await expect(accountButton(page, otherAccount)).toBeVisible()
    await expectOnlyRow(page, 'Warm')
    undo()
    undo = answerWith(stack, 'Hot', headers)
    await chooseInMenu(page, `Use ${plainAccount}`)
    await expectOnlyRow(page, 'Hot')
    undo()
    answerWith(stack, 'Mild', headers)
    await stack.control.signInAs(context, otherAccount)
    const tab = await context.newPage()
    await tab.goto('/forecast')
    await expect(accountButton(tab, otherAccount)).toBeVisible()
    await expectOnlyRow(tab, 'Mild')
    expect(askedFor(stack, 'weather')).toBe(4)
  },
)

test('Back to a page of the app fetches the forecast, even if it is cacheable', async ({
  page,
  stack,
}) => {
  const headers = { 'cache-control': 'private, max-age=600' }
  const undo = answerWith(stack, 'Cool', headers)
  await stack.control.signInAs(page.context(), plainAccount)
  await page.goto('/forecast')
  await expectOnlyRow(page, 'Cool')
  await page.goto('/icon.svg')
  undo()
  answerWith(stack, 'Warm', headers)
  await page.goBack()
  await expectOnlyRow(page, 'Warm')
  expect(askedFor(stack, 'weather')).toBe(2)
})

test('a forecast that an earlier version of the app left in the cache is not shown, and is replaced', async ({
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
  await expectOnlyRow(page, 'Mild')
  undo()
  undo = answerWith(stack, 'Warm', { etag: '"1"' })
  await refresh(page)
  await expectOnlyRow(page, 'Warm')
  undo()
  answerWith(stack, 'Hot', {})
  expect(await askCache('force-cache')).toContain('Hot')
})

const preflights = (stack: LocalEntra) => askedFor(stack, 'weather', 'OPTIONS')

test('an API that sends no-store is asked without a second preflight, until it stops sending it', async ({
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
  await expectOnlyRow(page, 'Cool')
  // The app repeats a request whose response lacks no-store, because it can come from the cache.
  expect(askedFor(stack, 'weather')).toBe(5)
  undo()
  undo = answerWith(stack, 'Warm', headers)
  await refresh(page)
  await expectOnlyRow(page, 'Warm')
  expect(askedFor(stack, 'weather')).toBe(6)
  undo()
  await page.reload()
  await expect(forecastRows(page)).toHaveCount(5)
  expect(askedFor(stack, 'weather')).toBe(7)
})
