import { expect, test } from '../fixtures.ts'
import { pickAccount, plainAccount } from '../person.ts'
import { sampleForecast } from '../sample-forecast.ts'
import { scenes } from './scenes.ts'
import { otherAccount } from '../session-steps.ts'

// `npm run screenshots` saves every state, in both themes, narrow and wide, in the folder `screenshots`.

function fileOf(name: string): string {
  return `screenshots/${name.replaceAll(' ', '-')}-${test.info().project.name}.png`
}

for (const { name, show, isLong = false } of scenes) {
  test(name, async ({ page, stack, site }) => {
    await stack.control.signInAs(page.context(), plainAccount)
    await show({ page, stack, site })
    if (!isLong) await page.evaluate(() => scrollTo(0, 0))
    await page.screenshot({ path: fileOf(name), fullPage: !isLong })
  })
}

test('the pages of the identity provider', async ({ page, stack }) => {
  stack.control.setForecast(sampleForecast(5))
  await page.goto('/forecast')
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await page.screenshot({ path: fileOf('sign-in'), fullPage: true })
  await pickAccount(page, plainAccount)
  await expect(page.getByRole('button', { name: 'Accept' })).toBeVisible()
  await page.screenshot({ path: fileOf('consent'), fullPage: true })
  await stack.control.signInAs(page.context(), [plainAccount, otherAccount])
  // In a new tab: the first one has an unfinished sign-in.
  const tab = await page.context().newPage()
  await tab.goto('/forecast')
  await expect(tab.getByRole('heading', { name: 'Pick an account' })).toBeVisible()
  await tab.screenshot({ path: fileOf('picker'), fullPage: true })
})
