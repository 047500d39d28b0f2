import * as fc from 'fast-check'
import { expect, type Page } from 'playwright/test'
import { storageName } from '../../support/app-names.ts'
import { plainAccount } from '../../support/person.ts'
import { forgetTab } from '../../support/session-steps.ts'
import { test } from '../../support/fuzz/fixtures.ts'
import {
  casesOf,
  endingOf,
  fuzzTimeout,
  describeCase,
  emptyTally,
  replay,
} from '../../support/fuzz/try-cases.ts'

const pieces = [
  '/ // \\ %2f %5C %00 %09 @ : ? # . .. %2e ; [::1] forecast flow evil.example evil.example:443',
  'javascript: data: blob: file: http: https: https:// \u00ad \ufeff \uff0f \u3002 /.//',
]
  .flatMap((line) => line.split(' '))
  .concat(' ', '\t', '\n', '\0', 'x'.repeat(500))

const text = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...pieces) }, fc.string()), {
    maxLength: 7,
  })
  .map((parts) => parts.join(''))

/** A hostile entry for the pending sign-in in session storage. */
const planted = fc.oneof(
  { weight: 4, arbitrary: text.map((returnTo) => JSON.stringify({ returnTo })) },
  {
    weight: 4,
    arbitrary: text.map((rest) => JSON.stringify({ returnTo: `/${rest}`, silent: true })),
  },
  fc.jsonValue().map((returnTo) => JSON.stringify({ returnTo })),
  fc.string(),
)

/** Plants it when the page returns from the identity provider. */
async function plantOnReturn(page: Page): Promise<void> {
  await page.addInitScript((key) => {
    if (!location.hash.includes('code=')) return
    sessionStorage.setItem(key, localStorage.getItem('planted') ?? '')
  }, storageName('pendingSignIn'))
}

// The seed replays a case. Traces of hundreds of cases take longer than the cases.
test.use({ trace: 'off' })

test(
  `return paths: none leads to another origin, and no case is a dead end (${replay})`,
  {
    tag: ['@promise', '@long'],
    annotation: { type: 'requirement', description: 'RFC 9700 §4.11.1' },
  },
  async ({ page, stack, site }) => {
    test.setTimeout(fuzzTimeout)
    const visited = new Set<string>()
    page.on('request', (request) => {
      const isOwn = request.isNavigationRequest() && request.frame() === page.mainFrame()
      if (isOwn) visited.add(new URL(request.url()).origin)
    })
    await plantOnReturn(page)
    await stack.control.signInAs(page.context(), plainAccount)
    await page.goto('/')
    const endings = emptyTally()
    for (const value of casesOf(planted)) {
      await page.evaluate((wait) => localStorage.setItem('planted', wait), value)
      await page.goto('/forecast?before')
      const ending = await endingOf(page, describeCase(value))
      expect(new URL(page.url()).origin, `left the origin: ${describeCase(value)}`).toBe(
        site.origin,
      )
      endings[ending] += 1
      await forgetTab(page)
    }
    console.info('Return paths ended at', endings)
    expect([...visited].toSorted()).toEqual([site.origin, stack.identity.origin].toSorted())
    expect(endings.forecast).toBeGreaterThan(0)
  },
)
