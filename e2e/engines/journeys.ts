import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { editor } from '../support/editing.ts'
import { expect } from '../support/fixtures.ts'
import { plainAccount } from '../support/person.ts'
import type { Tab } from './engine.ts'
import { engines } from './engines.ts'
import { test } from './fixtures.ts'
import {
  authorizations,
  call,
  click,
  enter,
  expectView,
  forecast,
  openForecast,
  publicPage,
  reload,
  signInAs,
  signInPage,
  signOut,
  storedText,
  tokenRequests,
  traverse,
} from './steps.ts'

// The journeys that depend on the browser engine: its storage, cookies, history, policies and frames.

test.beforeEach(({ engine }) => {
  const { name, isInstalled, installation } = engines[engine]
  test.skip(!isInstalled(), `${name} is not installed: ${installation}`)
})

test('sign-in from the public page', async ({ tab, site }) => {
  await tab.open(site.origin)
  await expectView(tab, publicPage)
  await click(tab, 'Sign in')
  await signInAs(tab)
  await expectView(tab, { ...forecast, address: '/forecast' })
})

test('a deep link, with query and fragment', async ({ tab, site, stack }) => {
  const address = '/forecast?days=5&note=a%20b#thursday'
  await enter(tab, site.origin + address, stack)
  await expectView(tab, { ...forecast, address })
})

test('a reload keeps the session, without a redirect', async ({ tab, site, stack }) => {
  await enter(tab, `${site.origin}/forecast?days=5`, stack)
  await call(tab, () => void Object.assign(window, { isOld: true }))
  await reload(tab)
  await expect.poll(() => tab.evaluate('"isOld" in window').catch(String)).toBe(false)
  await expectView(tab, { ...forecast, address: '/forecast?days=5' })
  expect(authorizations(stack)).toEqual([])
  expect(tokenRequests(stack)).toEqual([])
})

test('silent renewal of an expired access token', async ({ tab, site, stack }) => {
  await enter(tab, `${site.origin}/forecast`, stack)
  stack.control.expireAccessTokens()
  await click(tab, 'Refresh')
  await expect.poll(() => tokenRequests(stack)).toEqual(['refresh_token 200'])
  await expectView(tab, forecast)
  expect(authorizations(stack)).toEqual([])
})

test('a dead refresh token with third-party cookies: a hidden frame', async ({
  tab,
  site,
  stack,
}) => {
  await enter(tab, `${site.origin}/forecast?days=5`, stack)
  stack.control.expireAccessTokens()
  stack.control.expireRefreshTokens()
  await click(tab, 'Refresh')
  await expect
    .poll(() => tokenRequests(stack))
    .toEqual(['refresh_token 400', 'authorization_code 200'])
  await expectView(tab, { ...forecast, address: '/forecast?days=5' })
  expect(authorizations(stack)).toEqual(['frame with cookie'])
})

test('sign-out in all tabs', async ({ tab, profile, site, stack }) => {
  await enter(tab, `${site.origin}/forecast`, stack)
  const others = [await profile.openTab(), await profile.openTab()]
  for (const other of others) await openForecast(other, site.origin)
  await signOut(tab)
  for (const each of [tab, ...others]) await expectView(each, { ...publicPage, address: '/' })
  for (const each of others) expect(await storedText(each)).not.toMatch(/token|sunny/i)
})

test('Back and Forward to signed-out pages', async ({ tab, site, stack }) => {
  await enter(tab, `${site.origin}/forecast`, stack)
  await click(tab, 'Flow')
  await expectView(tab, { address: '/flow' })
  await signOut(tab)
  await expectView(tab, publicPage)
  // From the back/forward cache, or loaded again: the public page, or pages of the provider.
  const heading = /^(?:Tomorrow’s weather|Sign in$|Pick an account$|You signed out)/
  for (const step of [-1, -1, 1, 1] as const) {
    await traverse(tab, step)
    await expectView(tab, { rows: 0, heading: expect.stringMatching(heading) })
  }
  expect(tokenRequests(stack)).toEqual([])
})

test('Back and Forward to a sign-in left half way', async ({ tab, profile, site }) => {
  await tab.open(site.origin)
  await click(tab, 'Sign in')
  await expectView(tab, signInPage)
  await traverse(tab, -1)
  await expectView(tab, publicPage)
  await traverse(tab, 1)
  await expectView(tab, signInPage)
  await traverse(tab, -1)
  await click(tab, 'Sign in')
  await signInAs(tab)
  await expectView(tab, forecast)

  // From a deep link. Engines differ in whether its page stays in the history: the page before it is public.
  const other = await profile.openTab()
  await other.open(site.origin)
  await expectView(other, publicPage)
  await signOut(tab)
  await expectView(tab, publicPage)
  await other.open(`${site.origin}/forecast?days=5`)
  await expectView(other, signInPage)
  await traverse(other, -1)
  await expectView(other, {
    heading: expect.stringMatching(/^Tomorrow|^Sign-in was not finished$/),
  })
  await click(other, 'Sign in')
  await click(other, plainAccount)
  await expectView(other, forecast)
})

test('a copied tab has a session, and ends with its original', async ({
  tab,
  profile,
  site,
  stack,
}) => {
  await enter(tab, `${site.origin}/forecast`, stack)
  // Drivers cannot duplicate a tab: this does to session storage what browsers do.
  const copy = await profile.openTab()
  await copy.open(`${site.origin}/icon.svg`)
  const entries = await storedText(tab)
  await call(
    copy,
    (text) => Object.assign(sessionStorage, Object.fromEntries(JSON.parse(text))),
    entries,
  )
  await openForecast(copy, site.origin)
  stack.control.expireAccessTokens()
  for (const each of [copy, tab]) {
    await click(each, 'Refresh')
    await expectView(each, forecast)
  }
  expect(authorizations(stack)).toEqual([])
  await signOut(tab)
  await expectView(copy, { ...publicPage, address: '/' })
  expect(await storedText(copy)).not.toMatch(/token|sunny/i)
})

test('a front-channel frame ends the session', async ({ engine, tab, profile, site, stack }) => {
  test.fail(
    engine === 'webkit',
    'WebKit partitions storage by origin, not by site: https://github.com/privacycg/storage-partitioning/issues/50',
  )
  await enter(tab, `${site.origin}/forecast`, stack)
  const elsewhere = await profile.openTab()
  const address = new URL(stack.appConfig.authorityMetadata.end_session_endpoint)
  address.searchParams.set('logout_hint', plainAccount)
  await elsewhere.open(address.href)
  await expectView(elsewhere, { heading: expect.stringContaining('You signed out') })
  await expectView(tab, { ...publicPage, address: '/' })
})

test('a script that is lost or damaged once: one reload repairs the page', async ({
  running,
  site,
}) => {
  const assets = join(site.folder, 'assets')
  const [name = ''] = (await readdir(assets)).filter((each) => /^start-app.*\.js$/.test(each))
  const script = join(assets, name)
  const whole = await readFile(script, 'utf8')
  const harms = [
    { harm: () => rm(script), repair: reload },
    {
      harm: () => writeFile(script, `document.title = 'Damaged'; ${whole}`),
      // The browser has stored the damaged script for a year.
      repair: (tab: Tab) => click(tab, 'Reload the page'),
    },
  ]
  for (const { harm, repair } of harms) {
    // Without a stored copy of the script.
    const profile = await running.openProfile()
    const tab = await profile.openTab()
    await harm()
    await tab.open(`${site.origin}/nowhere`)
    await expectView(tab, { heading: 'The app could not be loaded' })
    expect(await tab.evaluate('document.title')).not.toBe('Damaged')
    await writeFile(script, whole)
    await repair(tab)
    await expectView(tab, { heading: 'Page not found' })
    await profile.close()
  }
})

test('the account menu opens at its button', async ({ tab, site, stack }) => {
  await enter(tab, `${site.origin}/forecast`, stack)
  await click(tab, '@')
  const distance = () => {
    const boxOf = (selector: string) => document.querySelector(selector)?.getBoundingClientRect()
    const button = boxOf('.account-button')
    const menu = boxOf('#account-menu')
    return (
      button &&
      menu && [Math.round(menu.right - button.right), Math.round(menu.top - button.bottom)]
    )
  }
  await expect.poll(() => call(tab, distance)).toEqual([0, 8])
})

test('no page violates its policy', async ({ tab, site, stack, violations }) => {
  const plant = () =>
    document.body.append(Object.assign(new Image(), { src: 'http://localhost:1/planted.png' }))
  await tab.open(site.origin)
  await expectView(tab, publicPage)
  await tab.open(stack.identity.origin)
  await expectView(tab, { heading: 'The identity provider is running' })
  await tab.open(`${site.origin}/forecast`)
  await signInAs(tab, editor)
  await expectView(tab, forecast)
  for (const page of ['Flow', 'Profile', 'Edit']) {
    await click(tab, page)
    await expectView(tab, { address: `/${page.toLowerCase()}` })
  }
  await tab.open(`${site.origin}/nowhere`)
  await expectView(tab, { heading: 'Page not found' })
  await call(tab, plant)
  const planted = 'img-src blocked http://localhost:1/planted.png on'
  await expect.poll(violations.list).toEqual([`${planted} ${site.origin}/nowhere`])
  violations.clear()
  await signOut(tab)
  await expectView(tab, publicPage)
})

test('a dead refresh token without third-party cookies: one redirect', async ({
  tab,
  site,
  otherSite,
}) => {
  await enter(tab, `${site.origin}/forecast?days=5#friday`, otherSite)
  otherSite.control.expireAccessTokens()
  otherSite.control.expireRefreshTokens()
  // Right after a sign-in, a page does not redirect by itself.
  await reload(tab)
  await expect
    .poll(() => tokenRequests(otherSite))
    .toEqual(['refresh_token 400', 'authorization_code 200'])
  await expectView(tab, { ...forecast, address: '/forecast?days=5#friday' })
  expect(authorizations(otherSite)).toEqual(['frame without cookie', 'page with cookie'])
})

test('memory mode: a reload keeps the session, and nothing stores a token', async ({
  tab,
  site,
  stack,
}) => {
  await site.deploy({ ...stack.appConfig, tokenStorage: 'memory' })
  await enter(tab, `${site.origin}/forecast?days=5`, stack)
  expect(await storedText(tab)).not.toMatch(/"secret|refreshtoken|accesstoken/i)
  await reload(tab)
  await expect.poll(() => tokenRequests(stack)).toEqual(['authorization_code 200'])
  await expectView(tab, { ...forecast, address: '/forecast?days=5' })
  expect(authorizations(stack)).toEqual(['frame with cookie'])
})
