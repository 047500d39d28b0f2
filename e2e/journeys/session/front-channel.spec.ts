import type { BrowserContext, Page } from 'playwright/test'
import { storageName } from '../../support/app-names.ts'
import { expect, test as base, whereabouts } from '../../support/fixtures.ts'
import { defaultRegistrations, type LocalEntra, startLocalEntra } from '#local-entra'
import { forecastRows, plainAccount } from '../../support/person.ts'
import { enter, expectSignedOut } from '../../support/session-steps.ts'

interface FrontChannelFixtures {
  /** An identity provider that knows the app's front-channel logout URL. */
  provider: LocalEntra
}

const test = base.extend<FrontChannelFixtures>({
  provider: async ({ site, leaks }, use) => {
    const registrations = defaultRegistrations()
    for (const app of registrations.apps)
      app.frontChannelLogoutUri = `${site.origin}/front-channel-sign-out.html`
    const provider = await startLocalEntra({ registrations, appOrigins: [site.origin] })
    await site.deploy(provider.appConfig)
    await use(provider)
    expect(await leaks.take(await whereabouts(site, provider))).toEqual([])
    await provider.close()
  },
})

/** Signs out at the identity provider, as another app would. */
async function signOutElsewhere(context: BrowserContext, provider: LocalEntra): Promise<Page> {
  const elsewhere = await context.newPage()
  const address = new URL(provider.appConfig.authorityMetadata.end_session_endpoint)
  address.searchParams.set('logout_hint', plainAccount)
  await elsewhere.goto(address.href, { waitUntil: 'load' })
  await expect(elsewhere.getByRole('heading', { name: 'You signed out' })).toBeVisible()
  return elsewhere
}

test(
  'a sign-out at the identity provider ends the tabs of that session',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'OpenID Connect Front-Channel Logout 1.0 §2' },
  },
  async ({ page, provider, context }) => {
    await enter(page, provider)
    await signOutElsewhere(context, provider)
    await expectSignedOut(page)
  },
)

test(
  'only the identity provider may frame the front-channel sign-out page, and a guessed session ID ends no session',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'OpenID Connect Front-Channel Logout 1.0 §2' },
  },
  async ({ page, provider, context, request, site }) => {
    const answer = await request.get('/front-channel-sign-out.html')
    const policy = answer.headers()['content-security-policy']
    expect(policy).toContain(`frame-ancestors ${provider.identity.origin};`)
    await enter(page, provider)
    const stranger = await context.newPage()
    for (const sid of ['', 'guessed', 'x'.repeat(10_000), '<script>'])
      await stranger.goto(
        `${site.origin}/front-channel-sign-out.html?sid=${encodeURIComponent(sid)}`,
      )
    await page.evaluate(() => dispatchEvent(new Event('focus')))
    await page.getByRole('button', { name: 'Refresh' }).click()
    await expect(forecastRows(page)).toHaveCount(5)
    const kept = await page.evaluate(
      (key) => localStorage.getItem(key),
      storageName('ended-sessions'),
    )
    expect(Object.keys(JSON.parse(kept ?? '{}') as object)).toEqual(['guessed'])
  },
)
