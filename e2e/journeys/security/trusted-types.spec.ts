import type { Page } from 'playwright/test'
import { expect, test } from '../../support/fixtures.ts'
import { removePolicy } from '../../support/remove-policy.ts'

// Chromium has it. The DOM types of TypeScript do not have it yet.
declare const trustedTypes: { createPolicy: (name: string, rules: object) => unknown }

/* oxlint-disable typescript/no-implied-eval, no-eval -- these are the very things that must not work */
/** The injection sinks: each turns a string into script or markup (Trusted Types §4). */
const sinks: Record<string, () => unknown> = {
  eval: () => (0, eval)('globalThis.planted = 1'),
  'new Function': () => new Function('globalThis.planted = 1')(),
  'setTimeout with a text': () => setTimeout('globalThis.planted = 1'),
  innerHTML: () => (document.body.innerHTML = '<img src="data:," onerror="planted = 1">'),
  outerHTML: () => (document.body.outerHTML = '<body></body>'),
  insertAdjacentHTML: () => document.body.insertAdjacentHTML('beforeend', '<b>planted</b>'),
  'document.write': () => document.write('<b>planted</b>'),
  setHTMLUnsafe: () => document.body.setHTMLUnsafe('<b>planted</b>'),
  createContextualFragment: () => new Range().createContextualFragment('<b>planted</b>'),
  parseFromString: () => new DOMParser().parseFromString('<b>planted</b>', 'text/html'),
  parseHTMLUnsafe: () => Document.parseHTMLUnsafe('<b>planted</b>'),
  'iframe srcdoc': () => (document.createElement('iframe').srcdoc = '<b>planted</b>'),
  'script src': () => (document.createElement('script').src = '/assets/planted.js'),
  'script text': () => (document.createElement('script').text = 'globalThis.planted = 1'),
  'script textContent': () => (document.createElement('script').textContent = 'planted = 1'),
  'an event handler as an attribute': () => document.body.setAttribute('onclick', 'planted = 1'),
  'object data': () => (document.createElement('object').data = '/assets/planted'),
  'embed src': () => (document.createElement('embed').src = '/assets/planted'),
  Worker: () => new Worker('/assets/planted.js'),
  'service worker': () => navigator.serviceWorker.register('/assets/planted.js'),
  'a policy of its own': () => trustedTypes.createPolicy('planted', {}),
  'the default policy': () => trustedTypes.createPolicy('default', {}),
}

/**
 * Opens the start page with the sinks in it. The policy does not restrict `eval` in code that a debugger evaluates, so a
 * task of the page runs them.
 */
async function openWithSinks(page: Page): Promise<(name: string) => Promise<string>> {
  const sources = Object.entries(sinks).map(
    ([name, sink]) => `${JSON.stringify(name)}: ${sink.toString()}`,
  )
  await page.addInitScript({ content: `globalThis.sinks = { ${sources.join(', ')} }` })
  await page.goto('/')
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
  return (name) => page.evaluate(runInTask, name)
}

async function runInTask(name: string): Promise<string> {
  const { sinks: ways } = globalThis as unknown as { sinks: Record<string, () => unknown> }
  await new Promise((resolve) => {
    setTimeout(resolve)
  })
  try {
    await ways[name]?.()
    return 'ran'
  } catch (error) {
    return String(error)
  }
}

test(
  'no sink turns a text into script or markup, and each attempt is reported',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'Trusted Types §4; ASVS 3.2.2, 3.2.3' },
  },
  async ({ page, faults }) => {
    const run = await openWithSinks(page)
    for (const name of Object.keys(sinks)) {
      expect(await run(name), name).toMatch(/^(TypeError|EvalError)/)
      const reported = expect.poll(() => faults.take().join(' '), name)
      await reported.toMatch(/Trusted|Content Security Policy/)
    }
    expect(await page.evaluate(() => 'planted' in globalThis)).toBe(false)
    await expect(page.getByText('planted')).toHaveCount(0)
    await page.close()
    faults.take()
  },
)

test(
  'without the policy each of these sinks works',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'Trusted Types §4; ASVS 3.2.2, 3.2.3' },
  },
  async ({ page, site, faults }) => {
    await removePolicy(site)
    const run = await openWithSinks(page)
    for (const name of Object.keys(sinks))
      expect(await run(name), name).toMatch(/^ran$|^TypeError: Failed to register/)
    await page.close()
    // It fails only because the worker script does not exist.
    expect(faults.take().filter((fault) => !fault.includes('response code (404)'))).toEqual([])
  },
)

test('a javascript: URL runs nothing', async ({ page, faults }) => {
  await page.goto('/')
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = 'javascript:void(globalThis.planted = 1)'
    document.body.append(Object.assign(link, { textContent: 'planted link' }))
  })
  await page.getByText('planted link').click()
  await expect.poll(() => faults.take().join(' ')).toMatch(/Trusted|Content Security Policy/)
  expect(await page.evaluate(() => 'planted' in globalThis)).toBe(false)
  await page.close()
  faults.take()
})
