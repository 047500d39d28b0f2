import type { Page } from 'playwright/test'
import { alertOn } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, plainAccount } from '../../support/person.ts'
import { chooseInMenu, enter, expectSignedOut, forgetTab } from '../../support/session-steps.ts'

/** Every address that the page itself is sent to. */
function watchJourney(page: Page): () => Set<string> {
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

test('open redirect: whatever link leads to the app, a sign-in ends in the app (RFC 9700 §4.11.1)', async ({
  page,
  site,
  stack,
}) => {
  await stack.control.signInAs(page.context(), plainAccount)
  const journey = watchJourney(page)
  for (const link of links) {
    await page.goto(site.origin + link)
    await expect(forecastRows(page).first().or(alertOn(page)), link).toBeVisible()
    expect([...journey()].toSorted(), link).toEqual(
      [site.origin, stack.identity.origin].filter((origin) => journey().has(origin)).toSorted(),
    )
    await forgetTab(page)
  }
  expect(journey().size).toBe(2)
})

const planted = [
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example',
  'javascript:alert(1)',
]

test('open redirect: nor does a place to return to that somebody planted in the tab (RFC 9700 §4.11.1)', async ({
  page,
  site,
  stack,
}) => {
  const journey = watchJourney(page)
  // Between leaving and coming back, where it waits.
  await page.addInitScript((values) => {
    if (!location.hash.includes('code=')) return
    const returnTo = values[Number(localStorage.getItem('turn') ?? 0)]
    sessionStorage.setItem('weather.pendingSignIn', JSON.stringify({ returnTo }))
  }, planted)
  await stack.control.signInAs(page.context(), plainAccount)
  for (const turn of planted.keys()) {
    await page.goto('/forecast?days=5')
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page).toHaveURL('/forecast')
    await forgetTab(page)
    await page.evaluate((next) => localStorage.setItem('turn', String(next)), turn + 1)
  }
  expect(journey()).toEqual(new Set([site.origin, stack.identity.origin]))
})

test('open redirect: after sign-out there is no way elsewhere, whatever the answer says (OpenID Connect RP-Initiated Logout 1.0 §3)', async ({
  page,
  site,
  stack,
}) => {
  await enter(page, stack)
  await chooseInMenu(page, 'Sign out')
  await expectSignedOut(page)
  const journey = watchJourney(page)
  for (const query of ['?state=https://evil.example/', '?state=//evil.example&code=https://e.x']) {
    await page.goto(`/${query}`)
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
    await expect(page).toHaveURL('/')
  }
  expect(journey()).toEqual(new Set([site.origin]))
})
