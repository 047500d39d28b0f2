import { startFaultyServer } from '../../support/faulty-server.ts'
import { askedFor } from '../../support/failure.ts'
import { expect, type Site, test } from '../../support/fixtures.ts'
import type { LocalStack } from '../../../local-entra/local-stack.ts'
import { expectWords, neverLeaves, waitLong, wordsOn } from '../../support/long-wait.ts'
import { forecastRows, plainAccount } from '../../support/person.ts'

// The same for the app itself, whose files are slow to come.

test.beforeEach(async ({ page }) => {
  await page.clock.install()
})

/** The site behind a host that never sends some of its files, until it is told to. */
async function startSlowHost(site: Site, stack: LocalStack, isSlow: (path: string) => boolean) {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const admit = ({ url }: Request) => (isSlow(new URL(url).pathname) ? released : Promise.resolve())
  const host = await startFaultyServer(site.origin, () => {}, admit)
  stack.control.addAppOrigin(host.origin)
  return { ...host, release }
}

const files = [
  ['its configuration', /config\.json/],
  ['its script', /\/index-/],
  ['the script of its pages', /\/start-app-/],
] as const

for (const [what, name] of files) {
  test(`whoever waits for the app itself, for ${what}, is told so, and it goes on`, async ({
    page,
    site,
    stack,
  }) => {
    const host = await startSlowHost(site, stack, (path) => name.test(path))
    await stack.control.signInAs(page.context(), plainAccount)
    await page.goto(`${host.origin}/forecast?days=5`, { waitUntil: 'commit' })
    await expect(page.getByText('Loading…')).toBeVisible()
    await expectWords(page)
    host.release()
    const reload = page.getByRole('button', { name: 'Reload the page' })
    await reload.or(forecastRows(page).first()).waitFor()
    if (await reload.isVisible()) await reload.click()
    await expect(forecastRows(page)).toHaveCount(5)
    await host.close()
  })
}

test('whoever has been told so is told so still when the app takes over', async ({
  page,
  site,
  stack,
}) => {
  const host = await startSlowHost(site, stack, (path) => /\/start-app-/.test(path))
  stack.control.fault(neverLeaves)
  await page.goto(`${host.origin}/forecast`, { waitUntil: 'commit' })
  await expect(page.getByText('Loading…')).toBeVisible()
  await waitLong(page)
  await expect(wordsOn(page)).toBeVisible()
  host.release()
  await expect(page.locator('#slow-notice'), 'the page is that of React').toHaveCount(0)
  await expect.poll(() => askedFor(stack, 'authorize')).toBe(1)
  await expect(wordsOn(page)).toBeVisible()
  await host.close()
})
