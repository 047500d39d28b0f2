import type { Page } from 'playwright/test'
import { alertOn, askedFor, openAsKnown, refresh, seeForecast } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import type { LocalEntra } from '#local-entra'
import { expectSlowNotice, neverLeaves } from '../../support/slow-notice.ts'
import { accountButton, plainAccount } from '../../support/person.ts'

// A page that is busy for more than a few seconds says so. In these tests the response never arrives.

test.beforeEach(async ({ page }) => {
  await page.clock.install()
})

interface Stage {
  page: Page
  stack: LocalEntra
}

/** What the page can wait for at the identity provider and the API, and how to get there. */
const waits: { what: string; begin: (stage: Stage) => Promise<unknown> }[] = [
  {
    what: 'the sign-in page, from the public page',
    begin: async ({ page, stack }) => {
      await page.goto('/')
      stack.control.fault(neverLeaves)
      await page.getByRole('link', { name: 'Sign in' }).click()
      await expect.poll(() => askedFor(stack, 'authorize')).toBe(1)
    },
  },
  {
    what: 'the sign-in page, from a protected page',
    begin: async ({ page, stack }) => {
      stack.control.fault(neverLeaves)
      // The page may redirect before its load event.
      await page.goto('/forecast', { waitUntil: 'commit' })
      await expect.poll(() => askedFor(stack, 'authorize')).toBe(1)
    },
  },
  {
    what: 'the sign-in page, from an error page',
    begin: async ({ page, stack }) => {
      stack.control.fault({ endpoint: 'authorize', aadsts: 50076, times: 1 })
      await page.goto('/forecast')
      // The page can load before it redirects.
      await expect(alertOn(page)).toBeVisible()
      stack.control.fault(neverLeaves)
      await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
      await expect.poll(() => askedFor(stack, 'authorize')).toBe(2)
    },
  },
  {
    what: 'the sign-in page, from the account menu',
    begin: async (stage) => {
      await seeForecast(stage.page, stage.stack)
      stage.stack.control.fault(neverLeaves)
      await press(stage, 'Switch account')
      await expect.poll(() => askedFor(stage.stack, 'authorize')).toBe(2)
    },
  },
  {
    what: 'the end of the session',
    begin: async (stage) => {
      await seeForecast(stage.page, stage.stack)
      stage.stack.control.fault({ ...neverLeaves, endpoint: 'logout' })
      await press(stage, 'Sign out')
      await expect.poll(() => askedFor(stage.stack, 'logout')).toBe(1)
    },
  },
  {
    what: 'the redemption of the code',
    begin: async ({ page, stack }) => {
      stack.control.fault({ endpoint: 'token', hang: true })
      await openAsKnown(page, stack)
      await expect.poll(() => askedFor(stack, 'token', 'POST')).toBe(1)
    },
  },
  {
    what: 'a new access token',
    begin: async ({ page, stack }) => {
      await seeForecast(page, stack)
      stack.control.expireAccessTokens()
      stack.control.fault({ endpoint: 'token', hang: true })
      await refresh(page)
      await expect.poll(() => askedFor(stack, 'token', 'POST')).toBe(2)
    },
  },
  {
    what: 'a hidden frame',
    begin: async ({ page, stack }) => {
      await seeForecast(page, stack)
      stack.control.expireAccessTokens()
      stack.control.expireRefreshTokens()
      stack.control.fault({ endpoint: 'authorize', hang: true })
      await refresh(page)
      await expect.poll(() => askedFor(stack, 'authorize')).toBe(2)
    },
  },
  {
    what: 'the forecast',
    begin: async ({ page, stack }) => {
      stack.control.fault({ endpoint: 'weather', hang: true })
      await openAsKnown(page, stack)
      await expect.poll(() => askedFor(stack, 'weather')).toBe(1)
    },
  },
  {
    what: 'a newer forecast',
    begin: async ({ page, stack }) => {
      await seeForecast(page, stack)
      stack.control.fault({ endpoint: 'weather', hang: true })
      await refresh(page)
      await expect.poll(() => askedFor(stack, 'weather')).toBe(2)
    },
  },
  {
    what: 'another attempt',
    begin: async ({ page, stack }) => {
      stack.control.fault({ endpoint: 'weather', status: 500, times: 1 })
      await openAsKnown(page, stack)
      stack.control.fault({ endpoint: 'weather', hang: true })
      await alertOn(page).getByRole('button', { name: 'Try again' }).click()
      await expect.poll(() => askedFor(stack, 'weather')).toBe(2)
    },
  },
]

async function press({ page }: Stage, button: string): Promise<void> {
  await accountButton(page, plainAccount).click()
  await page.getByRole('button', { name: button }).click()
}

for (const { what, begin } of waits) {
  test(`the page says that it is still waiting for ${what}`, async ({ page, stack }) => {
    await begin({ page, stack })
    await expectSlowNotice(page)
  })
}
