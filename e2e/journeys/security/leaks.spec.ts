import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { expect, test, whereabouts } from '../../support/fixtures.ts'
import { accountButton, forecastRows, plainAccount, signInAs } from '../../support/person.ts'
import { removePolicy } from '../../support/remove-policy.ts'

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

test(
  'from sign-in through a reload to sign-out, codes and tokens are only where they are allowed',
  {
    tag: ['@promise', '@both'],
    annotation: {
      type: 'requirement',
      description: 'RFC 9700 §4.2, §4.3; ASVS 10.1.1, 3.4.5; ASVS 3.3',
    },
  },
  async ({ page, context, leaks, site, stack }) => {
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
  },
)

test(
  'after sign-out no store contains any part of the tokens',
  { tag: ['@promise', '@both'], annotation: { type: 'requirement', description: 'ASVS 7.4.1' } },
  async ({ page, leaks, site, stack }) => {
    await signIn(page)
    await accountButton(page, plainAccount).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
    await leaks.take(await whereabouts(site, stack))
    await leaks.look(page.context())
    // In memory mode no store may contain a token. The same holds after a session has ended.
    const ended = { ...(await whereabouts(site, stack)), tokenStorage: 'memory' as const }
    expect(await leaks.take(ended)).toEqual([])
  },
)

/** Ways to leak a token, by what the leak watch must report. */
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

// In a context of its own: closing it removes what was planted.
test(
  'the leak watch finds a token in every place where one is planted',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'RFC 9700 §4.2, §4.3; ASVS 10.1.1, 3.4.5' },
  },
  async ({ browser, leaks, site, stack }) => {
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
  },
)

test(
  'the leak watch finds a service worker, which the policy does not allow',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'RFC 9700 §4.2, §4.3; ASVS 10.1.1, 3.4.5' },
  },
  async ({ browser, leaks, site, stack }) => {
    const file = join(site.folder, 'planted.js')
    await writeFile(file, '')
    await removePolicy(site)
    const page = await browser.newPage({ baseURL: site.origin })
    await page.goto('/')
    await page.evaluate(() => navigator.serviceWorker.register('/planted.js'))
    await leaks.look(page.context())
    expect(await leaks.take(await whereabouts(site, stack))).toEqual([
      `service worker: ${site.origin}/`,
    ])
    await page.close()
    await rm(file)
  },
)

async function sendToken([url = '', token = '']: string[]): Promise<void> {
  localStorage.clear()
  await fetch(url, { headers: { authorization: `Bearer ${token}` } }).catch(() => undefined)
}

test(
  'the leak watch finds each kind of secret, and an access token sent to an address other than its API',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'RFC 9700 §4.2, §4.3; ASVS 10.1.1, 3.4.5' },
  },
  async ({ browser, leaks, site, stack }) => {
    const page = await browser.newPage({ baseURL: site.origin })
    await signIn(page)
    const where = await whereabouts(site, stack)
    await leaks.take(where)
    for (const kind of kindsOfSecret) {
      expect(leaks.secret(kind)).not.toBe('')
      await page.evaluate((value) => localStorage.setItem('planted', value), leaks.secret(kind))
      expect(await leaks.take(where)).toEqual([`${kind} in local storage: planted`])
    }
    // Beside the API, and another API.
    for (const url of [`${stack.weatherApi.url}-planted`, stack.graph.url]) {
      await page.evaluate(sendToken, [url, leaks.secret('access token')])
      await leaks.look(page.context())
      expect(await leaks.take(where)).toEqual([
        `access token in request header: authorization of ${url}`,
      ])
    }
    await page.close()
  },
)
