import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import type { Page } from 'playwright/test'
import { askedFor, openAsKnown, seeForecast } from '../../support/failure.ts'
import { expect, type Site, test } from '../../support/fixtures.ts'
import { forecastRows, plainAccount } from '../../support/person.ts'

// Bytes, after brotli at its best. What grows on purpose is written down here; what grows by mistake is named.
const budgets: Readonly<Record<string, number>> = {
  index: 75_000,
  'start-app': 95_500,
  // What React's pages share. Not every version of the bundler makes it a file of its own.
  'jsx-runtime': 3_000,
}
const required = ['index', 'start-app']
const budgetInAll = 171_000

test('no script on the way to the forecast is larger than its budget, nor are all together', async ({
  page,
  site,
  stack,
}) => {
  const scripts = watchScripts(page)
  // Whoever waits for the forecast for good has loaded what comes before it, and nothing of what comes after.
  stack.control.fault({ endpoint: 'weather', hang: true })
  await openAsKnown(page, stack)
  await expect.poll(() => askedFor(stack, 'weather')).toBe(1)
  await expect(page.locator('#slow-notice'), 'the page is that of React').toHaveCount(0)
  const loaded = await measure(scripts, site)
  expect(Object.keys(loaded)).toEqual(expect.arrayContaining(required))
  const tooLarge = Object.entries(loaded).flatMap(([name, size]) => {
    const budget = budgets[name]
    if (budget === undefined) return [`${name} (${size} bytes) was not on the way to the forecast.`]
    return size > budget ? [`${name} has grown to ${size} bytes, and ${budget} are allowed.`] : []
  })
  expect(tooLarge).toEqual([])
  const inAll = Object.values(loaded).reduce((sum, size) => sum + size, 0)
  expect(inAll, `all of them: ${JSON.stringify(loaded)}`).toBeLessThanOrEqual(budgetInAll)
})

test('the public page needs one script, and can be used before it has come', async ({ page }) => {
  const scripts = watchScripts(page)
  await page.route(/\/assets\/index-/, () => {})
  await page.goto('/', { waitUntil: 'commit' })
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
  expect([...scripts].map(nameOf)).toEqual(['index'])
})

test('what the forecast needs is in the cache before anybody has signed in', async ({
  page,
  stack,
}) => {
  const scripts = watchScripts(page, 'requestfinished')
  await stack.control.signInAs(page.context(), plainAccount)
  await page.goto('/')
  await expect.poll(() => [...scripts].map(nameOf)).toEqual(expect.arrayContaining(required))
  await page.waitForLoadState('networkidle')
  await page.getByRole('link', { name: 'Sign in' }).click()
  await expect(forecastRows(page)).toHaveCount(5)
  const overTheLine = await page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter((file) => file.name.endsWith('.js') && file.transferSize > 0)
      .map((file) => new URL(file.name).pathname.split('/').at(-1) ?? ''),
  )
  // The chart comes after the rows.
  expect(overTheLine.map(nameOf).filter((name) => name !== 'temperature-chart')).toEqual([])
})

test('no file of the app is asked for twice on one page', async ({ page, stack }) => {
  await seeForecast(page, stack)
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.reload()
  await expect(forecastRows(page)).toHaveCount(5)
  const files = asked.filter((path) => path.startsWith('/assets/'))
  expect(files.length).toBeGreaterThan(required.length)
  expect(files).toEqual([...new Set(files)])
})

/** @returns the script files of the build that the page asks for, or has got, growing as it does */
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

/** A file of the build without the hash in its name. */
function nameOf(file: string): string {
  return file.replace(/-[\w-]{8}\.js$/, '')
}
