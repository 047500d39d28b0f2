import type { Page } from 'playwright/test'
import { storageName } from '../../support/app-names.ts'
import { alertOn } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, plainAccount } from '../../support/person.ts'
import { chooseInMenu, enter, expectSignedOut, forgetTab } from '../../support/session-steps.ts'

/** The origins that the page navigates to. */
function watchNavigations(page: Page): () => Set<string> {
  const origins = new Set<string>()
  page.on('request', (request) => {
    const isOwn = request.isNavigationRequest() && request.frame() === page.mainFrame()
    if (isOwn) origins.add(new URL(request.url()).origin)
  })
  return () => origins
}

const links = [
  '//evil.example/forecast',
  '/%2f%2fevil.example/forecast',
  '/\\evil.example/forecast',
  '/.//evil.example',
  '/forecast?returnTo=https://evil.example/&redirect_uri=https://evil.example/',
  '/forecast#https://evil.example/',
]

test(
  'open redirect: a sign-in that starts from any link ends in the app',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'RFC 9700 §4.11.1; ASVS 3.7.2' },
  },
  async ({ page, site, stack }) => {
    await stack.control.signInAs(page.context(), plainAccount)
    const journey = watchNavigations(page)
    for (const link of links) {
      await page.goto(site.origin + link)
      await expect(forecastRows(page).first().or(alertOn(page)), link).toBeVisible()
      expect([...journey()].toSorted(), link).toEqual(
        [site.origin, stack.identity.origin].filter((origin) => journey().has(origin)).toSorted(),
      )
      await forgetTab(page)
    }
    expect(journey().size).toBe(2)
  },
)

const planted = [
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example',
  'javascript:alert(1)',
]

test(
  'open redirect: a return path planted in the tab does not lead out of the app',
  { tag: '@promise', annotation: { type: 'requirement', description: 'RFC 9700 §4.11.1' } },
  async ({ page, site, stack }) => {
    const journey = watchNavigations(page)
    // Planted while the sign-in is pending, where the app keeps the return path.
    const plan = { key: storageName('pendingSignIn'), values: planted }
    await page.addInitScript(({ key, values }) => {
      if (!location.hash.includes('code=')) return
      const returnTo = values[Number(localStorage.getItem('turn') ?? 0)]
      sessionStorage.setItem(key, JSON.stringify({ returnTo }))
    }, plan)
    await stack.control.signInAs(page.context(), plainAccount)
    for (const turn of planted.keys()) {
      await page.goto('/forecast?days=5')
      await expect(forecastRows(page)).toHaveCount(5)
      await expect(page).toHaveURL('/forecast')
      await forgetTab(page)
      await page.evaluate((next) => localStorage.setItem('turn', String(next)), turn + 1)
    }
    expect(journey()).toEqual(new Set([site.origin, stack.identity.origin]))
  },
)

test(
  'open redirect: no response to a sign-out leads to another site',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'OpenID Connect RP-Initiated Logout 1.0 §3' },
  },
  async ({ page, site, stack }) => {
    await enter(page, stack)
    await chooseInMenu(page, 'Sign out')
    await expectSignedOut(page)
    const journey = watchNavigations(page)
    for (const query of [
      '?state=https://evil.example/',
      '?state=//evil.example&code=https://e.x',
    ]) {
      await page.goto(`/${query}`)
      await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
      await expect(page).toHaveURL('/')
    }
    expect(journey()).toEqual(new Set([site.origin]))
  },
)
