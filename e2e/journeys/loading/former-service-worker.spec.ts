import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'vite'
import { formerServiceWorkers } from '../../../deploy/hosts/former-service-workers.ts'
import { startFaultyServer } from '../../support/faulty-server.ts'
import { expect, test } from '../../support/fixtures.ts'

const oldWorker = `
addEventListener('install', (event) => event.waitUntil(keep()))
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  if (event.request.mode === 'navigate') event.respondWith(caches.match('/old.html'))
})
async function keep() {
  const cache = await caches.open('old')
  await cache.add('/old.html')
  await skipWaiting()
}`

const oldPage = (script: string) => `<!doctype html>
<title>Loading</title>
<script>
  navigator.serviceWorker.addEventListener('controllerchange', () => (document.title = 'Old app'))
  navigator.serviceWorker.register('/${script}')
</script>`

for (const script of ['service-worker.js', 'sw.js']) {
  test(`the service worker ${script} of an earlier app at this address is removed, and this app loads`, async ({
    page,
    site,
  }) => {
    let isOld = true
    const host = await startFaultyServer(site.origin, (answer, { url }) => {
      if (!isOld) return
      const isScript = url.endsWith(`/${script}`)
      answer.status = 200
      answer.headers = new Headers({ 'content-type': isScript ? 'text/javascript' : 'text/html' })
      answer.body = isScript ? oldWorker : oldPage(script)
    })
    await page.goto(host.origin)
    await expect(page).toHaveTitle('Old app')
    isOld = false
    await page.goto(`${host.origin}/?visit=2`)
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
    const count = () =>
      page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)
    expect(await count()).toBe(0)
    await page.evaluate(() => caches.delete('old'))
    await host.close()
  })
}

test('the dev server answers any service worker script of another project with one that unregisters itself', async () => {
  // With this folder as its root, a server of other plugins would delete the dependencies that the dev servers of other
  // tests have prepared.
  const root = await mkdtemp(join(tmpdir(), 'weather-project-'))
  const plugins = [formerServiceWorkers()]
  const server = await createServer({ configFile: false, root, plugins })
  await server.listen()
  const [origin = ''] = server.resolvedUrls?.local ?? []
  const answer = await fetch(new URL('/dev-dist/any-worker.js', origin), {
    headers: { 'Service-Worker': 'script' },
  })
  expect(answer.headers.get('content-type')).toBe('text/javascript')
  expect(await answer.text()).toContain('unregister()')
  await server.close()
  await rm(root, { recursive: true })
})
