import type { Page } from 'playwright/test'
import { alertOn, askedFor, goOn, openAsKnown, seeForecast } from '../../support/failure.ts'
import { expect } from '../../support/fixtures.ts'
import type { LocalEntra } from '#local-entra'
import { accountButton, forecastRows, plainAccount } from '../../support/person.ts'
import { enter, otherAccount } from '../../support/session-steps.ts'
import { test as journeys } from '../../support/hostile-host.ts'
import {
  captureResponse,
  isAuthorizationResponse,
  openResponse,
  withChanges,
} from '../../support/captured-response.ts'

/** The browser of another person, with a session of its own at the identity provider. */
const test = journeys.extend<{ elsewhere: Page }>({
  elsewhere: async ({ browser, site }, use) => {
    const page = await browser.newPage({ baseURL: site.origin })
    await use(page)
    await page.close()
  },
})

async function expectRefusal(page: Page, stack: LocalEntra): Promise<void> {
  await expect(alertOn(page)).toContainText('This sign-in was not accepted')
  await expect(forecastRows(page)).toHaveCount(0)
  expect(askedFor(stack, 'token', 'POST'), 'the code was not redeemed').toBe(0)
  expect(page.url()).not.toMatch(/[#?&](code|state)=/)
}

test(
  'login CSRF: a valid response to another person’s sign-in is refused',
  {
    tag: '@promise',
    annotation: {
      type: 'requirement',
      description: 'RFC 9700 §4.7, RFC 6749 §10.12; ASVS 10.1.2, 10.2.1, 7.6.2',
    },
  },
  async ({ page, elsewhere, hostile, site, stack }) => {
    const foreign = await captureResponse(elsewhere, stack)
    await openResponse(page, { hostile, site }, foreign)
    await expectRefusal(page, stack)
    await stack.control.signInAs(page.context(), plainAccount)
    await goOn(page, 'Sign in')
  },
)

test(
  'login CSRF: a response to another person’s sign-in is refused while this tab waits for its own',
  { tag: '@promise', annotation: { type: 'requirement', description: 'RFC 9700 §4.7' } },
  async ({ page, elsewhere, hostile, site, stack }) => {
    const foreign = await captureResponse(elsewhere, stack)
    await page.goto('/forecast')
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    await openResponse(page, { hostile, site }, foreign)
    await expect(alertOn(page)).toBeVisible()
    await expect(accountButton(page, '@')).toHaveCount(0)
    expect(askedFor(stack, 'token', 'POST')).toBe(0)
  },
)

test(
  'login CSRF: a response to another person’s sign-in does not replace the session',
  { tag: '@promise', annotation: { type: 'requirement', description: 'RFC 9700 §4.7' } },
  async ({ page, elsewhere, hostile, site, stack }) => {
    const foreign = await captureResponse(elsewhere, stack)
    await enter(page, stack, { account: otherAccount })
    await openResponse(page, { hostile, site }, foreign)
    await expect(accountButton(page, otherAccount)).toBeVisible()
    await expect(forecastRows(page)).toHaveCount(5)
    const codes = stack.control.exchanges({ endpoint: 'token' }).map(({ form }) => form['code'])
    expect(codes.filter(Boolean).length, 'only the code of the hidden frame').toBeLessThanOrEqual(1)
  },
)

test(
  'a response to a sign-in in another tab of the same browser is refused',
  { tag: '@promise', annotation: { type: 'requirement', description: 'RFC 9700 §4.7.1' } },
  async ({ page, context, hostile, site, stack }) => {
    const own = await captureResponse(page, stack)
    const otherTab = await context.newPage()
    await openResponse(otherTab, { hostile, site }, own)
    await expectRefusal(otherTab, stack)
  },
)

test(
  'code injection: a stolen code in the user’s own response fails the PKCE check',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'RFC 9700 §4.5, RFC 7636 §4.6' },
  },
  async ({ page, elsewhere, hostile, site, stack }) => {
    const stolen = await captureResponse(elsewhere, stack)
    const asking = page.waitForRequest(/\/authorize\?/)
    await page.goto('/forecast')
    const state = new URL((await asking).url()).searchParams.get('state') ?? ''
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    await openResponse(page, { hostile, site }, withChanges(stolen, { state }))
    await expect(alertOn(page)).toBeVisible()
    const answers = stack.control.exchanges({ endpoint: 'token', method: 'POST' })
    expect(answers.map(({ status }) => status)).toEqual([400])
    await expect(accountButton(page, '@')).toHaveCount(0)
  },
)

test(
  'code replay: a used response is not used again, and the session continues',
  { tag: '@promise', annotation: { type: 'requirement', description: 'RFC 6749 §4.1.2, §10.5' } },
  async ({ page, context, hostile, site, stack }) => {
    const answered = page.waitForResponse(isAuthorizationResponse)
    await seeForecast(page, stack)
    const { location = '' } = (await answered).headers()
    const used = new URLSearchParams(new URL(location).hash.slice(1))
    stack.control.clearExchanges()
    await openResponse(page, { hostile, site }, used)
    await expect(forecastRows(page)).toHaveCount(5)
    const fresh = await context.newPage()
    await openResponse(fresh, { hostile, site }, used)
    await expect(alertOn(fresh)).toContainText('This sign-in was not accepted')
    const grants = stack.control.exchanges({ endpoint: 'token' }).map(({ status }) => status)
    expect(grants, 'no code was sent a second time').not.toContain(400)
  },
)

test(
  'mix-up: a response that names another issuer is refused before its code is sent',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'RFC 9207 §2.4, RFC 9700 §4.4; ASVS 10.2.2' },
  },
  async ({ page, stack }) => {
    const undo = stack.control.fault({ tamper: 'foreign iss' })
    await openAsKnown(page, stack)
    await expectRefusal(page, stack)
    undo()
    await goOn(page, 'Sign in')
  },
)

test(
  'a response with a repeated parameter is refused, and its code is not sent',
  { tag: '@promise', annotation: { type: 'requirement', description: 'RFC 6749 §3.1' } },
  async ({ page, stack }) => {
    const undo = stack.control.fault({ tamper: 'repeated code' })
    await openAsKnown(page, stack)
    await expectRefusal(page, stack)
    undo()
    await goOn(page, 'Sign in')
  },
)

const malformed: Record<string, Record<string, string | undefined>> = {
  'without a state': { state: undefined }, // RFC 6749 §10.12
  'with another state': { state: 'eyJpZCI6IjEifQ==' }, // RFC 6749 §10.12
  'with both a code and an error': { error: 'access_denied' }, // RFC 6749 §4.1.2
  'with a token instead of a code': { code: undefined, access_token: 'a.b.c' }, // RFC 9700 §2.1.2
}

for (const [how, changes] of Object.entries(malformed)) {
  test(
    `a response ${how} is refused, and its code is not sent`,
    {
      tag: ['@promise', '@long'],
      annotation: { type: 'requirement', description: 'RFC 6749 §4.1.2, §10.12; RFC 9700 §2.1.2' },
    },
    async ({ page, hostile, site, stack }) => {
      const own = await captureResponse(page, stack)
      await openResponse(page, { hostile, site }, withChanges(own, changes))
      await expectRefusal(page, stack)
    },
  )
}
