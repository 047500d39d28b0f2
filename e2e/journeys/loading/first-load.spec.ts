import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import type { Page } from 'playwright/test'
import { askedFor, openAsKnown, seeForecast } from '../../support/failure.ts'
import { expect, type Site, test } from '../../support/fixtures.ts'
import { weighImports } from '../../support/imports-alone.ts'
import { forecastRows, plainAccount } from '../../support/person.ts'

// In bytes, with the highest brotli quality. An intended increase changes the number here.
const budgets: Readonly<Record<string, number>> = {
  index: 78_000,
  react: 58_400,
  'start-app': 39_500,
}
const required = Object.keys(budgets)

/**
 * For the app's own code, with valibot and 2.9 kB of styles: what all files may weigh more than React, React Router and MSAL
 * alone.
 */
const ownBudget = 26_700

test(
  'each script that the forecast needs stays within its size budget, and the app’s own code within another',
  { tag: '@promise' },
  async ({ page, site, stack }) => {
    // The libraries are built for comparison.
    test.slow()
    const scripts = watchScripts(page)
    // While the forecast never arrives, the page loads everything before it and nothing after it.
    stack.control.fault({ endpoint: 'weather', hang: true })
    await openAsKnown(page, stack)
    await expect.poll(() => askedFor(stack, 'weather')).toBe(1)
    await expect(page.locator('#slow-notice'), 'React has rendered the page').toHaveCount(0)
    const loaded = await measure(scripts, site)
    expect(Object.keys(loaded)).toEqual(expect.arrayContaining(required))
    const tooLarge = Object.entries(loaded).flatMap(([name, size]) => {
      const budget = budgets[name]
      if (budget === undefined)
        return [`${name} (${size} bytes) is not a script that the forecast needs.`]
      return size > budget ? [`${name} has grown to ${size} bytes; ${budget} are allowed.`] : []
    })
    expect(tooLarge).toEqual([])
    const inAll = Object.values(loaded).reduce((sum, size) => sum + size, 0)
    const own = inAll - (await weighImports('src'))
    expect(own, `in total: ${JSON.stringify(loaded)}`).toBeLessThanOrEqual(ownBudget)
  },
)

test(
  'the public page needs one script, and works before it has loaded',
  { tag: '@promise' },
  async ({ page }) => {
    const scripts = watchScripts(page)
    await page.route(/\/assets\/index-/, () => {})
    await page.goto('/', { waitUntil: 'commit' })
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
    // The browser may report the request later than it shows the link, which is in the document.
    await expect.poll(() => [...scripts].map(nameOf)).toEqual(['index'])
  },
)

test('the public page loads React for the time after sign-in, and the rest when the user is about to sign in', async ({
  page,
  stack,
}) => {
  const scripts = watchScripts(page, 'requestfinished')
  await stack.control.signInAs(page.context(), plainAccount)
  await page.goto('/')
  await expect.poll(() => [...scripts].map(nameOf).toSorted()).toEqual(['index', 'react'])
  await page.waitForLoadState('networkidle')
  expect([...scripts].map(nameOf)).not.toContain('start-app')
  await page.getByRole('link', { name: 'Sign in' }).focus()
  await expect.poll(() => [...scripts].map(nameOf)).toEqual(expect.arrayContaining(required))
  await page.keyboard.press('Enter')
  await expect(forecastRows(page)).toHaveCount(5)
  const overTheLine = await page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter((file) => file.name.endsWith('.js') && file.transferSize > 0)
      .map((file) => new URL(file.name).pathname.split('/').at(-1) ?? ''),
  )
  // The chart loads after the rows.
  expect(overTheLine.map(nameOf).filter((name) => name !== 'temperature-chart')).toEqual([])
})

test('the first reload after a sign-in finds the page in the browser’s cache', async ({
  page,
  stack,
}) => {
  await stack.control.signInAs(page.context(), plainAccount)
  const fetched = page.waitForEvent('requestfinished', (request) =>
    request.url().endsWith('/forecast'),
  )
  await page.goto('/')
  await fetched
  await page.getByRole('link', { name: 'Sign in' }).click()
  await expect(forecastRows(page)).toHaveCount(5)
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  // Playwright reports the status of the cached response.
  const sent = new Map<string, number>()
  session.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode }) => {
    sent.set(requestId, statusCode)
  })
  const loaded = new Promise<string>((resolve) => {
    session.on('Network.responseReceived', ({ requestId, type }) => {
      if (type === 'Document') resolve(requestId)
    })
  })
  await page.reload()
  const id = await loaded
  await expect.poll(() => sent.get(id)).toBe(304)
})

test('no file of the app is requested twice on one page', async ({ page, stack }) => {
  await seeForecast(page, stack)
  // The chart loads after the rows, here and below.
  const chart = page.getByRole('img', { name: 'Chart' })
  await expect(chart).toBeVisible()
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.reload()
  await expect(chart).toBeVisible()
  const files = asked.flatMap((path) => /^\/assets\/(.+)/.exec(path)?.[1] ?? [])
  expect(files.map(nameOf).toSorted()).toEqual([...required, 'temperature-chart'].toSorted())
})

/** @returns a set to which each script of the build is added when the page requests it, or has received it */
function watchScripts(page: Page, event: 'request' | 'requestfinished' = 'request'): Set<string> {
  const files = new Set<string>()
  page.on(event as 'request', (request) => {
    const file = /\/assets\/(.+\.js)$/.exec(request.url())?.[1]
    if (file !== undefined) files.add(file)
  })
  return files
}

async function measure(files: Iterable<string>, { folder }: Site): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {}
  for (const file of files) {
    const script = await readFile(join(folder, 'assets', file))
    sizes[nameOf(file)] = brotliCompressSync(script).length
  }
  return sizes
}

/** The name of a built file without its hash. */
function nameOf(file: string): string {
  return file.replace(/-[\w-]{8}\.js$/, '')
}
