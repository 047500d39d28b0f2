import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Frame, Page } from 'playwright/test'
import type { StaticWebAppConfig } from '../../../deploy/hosts/static-web-app.ts'
import { expect, type Site } from '../../support/fixtures.ts'
import { type HostileHost, test } from '../../support/hostile-host.ts'

/** Opens a URL in a frame of the hostile page. */
async function openInFrame(page: Page, address: string): Promise<Frame | null> {
  const frame = await page.evaluateHandle(async (url) => {
    const element = document.createElement('iframe')
    await new Promise((resolve) => {
      element.addEventListener('load', resolve)
      document.body.replaceChildren(Object.assign(element, { src: url }))
    })
    return element
  }, address)
  return frame.contentFrame()
}

/** Changes the headers of every response of the host. */
async function withdraw({ folder }: Site, change: (headers: Record<string, string>) => void) {
  const file = join(folder, 'staticwebapp.config.json')
  const hosting = JSON.parse(await readFile(file, 'utf8')) as StaticWebAppConfig
  change(hosting.globalHeaders)
  await writeFile(file, JSON.stringify(hosting))
}

test(
  'clickjacking: neither the app nor the sign-in page can be framed by another site',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'RFC 9700 §4.16, RFC 6749 §10.13; ASVS 3.4.6' },
  },
  async ({ page, site, stack, hostile, faults }) => {
    await page.goto(`${hostile.origin}/`)
    const { clientId } = stack.appConfig
    const signIn = new URL(`${stack.appConfig.authorityMetadata.authorization_endpoint}?`)
    signIn.search = new URLSearchParams({ client_id: clientId }).toString()
    const pages = ['/', '/forecast', '/flow', '/redirect.html'].map((path) => site.origin + path)
    for (const address of [...pages, signIn.href]) {
      const frame = await openInFrame(page, address)
      await expect.poll(() => frame?.url(), address).toMatch(/^chrome-error:/)
      await expect.poll(() => faults.take().join(' '), address).toContain('frame-ancestors')
    }
    await page.close()
    faults.take()
  },
)

test(
  'without frame-ancestors another site can frame the app',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'RFC 9700 §4.16, RFC 6749 §10.13; ASVS 3.4.6' },
  },
  async ({ page, site, hostile }) => {
    await withdraw(site, (headers) => {
      const policy = headers['Content-Security-Policy'] ?? ''
      headers['Content-Security-Policy'] = policy.replace(/; frame-ancestors 'none'/, '')
      delete headers['Cross-Origin-Resource-Policy']
    })
    await page.goto(`${hostile.origin}/`)
    const frame = await openInFrame(page, `${site.origin}/`)
    expect(await frame?.locator('body').innerText()).toContain('Sign in')
  },
)

/** Opens the app in a window from the hostile page. `isCutOff` tells whether that page has lost access to it. */
async function openFromHostilePage(page: Page, hostile: HostileHost, site: Site) {
  await page.goto(`${hostile.origin}/`)
  const opened = page.context().waitForEvent('page')
  await page.evaluate((url) => {
    Object.assign(globalThis, { opened: open(url) })
  }, `${site.origin}/`)
  const app = await opened
  await expect(app.getByRole('link', { name: 'Sign in' })).toBeVisible()
  return {
    app,
    isCutOff: () =>
      page.evaluate(() => (globalThis as unknown as { opened: Window }).opened.closed),
  }
}

test(
  'a site that opens the app in a window cannot navigate it',
  { tag: '@promise', annotation: { type: 'requirement', description: 'HTML §7.1.3; ASVS 3.4.8' } },
  async ({ page, site, hostile }) => {
    const { app, isCutOff } = await openFromHostilePage(page, hostile, site)
    expect(await app.evaluate(() => opener === null)).toBe(true)
    // The page of the opener has a process of its own, which learns it a moment later.
    await expect.poll(isCutOff).toBe(true)
  },
)

test(
  'without the cross-origin opener policy the site keeps access to the window',
  { tag: '@promise', annotation: { type: 'requirement', description: 'HTML §7.1.3; ASVS 3.4.8' } },
  async ({ page, site, hostile }) => {
    await withdraw(site, (headers) => {
      delete headers['Cross-Origin-Opener-Policy']
    })
    const { isCutOff } = await openFromHostilePage(page, hostile, site)
    expect(await isCutOff()).toBe(false)
  },
)
