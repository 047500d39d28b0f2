import { startFaultyServer } from '../../support/faulty-server.ts'
import { askedFor } from '../../support/failure.ts'
import { expect, type Site, test } from '../../support/fixtures.ts'
import type { LocalEntra } from '#local-entra'
import {
  expectSlowNotice,
  neverLeaves,
  waitSixSeconds,
  slowNotice,
} from '../../support/slow-notice.ts'
import { forecastRows, plainAccount } from '../../support/person.ts'

// The files of the app itself load slowly.

test.beforeEach(async ({ page }) => {
  await page.clock.install()
})

/** Serves the site, and holds the files with a name like `name` back until `release` is called. */
async function startSlowHost(site: Site, stack: LocalEntra, name: RegExp) {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let held = 0
  const admit = async ({ url }: Request) => {
    if (!name.test(new URL(url).pathname)) return
    held += 1
    await released
  }
  const host = await startFaultyServer(site.origin, () => {}, admit)
  stack.control.addAppOrigin(host.origin)
  const waitForRequest = () => expect.poll(() => held).toBeGreaterThan(0)
  return { ...host, waitForRequest, release }
}

const files = [
  ['its configuration', /config\.json/],
  ['its script', /\/index-/],
  ['the script of its pages', /\/start-app-/],
] as const

for (const [what, name] of files) {
  test(
    `while the app waits for ${what}, the page says that it is still loading, and then continues`,
    { tag: '@promise' },
    async ({ page, site, stack }) => {
      await site.mount()
      const host = await startSlowHost(site, stack, name)
      await stack.control.signInAs(page.context(), plainAccount)
      await page.goto(`${host.origin}/forecast?days=5`, { waitUntil: 'commit' })
      await host.waitForRequest()
      await expect(page.getByText('Loading…')).toBeVisible()
      await expectSlowNotice(page)
      host.release()
      const reload = page.getByRole('button', { name: 'Reload the page' })
      await reload.or(forecastRows(page).first()).waitFor()
      if (await reload.isVisible()) await reload.click()
      await expect(forecastRows(page)).toHaveCount(5)
      await host.close()
    },
  )
}

test('the slow notice stays when React takes over the page', async ({ page, site, stack }) => {
  const host = await startSlowHost(site, stack, /\/start-app-/)
  stack.control.fault(neverLeaves)
  await page.goto(`${host.origin}/forecast`, { waitUntil: 'commit' })
  await host.waitForRequest()
  await expect(page.getByText('Loading…')).toBeVisible()
  await waitSixSeconds(page)
  await expect(slowNotice(page)).toBeVisible()
  host.release()
  await expect(page.locator('#slow-notice'), 'React has rendered the page').toHaveCount(0)
  await expect.poll(() => askedFor(stack, 'authorize')).toBe(1)
  await expect(slowNotice(page)).toBeVisible()
  await host.close()
})
