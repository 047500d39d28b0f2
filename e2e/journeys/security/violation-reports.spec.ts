import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Frame, Page } from 'playwright/test'
import { makeCertificate } from '../../../command-line/testing/certificates.ts'
import { startTlsFront } from '../../../command-line/testing/servers.ts'
import { createCollector } from '../../../samples/report-collector/collector.ts'
import { findBrowser, installBrowser } from '../../support/find-browser.ts'
import { expect, test as journeys } from '../../support/fixtures.ts'
import { forecastRows, plainAccount, signInAs } from '../../support/person.ts'

/** The app over https, without which browsers send no reports, and the collector of the sample at another origin. */
interface Reports {
  /** Origin of the app. */
  app: string
  /** The address of the collector. */
  url: string
  /** The lines that the collector has logged. */
  lines: string[]
  /** The requests that it got, with their bodies. */
  requests: { method: string; type: string; body: string }[]
}

const test = journeys.extend<{ reports: Reports }>({
  launchOptions: [
    async ({ launchOptions }, use) => {
      await use({
        ...launchOptions,
        // The headless shell was not tried with reports.
        executablePath: findBrowser() ?? installBrowser(),
        args: [
          ...(launchOptions.args ?? []),
          // Otherwise reports wait for up to a minute.
          '--short-reporting-delay',
          // `ignoreHTTPSErrors` covers only requests of pages, and reports are sent by the browser.
          '--ignore-certificate-errors',
        ],
      })
    },
    { scope: 'worker' },
  ],

  reports: async ({ site, stack }, use) => {
    const [lines, requests]: [string[], Reports['requests']] = [[], []]
    const certificate = await makeCertificate({ name: 'localhost' })
    const front = await startTlsFront(certificate, () => site.origin)
    const app = `https://localhost:${front.port}`
    const collector = createCollector({ origins: [app], log: (line) => lines.push(line) })
    collector.prependListener('request', (request) => {
      const { method = '', headers } = request
      const seen = { method, type: headers['content-type'] ?? '', body: '' }
      requests.push(seen)
      request.on('data', (part: Buffer) => (seen.body += part.toString()))
    })
    collector.listen(0, '127.0.0.1')
    await once(collector, 'listening')
    const { port } = collector.address() as AddressInfo
    const secure = await startTlsFront(certificate, () => `http://127.0.0.1:${port}`)
    stack.control.addAppOrigin(`${app}/`)
    await use({ app, url: `https://localhost:${secure.port}/reports`, lines, requests })
    await Promise.all([front.close(), secure.close()])
    collector.closeAllConnections()
    collector.close()
  },
})

// Chromium sends reports only with this permission, which users have and new contexts of Playwright do not.
test.use({ ignoreHTTPSErrors: true, permissions: ['background-sync'] })

/** Opens a page of the app: that for hidden frames in a frame, since it redirects when it is opened itself. */
async function open(page: Page, app: string, path: string): Promise<Page | Frame> {
  const url = `${app}${path}?a=in-the-query#in-the-fragment`
  if (path !== '/redirect.html') {
    await page.goto(url)
    return page
  }
  await page.goto(`${app}/`)
  const frame = await page.evaluateHandle(async (src) => {
    const element = document.createElement('iframe')
    await new Promise((resolve) => {
      element.addEventListener('load', resolve)
      document.body.append(Object.assign(element, { src }))
    })
    return element
  }, url)
  return (await frame.contentFrame()) ?? page
}

/** Does what the policy forbids: an image of another host, and text as markup. */
async function violate(where: Page | Frame): Promise<void> {
  await where.evaluate(() => {
    new Image().src = 'https://evil.example/pixel?code=in-a-query#in-a-fragment'
    try {
      document.body.innerHTML = '<b>planted</b>'
    } catch {
      // Trusted Types forbid it.
    }
  })
}

for (const path of ['/', '/redirect.html', '/front-channel-sign-out.html']) {
  test(
    `a violation in ${path} arrives at the collector, without query and fragment`,
    { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 3.4.7' } },
    async ({ page, site, stack, reports, faults }) => {
      await site.deploy({ ...stack.appConfig, reportTo: reports.url })
      await violate(await open(page, reports.app, path))
      const where = `on ${reports.app}${path}`
      const image = `csp-violation img-src blocked https://evil.example/pixel ${where}`
      await expect.poll(() => reports.lines.join('\n')).toContain(image)
      const markup = `csp-violation require-trusted-types-for blocked trusted-types-sink ${where}`
      await expect.poll(() => reports.lines.join('\n')).toContain(markup)
      expect(reports.lines.join('\n')).not.toMatch(/[?#]|in-a/)
      const bodies = reports.requests.map(({ body }) => body).join('\n')
      expect(bodies).not.toContain('in-the-fragment')
      expect(reports.requests[0]).toMatchObject({ method: 'OPTIONS', body: '' })
      test.info().annotations.push({ type: 'received', description: reports.lines.join('\n') })
      await page.close()
      faults.take()
    },
  )
}

test('a report about the page that a sign-in returns to has no authorization code', async ({
  page,
  site,
  stack,
  reports,
  faults,
}) => {
  await site.deploy({ ...stack.appConfig, reportTo: reports.url })
  await page.addInitScript(() => {
    if (location.hash.includes('code=')) new Image().src = 'https://evil.example/at-the-response'
  })
  await page.goto(`${reports.app}/forecast?days=5`)
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  const blocked = 'csp-violation img-src blocked https://evil.example/at-the-response'
  await expect.poll(() => reports.lines.join('\n')).toContain(`${blocked} on ${reports.app}/`)
  expect(reports.lines).toHaveLength(1)
  expect(reports.requests.map(({ body }) => body).join('\n')).not.toContain('code=')
  await page.close()
  faults.take()
})

test('without a collector nothing is reported', async ({ page, site, stack, reports, faults }) => {
  await site.deploy()
  const response = await page.goto(`${reports.app}/?deployment=without`)
  expect(JSON.stringify(await response?.allHeaders())).not.toMatch(/report/i)
  await violate(page)
  // A report of the next page proves that one of this page would have arrived.
  await site.deploy({ ...stack.appConfig, reportTo: reports.url })
  await page.goto(`${reports.app}/?deployment=with`)
  await violate(page)
  await expect.poll(() => reports.lines.length).toBeGreaterThan(1)
  const bodies = reports.requests.map(({ body }) => body).join('\n')
  expect(bodies).toContain('deployment=with')
  expect(bodies).not.toContain('deployment=without')
  await page.close()
  faults.take()
})
