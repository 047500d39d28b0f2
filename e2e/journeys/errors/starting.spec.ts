import type { Page } from 'playwright/test'
import { startFaultyServer } from '../../support/faulty-server.ts'
import { alertOn, goOn, openAsKnown, seeForecast } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { takeAway } from '../../support/missing-file.ts'
import { forecastRows, plainAccount, signInAs } from '../../support/person.ts'
import { expectExplained } from '../../support/faults/expect-explained.ts'

// Failures before the app runs: files that its host or a deployment withholds.

/** Counts the loads of the page, without its frames. */
function countLoads(page: Page): () => number {
  let count = 0
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) count += 1
  })
  return () => count
}

test(
  'a deployment during a visit goes unnoticed: the page loads the new version',
  { tag: ['@promise', '@both'] },
  async ({ page, site, stack }) => {
    await seeForecast(page, stack)
    const deployNewVersion = takeAway(site, 'flow-page')
    const loads = countLoads(page)
    page.on('request', (request) => request.isNavigationRequest() && deployNewVersion())
    await page.getByRole('link', { name: 'Flow' }).click()
    await expect(page).toHaveTitle(/^Flow/)
    await expect(alertOn(page)).toHaveCount(0)
    expect(loads()).toBe(1)
  },
)

test(
  'a missing chunk causes one reload, then a message',
  { tag: '@promise' },
  async ({ page, site, stack }) => {
    await seeForecast(page, stack)
    const putBack = takeAway(site, 'flow-page')
    const loads = countLoads(page)
    await page.getByRole('link', { name: 'Flow' }).click()
    const way = 'Reload the page'
    await expectExplained(page, { title: 'Part of the app', who: 'you', way })
    expect(loads()).toBe(1)
    putBack()
    await page.getByRole('button', { name: way }).click()
    await expect(page).toHaveTitle(/^Flow/)
  },
)

for (const name of ['index', 'start-app']) {
  test(
    `without its ${name} script, the page says that the app could not be loaded`,
    { tag: '@promise' },
    async ({ page, site }) => {
      const putBack = takeAway(site, name)
      const loads = countLoads(page)
      await page.goto('/forecast?days=5')
      await expect(alertOn(page)).toContainText(/could not be loaded/)
      expect(loads()).toBeLessThanOrEqual(2)
      putBack()
      await alertOn(page).getByRole('link').click()
      await signInAs(page, plainAccount)
      await expect(forecastRows(page)).toHaveCount(5)
    },
  )
}

test('the app starts without its inline script, which some browser extensions remove', async ({
  page,
  site,
  stack,
}) => {
  const host = await startFaultyServer(site.origin, (answer) => {
    answer.body = answer.body.replace(/<script>.*?<\/script>/s, '')
  })
  stack.control.addAppOrigin(host.origin)
  await openAsKnown(page, stack, `${host.origin}/forecast?days=5`)
  await expect(forecastRows(page)).toHaveCount(5)
  await host.close()
})

test('when the explanations cannot be loaded, the error page shows another message with a button', async ({
  page,
  site,
  stack,
}) => {
  const putBack = takeAway(site, 'on-failure')
  const undo = stack.control.fault({ endpoint: 'weather', status: 500 })
  await openAsKnown(page, stack)
  await expect(alertOn(page)).toContainText('Part of the app could not be loaded')
  putBack()
  undo()
  await goOn(page, 'Try again')
})

test(
  'a host that does not serve the configuration is reported, and the app continues when it does',
  { tag: '@promise' },
  async ({ page, site, stack }) => {
    await site.mount()
    let isFailing = true
    const host = await startFaultyServer(site.origin, (answer, { url }) => {
      if (isFailing && url.endsWith('/config.json')) answer.status = 503
    })
    stack.control.addAppOrigin(host.origin)
    await openAsKnown(page, stack, `${host.origin}/forecast?days=5`)
    const title = 'The settings of the app could not be loaded'
    await expectExplained(page, { title, who: 'nobody', way: 'Reload the page' })
    isFailing = false
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await expect(forecastRows(page)).toHaveCount(5)
    await host.close()
  },
)
