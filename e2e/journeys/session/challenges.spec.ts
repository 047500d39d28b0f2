import type { Page } from 'playwright/test'
import { alertOn, askedFor, goOn, refresh } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import type { LocalEntra } from '#local-entra'
import { forecastRows, plainAccount, signInAs } from '../../support/person.ts'
import { countRedirects, enter, tokenRequests } from '../../support/session-steps.ts'

const place = '/forecast?days=5#friday'

/** Signs in with the form, without a second factor. */
async function enterByName(page: Page, stack: LocalEntra): Promise<void> {
  await page.goto(place)
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  stack.control.clearExchanges()
}

function approve(page: Page) {
  return page.getByRole('button', { name: 'Approve' })
}

/** The claims that token requests asked for. */
function demandedClaims(stack: LocalEntra): string[] {
  return tokenRequests(stack).map(({ form }) => form['claims'] ?? '')
}

test(
  'a token that the API finds too old (continuous access evaluation) is replaced silently',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await enter(page, stack, { path: place })
    const redirects = countRedirects(page)
    stack.control.demandClaims()
    const refusal = page.waitForResponse((response) => response.status() === 401)
    await refresh(page)
    // A parser that splits at `=` loses the padding of base64.
    expect((await refusal).headers()['www-authenticate']).toMatch(/, claims="[^"]+=="$/)
    await expect.poll(() => askedFor(stack, 'weather')).toBe(2)
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(alertOn(page)).toHaveCount(0)
    expect(demandedClaims(stack)).toEqual([expect.stringContaining('"nbf":{"essential":true')])
    expect(redirects()).toBe(0)
  },
)

test(
  'a step-up that needs the user causes one redirect back to the same page',
  { tag: ['@promise', '@both'] },
  async ({ page, stack }) => {
    await enterByName(page, stack)
    const redirects = countRedirects(page)
    stack.control.requireStepUp()
    await refresh(page)
    await approve(page).click()
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page).toHaveURL(place)
    expect(redirects()).toBe(1)
    expect(demandedClaims(stack)[0]).toContain('"acrs":{"essential":true,"value":"c1"}')
  },
)

test('an earlier second factor satisfies a step-up silently', async ({ page, stack }) => {
  await enter(page, stack)
  const redirects = countRedirects(page)
  stack.control.requireStepUp()
  await refresh(page)
  await expect.poll(() => askedFor(stack, 'weather')).toBe(2)
  await expect(forecastRows(page)).toHaveCount(5)
  expect(redirects()).toBe(0)
})

test('a cancelled step-up shows a message, and the next attempt asks for it again', async ({
  page,
  stack,
}) => {
  await enterByName(page, stack)
  stack.control.requireStepUp()
  await refresh(page)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(alertOn(page)).toContainText('You did not sign in')
  await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
  await approve(page).click()
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page).toHaveURL(place)
})

test(
  'a challenge that is never satisfied causes one redirect, then a message whose button asks for it again',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await enterByName(page, stack)
    const redirects = countRedirects(page)
    stack.control.requireStepUp()
    const undo = stack.control.fault({ endpoint: 'authorize', aadsts: 50076 })
    await refresh(page)
    await expect(alertOn(page)).toContainText('Additional verification is required')
    await expect(page).toHaveURL(place)
    expect(redirects()).toBe(1)
    // A sign-in without the claims would end here again.
    await page.reload()
    await expect(alertOn(page)).toContainText('Additional verification is required')
    expect(redirects()).toBe(2)
    undo()
    await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
    await approve(page).click()
    await expect(forecastRows(page)).toHaveCount(5)
  },
)

test(
  'an API that always repeats its challenge is asked twice, then the page shows a message',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await enter(page, stack)
    const redirects = countRedirects(page)
    const claims = Buffer.from('{"access_token":{"nbf":{"essential":true,"value":"1"}}}')
    const headers = {
      'www-authenticate': `Bearer error="insufficient_claims", claims="${claims.toString('base64')}"`,
      'access-control-expose-headers': 'WWW-Authenticate',
    }
    const undo = stack.control.fault({ endpoint: 'weather', status: 401, headers })
    await refresh(page)
    await expect(alertOn(page)).toContainText('You need to verify your identity again')
    expect(askedFor(stack, 'weather')).toBe(2)
    expect(tokenRequests(stack)).toHaveLength(1)
    expect(redirects()).toBe(0)
    undo()
    await goOn(page, 'Sign in')
  },
)

const nbf = Buffer.from('{"access_token":{"nbf":{"essential":true,"value":"1"}}}').toString(
  'base64',
)
const acrs = Buffer.from('{"access_token":{"acrs":{"essential":true,"value":"c1"}}}').toString(
  'base64',
)
const expired = 'Bearer error="invalid_token", error_description="The token expired, sorry"'

/** Makes the API respond with 401 and these challenges. */
function refuseWith(stack: LocalEntra, challenges: string, times?: number) {
  return stack.control.fault({
    endpoint: 'weather',
    status: 401,
    ...(challenges !== '' && { headers: { 'www-authenticate': challenges } }),
    ...(times !== undefined && { times }),
  })
}

for (const [position, challenges] of [
  ['before another', `Bearer realm="", error="insufficient_claims", claims="${nbf}", ${expired}`],
  ['after another', `${expired}, Bearer error="insufficient_claims", claims="${nbf}"`],
  ['after those of a proxy', `Negotiate, NTLM, bearer error=insufficient_claims, claims="${nbf}"`],
]) {
  test(`a claims challenge ${position} in WWW-Authenticate is answered`, async ({
    page,
    stack,
  }) => {
    await enter(page, stack)
    const redirects = countRedirects(page)
    refuseWith(stack, challenges ?? '', 1)
    await refresh(page)
    await expect.poll(() => askedFor(stack, 'weather')).toBe(2)
    await expect(forecastRows(page)).toHaveCount(5)
    expect(demandedClaims(stack)).toEqual([expect.stringContaining('"nbf":{"essential":true')])
    expect(redirects()).toBe(0)
  })
}

/** Challenges that an API can send with every 401. */
const endless = {
  'no challenge': '',
  'a plain challenge': 'Bearer',
  'a challenge about an expired token': expired,
  'claims that are granted silently': `Bearer error="insufficient_claims", claims="${nbf}"`,
  'claims that the user has to satisfy': `Bearer error="insufficient_claims", claims="${acrs}", ${expired}`,
  'claims that cannot be read': 'Bearer error="insufficient_claims", claims="%%%"',
  'claims for another kind of token': `DPoP error="insufficient_claims", claims="${nbf}", Bearer`,
}

for (const [reason, challenges] of Object.entries(endless)) {
  test(`an API that refuses every token with ${reason} causes no sign-in loop`, async ({
    page,
    stack,
  }) => {
    await enterByName(page, stack)
    const redirects = countRedirects(page)
    refuseWith(stack, challenges)
    const approveIfAsked = async () => {
      await expect(alertOn(page).or(approve(page))).toBeVisible()
      if (await approve(page).isVisible()) await approve(page).click()
      await expect(alertOn(page)).toBeVisible()
    }
    await refresh(page)
    await approveIfAsked()
    const automatic = redirects()
    expect(automatic).toBeLessThanOrEqual(1)
    const arrived = page.waitForEvent('load')
    await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
    await arrived
    await approveIfAsked()
    await expect(page).toHaveURL(place)
    expect(redirects()).toBe(automatic + 1)
  })
}

test('a withdrawn permission is explained, requested again after a click, and the user returns to the same page', async ({
  page,
  stack,
}) => {
  await enter(page, stack, { path: place })
  await page.reload()
  await expect(forecastRows(page)).toHaveCount(5)
  const redirects = countRedirects(page)
  stack.control.withdrawConsent(plainAccount)
  stack.control.expireAccessTokens()
  await refresh(page)
  await expect(alertOn(page)).toContainText('The app needs your permission')
  expect(redirects()).toBe(0)
  await alertOn(page).getByRole('button', { name: 'Review the permission' }).click()
  await page.getByRole('button', { name: 'Accept' }).click()
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page).toHaveURL(place)
  expect(redirects()).toBe(1)
})

test(
  'a user blocked by a policy during a session sees a message and no redirect',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await enter(page, stack, { path: place })
    const redirects = countRedirects(page)
    const undo = stack.control.changeAccount(plainAccount, { blocked: true })
    stack.control.expireAccessTokens()
    await refresh(page)
    await expect(alertOn(page)).toContainText('Your organisation’s rules block this sign-in')
    await expect(alertOn(page)).toContainText('Your administrator can fix this')
    await expect(page).toHaveURL(place)
    expect(redirects()).toBe(0)
    undo()
    await page.reload()
    await expect(forecastRows(page)).toHaveCount(5)
  },
)
