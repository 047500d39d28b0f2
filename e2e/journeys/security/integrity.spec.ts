import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { alertOn, openAsKnown, seeForecast } from '../../support/failure.ts'
import { startFaultyServer } from '../../support/faulty-server.ts'
import { expect, type Site, test } from '../../support/fixtures.ts'
import { forecastRows } from '../../support/person.ts'
import type { PageFaults } from '../../support/watch-page-faults.ts'
import type { LocalEntra } from '#local-entra'

// A host, a CDN or a cache that sends other bytes than those of the build (Subresource Integrity §1.2.1).

const mark = 'changed-on-the-way'

/** Serves the site, and adds a statement to each script with this name. */
async function startChangingHost(site: Site, stack: LocalEntra, name: string) {
  let isChanging = true
  const host = await startFaultyServer(site.origin, (answer, { url }) => {
    if (isChanging && new RegExp(`/assets/${name}-[^/]+\\.js$`).test(url))
      answer.body += `;document.documentElement.dataset.ran='${mark}'`
  })
  stack.control.addAppOrigin(host.origin)
  return { ...host, stop: () => void (isChanging = false) }
}

/** Expects that the browser has refused a script, and has not run it. */
async function expectRefused(page: Page, faults: PageFaults, name: string): Promise<void> {
  const reported = () => faults.list().join('\n')
  await expect.poll(reported).toMatch(new RegExp(`integrity[^]*/assets/${name}`, 'i'))
  faults.take()
  expect(await hasRun(page)).toBe(false)
}

function hasRun(page: Page): Promise<boolean> {
  return page.evaluate((text) => document.documentElement.dataset['ran'] === text, mark)
}

for (const name of ['index', 'react', 'start-app']) {
  test(
    `a changed ${name} script does not run, and the app works once the host sends the file of the build`,
    { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 3.6.1' } },
    async ({ page, site, stack, faults }) => {
      const host = await startChangingHost(site, stack, name)
      await openAsKnown(page, stack, `${host.origin}/forecast?days=5`)
      await expect(alertOn(page)).toContainText(/could not be loaded/)
      await expectRefused(page, faults, name)
      host.stop()
      await alertOn(page).getByRole('link', { name: 'Reload the page' }).click()
      await expect(forecastRows(page)).toHaveCount(5)
      await host.close()
    },
  )
}

test(
  'a changed script of a page does not run, and the page works once the host sends the file of the build',
  { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 3.6.1' } },
  async ({ page, site, stack, faults }) => {
    const host = await startChangingHost(site, stack, 'flow-page')
    await openAsKnown(page, stack, `${host.origin}/forecast?days=5`)
    await expect(forecastRows(page)).toHaveCount(5)
    await page.getByRole('link', { name: 'Flow' }).click()
    await expect(alertOn(page)).toContainText('Part of the app could not be loaded')
    await expectRefused(page, faults, 'flow-page')
    host.stop()
    await page.getByRole('button', { name: 'Reload the page' }).click()
    await expect(page).toHaveTitle(/^Flow/)
    await host.close()
  },
)

for (const [path, name] of [
  ['/redirect.html', 'redirect'],
  ['/front-channel-sign-out.html', 'front-channel-sign-out'],
] as const) {
  test(
    `a changed script of ${path} does not run`,
    { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 3.6.1' } },
    async ({ page, site, stack, faults }) => {
      const host = await startChangingHost(site, stack, name)
      await page.goto(host.origin + path)
      await expectRefused(page, faults, name)
      await host.close()
    },
  )
}

test('without the hashes, changed scripts run', async ({ page, site, stack }) => {
  const host = await startChangingHost(site, stack, 'index')
  await page.route(`${host.origin}/`, async (route) => {
    const response = await route.fetch()
    const body = (await response.text()).replace(/ integrity="[^"]*"/, '')
    const { 'integrity-policy': _, ...headers } = response.headers()
    await route.fulfill({ response, headers, body })
  })
  await page.goto(host.origin)
  await expect.poll(() => hasRun(page)).toBe(true)
  await host.close()
})

test(
  'a script on the app’s own host without a hash in the document does not run',
  { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 3.6.1' } },
  async ({ page, site, stack, faults }) => {
    const host = await startFaultyServer(site.origin, (answer, { url }) => {
      const planted = '<script type="module" crossorigin src="/assets/planted.js"></script></head>'
      answer.body = answer.body.replace('</head>', planted)
      if (!url.endsWith('/assets/planted.js')) return
      answer.status = 200
      answer.headers.set('content-type', 'text/javascript')
      answer.body = `document.documentElement.dataset.ran='${mark}'`
    })
    stack.control.addAppOrigin(host.origin)
    await openAsKnown(page, stack, `${host.origin}/forecast?days=5`)
    await expect(forecastRows(page)).toHaveCount(5)
    await expectRefused(page, faults, 'planted')
    await host.close()
  },
)

test(
  'no page loads a style sheet: styles are in the document and in scripts, which have hashes',
  { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 3.6.1' } },
  async ({ page, site, stack }) => {
    const loaded: string[] = []
    page.on('request', (request) => {
      if (request.resourceType() === 'stylesheet') loaded.push(request.url())
    })
    await seeForecast(page, stack)
    for (const name of ['Profile', 'Flow']) {
      await page.getByRole('link', { name }).click()
      await expect(page).toHaveTitle(new RegExp(`^${name}`))
    }
    expect(loaded).toEqual([])
    const files = await readdir(join(site.folder, 'assets'))
    expect(files.filter((file) => file.endsWith('.css'))).toEqual([])
  },
)

test(
  'each script of the build has its hash in a document',
  { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 3.6.1' } },
  async ({ site }) => {
    const documents = ['index.html', 'redirect.html', 'front-channel-sign-out.html']
    const texts = await Promise.all(
      documents.map((name) => readFile(join(site.folder, name), 'utf8')),
    )
    const scripts = (await readdir(join(site.folder, 'assets'))).filter((file) =>
      file.endsWith('.js'),
    )
    expect(scripts.length).toBeGreaterThan(10)
    const hashed = (file: string) =>
      new RegExp(`"/assets/${file}":"sha256-|integrity="sha256-[^"]*" src="/assets/${file}"`)
    const missing = scripts.filter((file) => !texts.some((text) => hashed(file).test(text)))
    expect(missing).toEqual([])
  },
)
