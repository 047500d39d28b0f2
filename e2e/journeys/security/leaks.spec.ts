import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { expect, test, whereabouts } from '../../support/fixtures.ts'
import { accountButton, forecastRows, plainAccount, signInAs } from '../../support/person.ts'
import { withdrawPolicy } from '../../support/withdraw-policy.ts'

const kindsOfSecret = [
  'ID token',
  'access token',
  'authorization code',
  'code verifier',
  'refresh token',
] as const

async function signIn(page: Page): Promise<void> {
  await page.goto('/forecast?days=5')
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
}

test('from sign-in over a reload to sign-out, no code and no token is where it may not be', async ({
  page,
  context,
  leaks,
  site,
  stack,
}) => {
  await signIn(page)
  await leaks.look(context)
  await page.reload()
  await expect(forecastRows(page)).toHaveCount(5)
  await leaks.look(context)
  await accountButton(page, plainAccount).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
  await leaks.look(context)
  expect(leaks.kinds().toSorted()).toEqual(kindsOfSecret)
  expect(await leaks.take(await whereabouts(site, stack))).toEqual([])
})

test('after sign-out nothing of the tokens is left in any store', async ({
  page,
  leaks,
  site,
  stack,
}) => {
  await signIn(page)
  await accountButton(page, plainAccount).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
  await leaks.take(await whereabouts(site, stack))
  await leaks.look(page.context())
  // In memory mode a token may be in no store at all, which is the rule for a session that has ended.
  const ended = { ...(await whereabouts(site, stack)), tokenStorage: 'memory' as const }
  expect(await leaks.take(ended)).toEqual([])
})

/** Ways to lose a token, each with what the watch has to say. */
const plants: Record<string, (token: string) => unknown> = {
  'local storage: planted': (token) => localStorage.setItem('planted', token),
  'local storage: assigned': (token) => (localStorage['assigned'] = token),
  'local storage: msal.planted': (token) => localStorage.setItem('msal.planted', token),
  'session storage: planted': (token) => sessionStorage.setItem('planted', `{"a":"${token}"}`),
  'cookie: ': (token) => (document.cookie = `planted=${token}`),
  'address: ': (token) => (location.hash = token),
  'history: pushState': (token) => history.pushState({ token }, ''),
  'history: entry': (token) => history.replaceState(null, '', `?planted=${token}`),
  'document: #text': (token) => document.body.append(token),
  'document: title': (token) => (document.body.title = token),
  'document: DIV': (token) => {
    const box = document.createElement('div')
    box.dataset['planted'] = btoa(`xx${token}`)
    document.body.append(box)
    box.remove()
  },
  'document: window name': (token) => (window.name = token),
  'document: fields': (token) => {
    document.body.append(Object.assign(document.createElement('input'), { value: token }))
  },
  'console: log': (token) => console.log({ deep: { down: token } }),
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a broadcast channel has none
  'broadcast channel: planted': (token) => new BroadcastChannel('planted').postMessage([token]),
  'window message: ': (token) => window.postMessage({ token }, location.origin),
  'IndexedDB: planted': () =>
    new Promise((resolve) => (indexedDB.open('planted').onsuccess = resolve)),
  'Cache Storage: planted': () => caches.open('planted'),
  'request address: http://localhost': (token) => fetch(`/icon.svg?planted=${token}`),
  'request header: referer of http://localhost': (token) =>
    fetch('/icon.svg', { referrer: `/?planted=${token}`, referrerPolicy: 'unsafe-url' }),
  'request header: x-planted of http://localhost': (token) =>
    fetch('/icon.svg', { headers: { 'x-planted': token } }),
  'request header: authorization of http://localhost': (token) =>
    fetch('/icon.svg', { headers: { authorization: `Bearer ${token}` } }),
  'request body: http://localhost': (token) => fetch('/', { method: 'POST', body: token }),
}

// In a context of their own, which takes what was planted away with it.
test('the watch finds a token wherever it is planted', async ({ browser, leaks, site, stack }) => {
  const page = await browser.newPage({ baseURL: site.origin })
  await signIn(page)
  const where = await whereabouts(site, stack)
  await leaks.take(where)
  const accessToken = leaks.secret('access token')
  for (const [place, plant] of Object.entries(plants)) {
    await page.evaluate(plant, accessToken).catch(() => undefined)
    await leaks.look(page.context())
    expect((await leaks.take(where)).join('\n'), place).toContain(place)
  }
  await page.close()
})

test('the watch finds a service worker, which the policy would not let in', async ({
  browser,
  leaks,
  site,
  stack,
}) => {
  const file = join(site.folder, 'planted.js')
  await writeFile(file, '')
  await withdrawPolicy(site)
  const page = await browser.newPage({ baseURL: site.origin })
  await page.goto('/')
  await page.evaluate(() => navigator.serviceWorker.register('/planted.js'))
  await leaks.look(page.context())
  expect(await leaks.take(await whereabouts(site, stack))).toEqual([
    `service worker: ${site.origin}/`,
  ])
  await page.close()
  await rm(file)
})

test('the watch finds each kind of secret, and an access token beside its API', async ({
  browser,
  leaks,
  site,
  stack,
}) => {
  const page = await browser.newPage({ baseURL: site.origin })
  await signIn(page)
  const where = await whereabouts(site, stack)
  await leaks.take(where)
  for (const kind of kindsOfSecret) {
    expect(leaks.secret(kind)).not.toBe('')
    await page.evaluate((value) => localStorage.setItem('planted', value), leaks.secret(kind))
    expect(await leaks.take(where)).toEqual([`${kind} in local storage: planted`])
  }
  const beside = `${where.weatherApiUrl}/planted`
  await page.evaluate(
    async ([url = '', token = '']) => {
      localStorage.clear()
      await fetch(url, { headers: { authorization: `Bearer ${token}` } }).catch(() => undefined)
    },
    [beside, leaks.secret('access token')],
  )
  await leaks.look(page.context())
  expect(await leaks.take(where)).toEqual([
    `access token in request header: authorization of ${beside}`,
  ])
  await page.close()
})
