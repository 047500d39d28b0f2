import type { Page } from 'playwright/test'
import { seeForecast } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { launchBrowser, acceptsPreferences } from '../../support/launch-browser.ts'
import { forecastRows, plainAccount } from '../../support/person.ts'
import { dayFromToday } from '../../support/sample-forecast.ts'

/** Days with these summaries. They are cold, so that the numbers are wide. */
function daysWith(summaries: readonly string[]) {
  return summaries.map((summary, index) => {
    return { date: dayFromToday(index + 1), temperatureC: -16, temperatureF: 3, summary }
  })
}

/** Expects that nothing is wider than the window and that no text in the strip of days overlaps another. */
async function expectToFit(page: Page): Promise<void> {
  const wider = () => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth - clientWidth
  }
  await expect.poll(() => page.evaluate(wider)).toBe(0)
  await expect.poll(() => page.evaluate(findCovered)).toEqual([])
}

function findCovered(): string[] {
  const boxOf = (element: Element) => {
    const range = document.createRange()
    range.selectNodeContents(element)
    return range.getBoundingClientRect()
  }
  const overlap = (a: DOMRect, b: DOMRect) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1
  return [...document.querySelectorAll('.days li')].flatMap((day) => {
    const texts = [...day.children].filter(({ localName }) => localName !== 'svg')
    return texts.flatMap((one, index) =>
      texts
        .slice(index + 1)
        .filter((other) => overlap(boxOf(one), boxOf(other)))
        .map((other) => `${one.textContent} and ${other.textContent}`),
    )
  })
}

const template = ['Scorching', 'Sweltering', 'Freezing', 'Bracing', 'Chilly']
const german = [
  'Niederschlagswahrscheinlichkeit',
  'Schneeverwehungen',
  'Gewitterwahrscheinlichkeit',
  'Dauerniederschlag',
  'Hitze',
]

for (const [what, summaries] of [
  ['those of the template', template],
  ['long words', german],
] as const) {
  test(`summaries do not cover numbers in a narrow window: ${what}`, async ({ page, stack }) => {
    stack.control.setForecast(daysWith(summaries))
    await seeForecast(page, stack)
    for (const width of [320, 390, 768]) {
      await page.setViewportSize({ width, height: 800 })
      await expectToFit(page)
    }
  })
}

test('everything fits with wider text spacing (WCAG 2.2 §1.4.12)', async ({ page, stack }) => {
  stack.control.setForecast(daysWith(template))
  await page.setViewportSize({ width: 320, height: 800 })
  await seeForecast(page, stack)
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(
      '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }',
    )
    document.adoptedStyleSheets = [sheet]
  })
  await expectToFit(page)
})

test('everything fits in a narrow window with text twice as large (WCAG 2.2 §1.4.4)', async ({
  launchOptions,
  site,
  stack,
}) => {
  test.skip(!acceptsPreferences, 'This browser ignores preferences.')
  const preferences = { webkit: { webprefs: { default_font_size: 32 } } }
  const context = await launchBrowser(launchOptions, { preferences })
  const page = await context.newPage()
  await page.setViewportSize({ width: 360, height: 800 })
  await page.goto(site.origin)
  await expectToFit(page)
  stack.control.setForecast(daysWith(template))
  await stack.control.signInAs(context, plainAccount)
  await page.goto(`${site.origin}/forecast`)
  await expect(forecastRows(page)).toHaveCount(5)
  await expectToFit(page)
  await page.goto(`${site.origin}/flow`)
  await expect(page.getByRole('listitem').first()).toBeVisible()
  await expectToFit(page)
  for (const summary of await page.locator('summary').all()) await summary.click()
  await expectToFit(page)
  await context.close()
})
