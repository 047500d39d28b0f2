import * as fc from 'fast-check'
import { expect, type Page } from 'playwright/test'
import { plainAccount } from '../../support/person.ts'
import { forgetTab } from '../../support/session-steps.ts'
import { test } from '../../support/fuzz/fixtures.ts'
import {
  casesOf,
  endingOf,
  fuzzTimeout,
  inWords,
  noEndings,
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

/** What waits in the tab for the answer, as somebody else wrote it. */
const planted = fc.oneof(
  { weight: 4, arbitrary: text.map((returnTo) => JSON.stringify({ returnTo })) },
  {
    weight: 4,
    arbitrary: text.map((rest) => JSON.stringify({ returnTo: `/${rest}`, silent: true })),
  },
  fc.jsonValue().map((returnTo) => JSON.stringify({ returnTo })),
  fc.string(),
)

/** Plants it between leaving and coming back. */
async function plantOnReturn(page: Page): Promise<void> {
  await page.addInitScript(() => {
    if (!location.hash.includes('code=')) return
    sessionStorage.setItem('weather.pendingSignIn', localStorage.getItem('planted') ?? '')
  })
}

// A case is replayed from its seed; to record hundreds of them takes longer than they do.
test.use({ trace: 'off' })

test(`return paths: none leads away, and none is a dead end (${replay})`, async ({
  page,
  stack,
  site,
}) => {
  test.setTimeout(fuzzTimeout)
  const visited = new Set<string>()
  page.on('request', (request) => {
    const isOwn = request.isNavigationRequest() && request.frame() === page.mainFrame()
    if (isOwn) visited.add(new URL(request.url()).origin)
  })
  await plantOnReturn(page)
  await stack.control.signInAs(page.context(), plainAccount)
  await page.goto('/')
  const endings = noEndings()
  for (const value of casesOf(planted)) {
    await page.evaluate((wait) => localStorage.setItem('planted', wait), value)
    await page.goto('/forecast?before')
    const ending = await endingOf(page, inWords(value))
    expect(new URL(page.url()).origin, `led away: ${inWords(value)}`).toBe(site.origin)
    endings[ending] += 1
    await forgetTab(page)
  }
  console.info('Return paths ended at', endings)
  expect([...visited].toSorted()).toEqual([site.origin, stack.identity.origin].toSorted())
  expect(endings.forecast).toBeGreaterThan(0)
})
