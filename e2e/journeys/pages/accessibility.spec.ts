import { findViolations } from '../../support/axe.ts'
import { expect, test } from '../../support/fixtures.ts'
import { plainAccount } from '../../support/person.ts'
import { scenes } from '../../support/scenes/scenes.ts'
import { findSmallTargets } from '../../support/targets.ts'

test.use({ contextOptions: { reducedMotion: 'reduce' } })

// One scene for each kind of page, for `npm test`. Every other scene looks like one of these.
const examples = [
  'signed out',
  'forecast of a month',
  'account menu of two',
  'no permission',
  'flow in detail',
  'profile',
  'removed day',
]

for (const { name, show } of scenes) {
  test(
    `axe finds no violation, and nothing is too wide or too small: ${name}`,
    {
      tag: ['@promise', examples.includes(name) ? '@session' : '@long'],
      annotation: { type: 'requirement', description: 'WCAG 2.2 AA' },
    },
    async ({ page, stack, site }) => {
      test.slow()
      await stack.control.signInAs(page.context(), plainAccount)
      await show({ page, stack, site })
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 800 })
        // WCAG 2.2 SC 1.4.10: 320 px equals 1280 px at 400 % zoom.
        const excess = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        await expect.poll(excess, `${width} px`).toBeLessThanOrEqual(0)
        expect(await findSmallTargets(page), `${width} px`).toEqual([])
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          expect(await findViolations(page), `${width} px, ${colorScheme}`).toEqual([])
        }
      }
    },
  )
}

test('axe finds a planted violation', { tag: '@promise' }, async ({ page }) => {
  await page.goto('/')
  await page.getByRole('link', { name: 'Sign in' }).evaluate((link) => link.replaceChildren())
  expect(await findViolations(page)).toEqual([expect.stringContaining('link-name')])
})

test('a target that is too small is found', { tag: '@promise' }, async ({ page }) => {
  await page.goto('/')
  const link = page.getByRole('link', { name: 'Sign in' })
  await link.evaluate((element) => element.setAttribute('class', 'brand'))
  expect(await findSmallTargets(page)).toEqual([])
  await link.evaluate((element) => (element.style.minHeight = '20px'))
  expect(await findSmallTargets(page)).toEqual([expect.stringContaining('sign-in')])
})
