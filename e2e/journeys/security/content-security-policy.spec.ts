import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { expect, type Site } from '../../support/fixtures.ts'
import { test } from '../../support/hostile-host.ts'
import { removePolicy } from '../../support/remove-policy.ts'

/** Ways for an injected script to reach another host, by the directive that blocks each. */
const attempts: Record<string, (host: string) => void> = {
  'script-src': (host) => void import(`${host}/script-src.js`).catch(() => {}),
  'connect-src': (host) => void fetch(`${host}/connect-src`, { method: 'POST' }).catch(() => {}),
  'img-src': (host) => void (new Image().src = `${host}/img-src`),
  'style-src': (host) => {
    const link = document.createElement('link')
    document.head.append(Object.assign(link, { rel: 'stylesheet', href: `${host}/style-src.css` }))
  },
  'font-src': (host) => {
    void new FontFace('planted', `url(${host}/font-src)`).load().catch(() => {})
  },
  'frame-src': (host) => {
    const frame = document.createElement('iframe')
    document.body.append(Object.assign(frame, { src: `${host}/frame-src` }))
  },
  // The policy has no such directive. It falls back to default-src.
  'media-src': (host) => void (new Audio().src = `${host}/media-src`),
  'form-action': (host) => {
    const form = document.createElement('form')
    document.body.append(Object.assign(form, { method: 'post', action: `${host}/form-action` }))
    form.submit()
  },
}

async function openStartPage(page: Page): Promise<void> {
  await page.goto('/')
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
}

test(
  'an injected script cannot reach another host, and each attempt is reported',
  { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 3.4.3' } },
  async ({ page, hostile, faults }) => {
    await openStartPage(page)
    for (const [directive, attempt] of Object.entries(attempts)) {
      await page.evaluate(attempt, hostile.origin)
      await expect.poll(() => faults.take().join(' '), directive).toContain(directive)
    }
    expect(hostile.paths()).toEqual([])
    await page.close()
    faults.take()
  },
)

test(
  'without the policy each of these attempts reaches the other host',
  { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 3.4.3' } },
  async ({ page, site, hostile }) => {
    await removePolicy(site)
    await openStartPage(page)
    for (const [directive, attempt] of Object.entries(attempts)) {
      await page.evaluate(attempt, hostile.origin)
      await expect.poll(() => hostile.paths().join(' '), directive).toContain(`/${directive}`)
    }
  },
)

/** Markup injected into the document; `HOST` is the other host. */
const planted: Record<string, string> = {
  'base-uri': '<base href="HOST/">',
  'object-src': '<object data="HOST/object-src" type="text/html"></object>',
  'script-src-elem': '<script>new Image().src = "/planted-script"</script>',
  'script-src-attr': '<img src="data:," alt="" onerror="new Image().src = \'/planted-handler\'">',
  'style-src-elem': '<style>body { background: url(/planted-style) }</style>',
  'style-src-attr': '<p style="background: url(/planted-style-attribute)">x</p>',
}

/** Adds the markup to the deployed start page and leaves its policy unchanged. */
async function plantMarkup({ folder }: Site, host: string): Promise<() => Promise<void>> {
  const file = join(folder, 'index.html')
  const html = await readFile(file, 'utf8')
  const markup = Object.values(planted).join('\n').replaceAll('HOST', host)
  await writeFile(file, html.replace('<body>', `<body>${markup}`))
  return () => writeFile(file, html)
}

/** The URLs that the page requests from now on. */
function watchAddresses(page: Page): string[] {
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  return asked
}

test(
  'injected markup runs no script and applies no style',
  { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 3.4.3, 3.2.2' } },
  async ({ page, site, hostile, faults }) => {
    const restore = await plantMarkup(site, hostile.origin)
    const asked = watchAddresses(page)
    await openStartPage(page)
    await restore()
    for (const directive of Object.keys(planted)) {
      const reported = expect.poll(() => faults.list().join('\n'))
      await reported.toContain(directive.replace(/-(elem|attr)$/, ''))
    }
    expect(asked.filter((url) => url.includes('planted'))).toEqual([])
    expect(hostile.paths()).toEqual([])
    await page.close()
    faults.take()
  },
)

test(
  'without the policy the same markup runs scripts, applies styles and redirects requests',
  { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 3.4.3, 3.2.2' } },
  async ({ page, site, hostile }) => {
    await site.mount()
    const restore = await plantMarkup(site, hostile.origin)
    await removePolicy(site)
    const asked = watchAddresses(page)
    await page.goto('/')
    // The planted base element redirects every relative URL to the other host.
    const kinds = ['planted-script', 'planted-handler', 'planted-style', 'planted-style-attribute']
    for (const name of [...kinds, 'object-src', 'config.json']) {
      await expect.poll(() => asked.join('\n'), name).toContain(`${hostile.origin}/${name}`)
    }
    await restore()
  },
)
