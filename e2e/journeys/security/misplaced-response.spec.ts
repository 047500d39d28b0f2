import { alertOn, askedFor } from '../../support/failure.ts'
import { expect } from '../../support/fixtures.ts'
import { test } from '../../support/hostile-host.ts'
import { captureResponse, withChanges } from '../../support/captured-response.ts'

test(
  'an authorization response in the query is not read, and is removed from the address and the history',
  { tag: '@promise', annotation: { type: 'requirement', description: 'RFC 9700 §4.3.2' } },
  async ({ page, stack }) => {
    const own = await captureResponse(page, stack)
    await page.goto(`/?${withChanges(own, { code: 'planted' }).toString()}`)
    await expect(page.getByRole('link', { name: 'Sign in' }).or(alertOn(page))).toBeVisible()
    await expect(page).toHaveURL('/')
    expect(askedFor(stack, 'token', 'POST')).toBe(0)
  },
)

test(
  'an authorization response at a page other than the redirect URI is not read, even if its state is right',
  { tag: '@promise', annotation: { type: 'requirement', description: 'RFC 6749 §3.1.2' } },
  async ({ page, hostile, site, stack }) => {
    const asking = page.waitForRequest(/\/authorize\?/)
    await page.goto('/forecast')
    const state = new URL((await asking).url()).searchParams.get('state') ?? ''
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    const answer = new URLSearchParams({ code: 'planted', state })
    await page.goto(hostile.lead(`${site.origin}/forecast#${answer.toString()}`))
    await expect(alertOn(page)).toContainText('Sign-in was not finished')
    expect(askedFor(stack, 'token', 'POST')).toBe(0)
  },
)

const interactions = ['silent', 'popup', 'redirect']

test(
  'an authorization response sent to the redirect page is not kept, and ends at the start page',
  { tag: '@promise', annotation: { type: 'requirement', description: 'RFC 9700 §4.17' } },
  async ({ page, hostile, site, stack }) => {
    const states = interactions.map((interactionType) => {
      const state = { id: crypto.randomUUID(), meta: { interactionType } }
      return Buffer.from(JSON.stringify(state)).toString('base64')
    })
    for (const state of [...states, 'no-state', '']) {
      const answer = new URLSearchParams({ code: 'planted', ...(state !== '' && { state }) })
      await page.goto(hostile.lead(`${site.origin}/redirect.html#${answer.toString()}`))
      await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
      await expect(page).toHaveURL('/')
      const kept = await page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)))
      expect(kept).not.toContain('planted')
    }
    expect(askedFor(stack, 'token', 'POST')).toBe(0)
  },
)
