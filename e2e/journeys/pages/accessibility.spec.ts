import { findViolations } from '../../support/axe.ts'
import { expect, test } from '../../support/fixtures.ts'
import { plainAccount } from '../../support/person.ts'
import { scenes } from '../../support/scenes/scenes.ts'
import { findSmallTargets } from '../../support/targets.ts'

test.use({ contextOptions: { reducedMotion: 'reduce' } })

// One of each kind of page, for `npm test`; every other scene looks like one of these.
const examples = [
  'signed out',
  'forecast of a month',
  'account menu of two',
  'no permission',
  'flow in detail',
]

for (const { name, show } of scenes) {
  const where = examples.includes(name) ? 'on each kind of page' : 'in every state'
  test(`axe finds nothing, and nothing is too wide or too small ${where}: ${name}`, async ({
    page,
    stack,
    site,
  }) => {
    test.slow()
    await stack.control.signInAs(page.context(), plainAccount)
    await show({ page, stack, site })
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 800 })
      // WCAG 2.2 SC 1.4.10: 320 px is a screen of 1280 px at 400 %.
      const excess = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      await expect.poll(excess, `${width} px`).toBeLessThanOrEqual(0)
      expect(await findSmallTargets(page), `${width} px`).toEqual([])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        expect(await findViolations(page), `${width} px, ${colorScheme}`).toEqual([])
      }
    }
  })
}

test('axe would find a violation', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('link', { name: 'Sign in' }).evaluate((link) => link.replaceChildren())
  expect(await findViolations(page)).toEqual([expect.stringContaining('link-name')])
})

test('a target that is too small would be found', async ({ page }) => {
  await page.goto('/')
  const link = page.getByRole('link', { name: 'Sign in' })
  await link.evaluate((element) => element.setAttribute('class', 'brand'))
  expect(await findSmallTargets(page)).toEqual([])
  await link.evaluate((element) => (element.style.minHeight = '20px'))
  expect(await findSmallTargets(page)).toEqual([expect.stringContaining('sign-in')])
})
