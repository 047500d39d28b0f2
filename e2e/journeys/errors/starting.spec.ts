import type { Page } from 'playwright/test'
import { startFaultyServer } from '../../support/faulty-server.ts'
import { alertOn, goOn, openAsKnown, seeForecast } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { takeAway } from '../../support/missing-file.ts'
import { forecastRows, plainAccount, signInAs } from '../../support/person.ts'
import { expectExplained } from '../../support/faults/meet-in-turn.ts'

// Before there is an app: what its host and a deployment can keep from it.

/** Counts how often the page itself is loaded. */
function countLoads(page: Page): () => number {
  let count = 0
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) count += 1
  })
  return () => count
}

test('a deployment in the middle of a visit goes unnoticed: the page takes the new version', async ({
  page,
  site,
  stack,
}) => {
  await seeForecast(page, stack)
  const deployNewVersion = takeAway(site, 'flow-page')
  const loads = countLoads(page)
  page.on('request', (request) => request.isNavigationRequest() && deployNewVersion())
  await page.getByRole('link', { name: 'Flow' }).click()
  await expect(page).toHaveTitle(/^Flow/)
  await expect(alertOn(page)).toHaveCount(0)
  expect(loads()).toBe(1)
})

test('a script that is gone for good costs one reload, and then there are words', async ({
  page,
  site,
  stack,
}) => {
  await seeForecast(page, stack)
  const putBack = takeAway(site, 'flow-page')
  const loads = countLoads(page)
  await page.getByRole('link', { name: 'Flow' }).click()
  const way = 'Reload the page'
  await expectExplained(page, { title: 'A part of the app', who: 'you', way })
  expect(loads()).toBe(1)
  putBack()
  await page.getByRole('button', { name: way }).click()
  await expect(page).toHaveTitle(/^Flow/)
})

for (const name of ['index', 'start-app']) {
  test(`without its script ${name} the app says that it could not be loaded`, async ({
    page,
    site,
  }) => {
    const putBack = takeAway(site, name)
    const loads = countLoads(page)
    await page.goto('/forecast?days=5')
    await expect(alertOn(page)).toContainText(/could not be loaded/)
    expect(loads()).toBeLessThanOrEqual(2)
    putBack()
    await alertOn(page).getByRole('link').click()
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)
  })
}

test('a style sheet that is lost once is loaded again', async ({ page, site, stack }) => {
  let isLost = true
  let noteLoss = () => {}
  const loss = new Promise<void>((resolve) => {
    noteLoss = resolve
  })
  const host = await startFaultyServer(
    site.origin,
    (answer, { url }) => {
      if (!isLost || !url.endsWith('.css')) return
      answer.status = 404
      answer.headers.set('cache-control', 'no-store')
      isLost = false
      noteLoss()
    },
    // The style sheet is lost before the app is asked for.
    ({ url }) => (url.endsWith('/config.json') ? loss : Promise.resolve()),
  )
  stack.control.addAppOrigin(host.origin)
  await openAsKnown(page, stack, `${host.origin}/forecast?days=5`)
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page.getByRole('table')).toHaveCSS('border-collapse', 'collapse')
  await host.close()
})

test('without the script inside of the document, which some browser extensions remove, the app starts', async ({
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

test('without the words for a failure there are others, and a way on', async ({
  page,
  site,
  stack,
}) => {
  const putBack = takeAway(site, 'on-failure')
  const undo = stack.control.fault({ endpoint: 'weather', status: 500 })
  await openAsKnown(page, stack)
  await expect(alertOn(page)).toContainText('A part of the app cannot be reached')
  putBack()
  undo()
  await goOn(page, 'Try again')
})

test('a host that does not hand out its configuration is said in words, and the app goes on when it is back', async ({
  page,
  site,
  stack,
}) => {
  let isIll = true
  const host = await startFaultyServer(site.origin, (answer, { url }) => {
    if (isIll && url.endsWith('/config.json')) answer.status = 503
  })
  stack.control.addAppOrigin(host.origin)
  await openAsKnown(page, stack, `${host.origin}/forecast?days=5`)
  const title = 'The app could not be loaded completely'
  await expectExplained(page, { title, who: 'nobody', way: 'Reload the page' })
  isIll = false
  // The connection is back, as far as the browser can tell.
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await expect(forecastRows(page)).toHaveCount(5)
  await host.close()
})
