import type { Locator, Page } from 'playwright/test'
import { seeForecast } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { accountButton, forecastRows, plainAccount } from '../../support/person.ts'
import { sampleForecast } from '../../support/sample-forecast.ts'

/** Adds up every layout shift of a page from its start on, and keeps the sum where a reload does not lose it. */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      const shifts = list.getEntries() as (PerformanceEntry & { value: number })[]
      const sum = shifts.reduce((total, { value }) => total + value, Number(window.name))
      window.name = String(sum)
    }).observe({ type: 'layout-shift', buffered: true })
  })
  return () =>
    page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          // What has just been painted is reported in the frame after next.
          requestAnimationFrame(() =>
            requestAnimationFrame(() => setTimeout(() => resolve(Number(window.name)))),
          )
        }),
    )
}

for (const width of [360, 1280]) {
  test.describe(`${width} px wide`, () => {
    // From the start: a window that is resized while a page is painted moves what is in it.
    test.use({ viewport: { width, height: 800 } })

    test('nothing moves while a page comes', async ({ page, stack }) => {
      await stack.control.signInAs(page.context(), plainAccount)
      stack.control.setForecast(sampleForecast(5))
      const shifts = await watchShifts(page)
      await page.goto('/')
      expect(await shifts()).toBeLessThan(0.02)
      await page.getByRole('link', { name: 'Sign in' }).click()
      await expect(page.getByRole('img', { name: 'Chart' })).toBeVisible()
      expect(await shifts()).toBeLessThan(0.02)
      await page.reload()
      await expect(page.getByRole('img', { name: 'Chart' })).toBeVisible()
      expect(await shifts()).toBeLessThan(0.02)
      await page.getByRole('link', { name: 'Flow' }).click()
      await expect(page.getByRole('heading', { name: 'API response' }).first()).toBeVisible()
      expect(await shifts()).toBeLessThan(0.02)
    })
  })
}

test('a shift would be noticed', async ({ page }) => {
  const shifts = await watchShifts(page)
  await page.goto('/')
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('.header')?.style.setProperty('margin-top', '400px')
  })
  expect(await shifts()).toBeGreaterThan(0.02)
})

test('the skeleton has the height of what takes its place', async ({ page, stack }) => {
  await stack.control.signInAs(page.context(), plainAccount)
  stack.control.setForecast(sampleForecast(5))
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    const undo = stack.control.fault({ endpoint: 'weather', hang: true })
    const asked = page.waitForRequest(stack.weatherApi.url)
    await page.goto('/forecast', { waitUntil: 'commit' })
    await asked
    const bones = page.locator('.skeleton > *')
    const places = [await topOf(bones.nth(2)), await topOf(bones.nth(3))]
    undo()
    await page.goto('/forecast')
    const days = await topOf(page.getByRole('list', { name: 'The days after' }))
    const table = await topOf(page.locator('.day-by-day'))
    for (const [index, place] of [days, table].entries())
      expect(Math.abs(place - (places[index] ?? 0))).toBeLessThan(4)
  }
})

for (const anchors of ['with', 'without'])
  test(`in a browser ${anchors} anchor positioning the account menu opens at its button, inside the window`, async ({
    page,
    stack,
  }) => {
    if (anchors === 'without') await takeAnchorsAway(page)
    await seeForecast(page, stack)
    for (const width of [320, 360, 1280, 1920]) {
      await page.setViewportSize({ width, height: 800 })
      await accountButton(page, plainAccount).click()
      const menu = await boxOf(page.locator('.menu'))
      const button = await boxOf(accountButton(page, plainAccount))
      // A narrow button has a margin around its circle.
      expect(Math.abs(menu.right - button.right), `${width} px`).toBeLessThan(8)
      expect(menu.top).toBeGreaterThanOrEqual(button.bottom)
      expect(menu.top).toBeLessThan(button.bottom + 16)
      expect(menu.left).toBeGreaterThanOrEqual(0)
      expect(menu.right).toBeLessThanOrEqual(width)
      await page.keyboard.press('Escape')
    }
    // WebKit centres what has `auto` there, as a popover has unless it is told otherwise.
    const margin = await page
      .locator('.menu')
      .evaluate((element) => String(element.computedStyleMap().get('margin-right')))
    expect(margin).toBe('0px')
  })

test.describe('as the reader has set the system', () => {
  test.beforeEach(async ({ page, stack }) => {
    await stack.control.signInAs(page.context(), plainAccount)
    await page.goto('/forecast')
    await expect(page.getByRole('img', { name: 'Chart' })).toBeVisible()
  })

  test('on paper there is the forecast and nothing to press, dark on light', async ({ page }) => {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    await expect(page.getByRole('table')).toBeVisible()
    await expect(page.getByRole('img', { name: 'Chart' })).toBeVisible()
    for (const role of ['button', 'radio', 'navigation'] as const)
      await expect(page.getByRole(role)).toHaveCount(0)
    await expect(page.locator('html')).toHaveCSS('background-color', 'rgb(250, 248, 244)')
  })

  test('with reduced motion nothing turns or fades', async ({ page, stack }) => {
    stack.control.fault({ endpoint: 'weather', hang: true })
    await page.getByRole('button', { name: 'Refresh' }).click()
    const animations = () => page.evaluate(() => document.getAnimations().length)
    await expect.poll(animations).toBeGreaterThan(0)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await expect.poll(animations).toBe(0)
  })

  test('with forced colours every line is drawn in the colour of the text', async ({ page }) => {
    await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' })
    const text = await page.evaluate(() => getComputedStyle(document.body).color)
    await expect(page.locator('.chart stop').first()).toHaveCSS('stop-color', text)
    await page.getByRole('link', { name: 'Flow' }).click()
    await expect(page.locator('.arrow').first()).toHaveCSS('stroke', text)
    await expect(page.locator('.lifeline').first()).toHaveCSS('stroke', text)
  })
})

test('every page has a title of its own, which follows the way through the app', async ({
  page,
  stack,
}) => {
  await page.goto('/')
  await expect(page).toHaveTitle('Weather')
  await stack.control.signInAs(page.context(), plainAccount)
  await page.goto('/forecast')
  await expect(page).toHaveTitle('Forecast · Weather')
  await page.getByRole('link', { name: 'Flow' }).click()
  await expect(page).toHaveTitle('Flow · Weather')
  await page.goto('/nowhere')
  await expect(page).toHaveTitle('There is no such page · Weather')
})

test('a browser extension that replaces the title does not break the app', async ({
  page,
  stack,
}) => {
  await seeForecast(page, stack)
  await page.evaluate(() => {
    for (const title of document.querySelectorAll('title')) title.remove()
    document.head.append(Object.assign(document.createElement('title'), { text: 'My tab' }))
  })
  await page.getByRole('link', { name: 'Flow' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('How you were signed in')
  await expect(page).toHaveTitle('Flow · Weather')
  await page.getByRole('link', { name: 'Forecast' }).click()
  await expect(forecastRows(page)).toHaveCount(5)
})

test('icons and manifest are there, as the document and the manifest name them', async ({
  page,
}) => {
  await page.goto('/')
  const files = await page.evaluate(async () => {
    const named = document.querySelectorAll<HTMLLinkElement>('link[rel*=icon], [rel=manifest]')
    return [...named].map(({ href }) => href)
  })
  expect(files).toHaveLength(3)
  const manifest = (await (await page.request.get('/manifest.webmanifest')).json()) as {
    icons: { src: string }[]
    start_url: string
  }
  for (const file of [...files, ...manifest.icons.map(({ src }) => src)]) {
    const answer = await page.request.get(file)
    expect(answer.headers()['content-type'], file).toMatch(/^image\/|manifest/)
  }
})

/** Serves the styles as a browser reads them that does not know `position-area`. */
async function takeAnchorsAway(page: Page): Promise<void> {
  await page.route('**/assets/*.css', async (route) => {
    const response = await route.fetch()
    const body = (await response.text()).replaceAll('position-area', 'position-unknown')
    await route.fulfill({ response, body })
  })
}

async function boxOf(locator: Locator) {
  return locator.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect()
    return { left, right, top, bottom }
  })
}

async function topOf(locator: Locator): Promise<number> {
  return (await locator.boundingBox())?.y ?? Number.NaN
}
