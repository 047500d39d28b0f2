import type { Locator, Page } from 'playwright/test'
import { appName } from '../../support/app-names.ts'
import { editor } from '../../support/editing.ts'
import { seeForecast } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { accountButton, forecastRows, plainAccount } from '../../support/person.ts'
import { sampleForecast } from '../../support/sample-forecast.ts'
import { enter } from '../../support/session-steps.ts'

/** Sums all layout shifts of a page from its start. The sum survives a reload. */
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
          // The browser reports a shift up to two frames after it painted it.
          requestAnimationFrame(() =>
            requestAnimationFrame(() => setTimeout(() => resolve(Number(window.name)))),
          )
        }),
    )
}

for (const width of [360, 1280]) {
  test.describe(`${width} px wide`, () => {
    // Set before the page loads, because resizing the window causes layout shifts.
    test.use({ viewport: { width, height: 800 } })

    test(
      'no layout shift occurs while a page loads',
      { tag: '@promise' },
      async ({ page, stack }) => {
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
      },
    )
  })
}

test('a planted layout shift is found', { tag: '@promise' }, async ({ page }) => {
  const shifts = await watchShifts(page)
  await page.goto('/')
  // Waits for a frame: what moves before the first paint does not shift.
  expect(await shifts()).toBeLessThan(0.02)
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('.header')?.style.setProperty('margin-top', '400px')
  })
  await expect.poll(shifts).toBeGreaterThan(0.02)
})

test('the public page does not move while the rest of the document arrives', async ({ page }) => {
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    await page.goto('/')
    const parts = page.locator('.header, .landing > *, .horizon')
    const complete = await Promise.all((await parts.all()).map(topOf))
    // What a slow connection shows: each part without those that follow it.
    for (let count = complete.length - 1; count > 0; count -= 1) {
      await parts.nth(count).evaluate((element) => element.remove())
      expect(await topOf(parts.nth(count - 1))).toBe(complete[count - 1])
    }
  }
})

test('the skeleton has the height of the content that replaces it', async ({ page, stack }) => {
  await stack.control.signInAs(page.context(), plainAccount)
  stack.control.setForecast(sampleForecast(5))
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    const undo = stack.control.fault({ endpoint: 'weather', hang: true })
    const asked = page.waitForRequest(stack.weatherApi.url)
    await page.goto('/forecast', { waitUntil: 'commit' })
    await asked
    // React replaces the skeleton of the document, and an element that has gone has no place.
    await expect(page.locator('#slow-notice'), 'React has rendered the page').toHaveCount(0)
    const bones = page.locator('.skeleton > *')
    const places = [await topOf(bones.nth(2)), await topOf(bones.nth(3))]
    undo()
    await page.goto('/forecast')
    const days = await topOf(page.getByRole('list', { name: 'The following days' }))
    const table = await topOf(page.locator('.day-by-day'))
    for (const [index, place] of [days, table].entries())
      expect(Math.abs(place - (places[index] ?? 0))).toBeLessThan(4)
  }
})

for (const anchors of ['with', 'without'])
  test(`${anchors} CSS anchor positioning, the account menu opens at its button, inside the window`, async ({
    page,
    stack,
  }) => {
    if (anchors === 'without') await removeAnchorPositioning(page)
    // With the link to Edit, a narrow header has two lines.
    await enter(page, stack, { account: editor })
    for (const width of [320, 360, 1280, 1920]) {
      await page.setViewportSize({ width, height: 800 })
      await accountButton(page, editor).click()
      const menu = await boxOf(page.locator('.menu'))
      const button = await boxOf(accountButton(page, editor))
      // The narrow button has a margin around its circle.
      expect(Math.abs(menu.right - button.right), `${width} px`).toBeLessThan(8)
      expect(menu.top).toBeGreaterThanOrEqual(button.bottom)
      expect(menu.top).toBeLessThan(button.bottom + 16)
      expect(menu.left).toBeGreaterThanOrEqual(0)
      expect(menu.right).toBeLessThanOrEqual(width)
      await page.keyboard.press('Escape')
    }
    // WebKit centres an element with `auto` margins, which is the default of a popover.
    const margin = await page
      .locator('.menu')
      .evaluate((element) => String(element.computedStyleMap().get('margin-right')))
    expect(margin).toBe('0px')
  })

test.describe('with the media settings of the user', () => {
  test.beforeEach(async ({ page, stack }) => {
    await stack.control.signInAs(page.context(), plainAccount)
    await page.goto('/forecast')
    await expect(page.getByRole('img', { name: 'Chart' })).toBeVisible()
  })

  test('print shows the forecast without controls, dark on light', async ({ page }) => {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    await expect(page.getByRole('table')).toBeVisible()
    await expect(page.getByRole('img', { name: 'Chart' })).toBeVisible()
    for (const role of ['button', 'radio', 'navigation'] as const)
      await expect(page.getByRole(role)).toHaveCount(0)
    await expect(page.locator('html')).toHaveCSS('background-color', 'rgb(250, 248, 244)')
  })

  test('reduced motion stops every animation', async ({ page, stack }) => {
    stack.control.fault({ endpoint: 'weather', hang: true })
    await page.getByRole('button', { name: 'Refresh' }).click()
    const animations = () => page.evaluate(() => document.getAnimations().length)
    await expect.poll(animations).toBeGreaterThan(0)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await expect.poll(animations).toBe(0)
  })

  test('forced colours draw every line in the colour of the text', async ({ page }) => {
    await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' })
    const text = await page.evaluate(() => getComputedStyle(document.body).color)
    await expect(page.locator('.chart stop').first()).toHaveCSS('stop-color', text)
    await page.getByRole('link', { name: 'Flow' }).click()
    await expect(page.locator('.arrow').first()).toHaveCSS('stroke', text)
    await expect(page.locator('.lifeline').first()).toHaveCSS('stroke', text)
  })
})

test(
  'every page has its own title, which follows navigation',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await page.goto('/')
    await expect(page).toHaveTitle(appName)
    await stack.control.signInAs(page.context(), plainAccount)
    await page.goto('/forecast')
    await expect(page).toHaveTitle(`Forecast · ${appName}`)
    await page.getByRole('link', { name: 'Flow' }).click()
    await expect(page).toHaveTitle(`Flow · ${appName}`)
    await page.goto('/nowhere')
    await expect(page).toHaveTitle(`Page not found · ${appName}`)
  },
)

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
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('How you signed in')
  await expect(page).toHaveTitle(`Flow · ${appName}`)
  await page.getByRole('link', { name: 'Forecast' }).click()
  await expect(forecastRows(page)).toHaveCount(5)
})

test('the icons and the manifest that the page names exist', async ({ page }) => {
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

/** Serves the styles as a browser without `position-area` reads them. */
async function removeAnchorPositioning(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { prototype } = CSSStyleSheet
    const original = Object.getOwnPropertyDescriptor(prototype, 'replaceSync')?.value as (
      this: CSSStyleSheet,
      text: string,
    ) => void
    prototype.replaceSync = function replaceSync(text) {
      original.call(this, text.replaceAll('position-area', 'position-unknown'))
    }
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
