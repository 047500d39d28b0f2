import { expect, type Page } from 'playwright/test'
import { defaultRegistrations, type LocalEntra } from '#local-entra'
import { alertOn, refresh } from '../../support/failure.ts'
import { whereabouts } from '../../support/fixtures.ts'
import { accountButton, forecastRows, pickAccount, plainAccount } from '../../support/person.ts'
import { atAuthority } from '../../support/real-authority.ts'
import { tokenRequests } from '../../support/session-steps.ts'

// External ID: the issuer has the tenant id in its host name, and the authority has another host.
const { tenants, apps, ...others } = defaultRegistrations()
const [tenant] = tenants
const external = {
  ...others,
  tenants: tenants.map((each) =>
    each === tenant ? { ...each, external: true, domain: 'contoso.onmicrosoft.com' } : each,
  ),
  apps: apps.filter(({ multiTenant }) => !multiTenant),
}

const test = atAuthority('contoso.ciamlogin.com', external)
const testAtOwnDomain = atAuthority('login.contoso.example', external)

const statuses = (stack: LocalEntra) =>
  tokenRequests(stack).map(({ form, status }) => `${form['grant_type']} ${status}`)

async function signInAndRenew(page: Page, stack: LocalEntra): Promise<void> {
  await page.goto('/forecast')
  await expect(page).toHaveURL(new RegExp(`^${stack.identity.origin}/`))
  await pickAccount(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  stack.control.expireAccessTokens()
  await refresh(page)
  await expect.poll(() => statuses(stack)).toEqual(['authorization_code 200', 'refresh_token 200'])
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(alertOn(page)).toHaveCount(0)
  for (const endpoint of ['discovery', 'instance-discovery'] as const) {
    expect(stack.control.exchanges({ endpoint })).toEqual([])
  }
}

test('with External ID, the app signs in, renews and signs out without discovery', async ({
  page,
  stack,
}) => {
  expect(stack.identity.issuer).toBe(`https://${tenant?.id}.ciamlogin.com/${tenant?.id}/v2.0`)
  await signInAndRenew(page, stack)
  await accountButton(page, plainAccount).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
  await expect(page).toHaveURL('/')
})

test('the authority of External ID may name its tenant', async ({ page, site, stack, leaks }) => {
  const { authorityMetadata: _, ...config } = stack.appConfig
  const authority = 'https://contoso.ciamlogin.com/contoso.onmicrosoft.com'
  await site.deploy({ ...config, authority })
  await signInAndRenew(page, stack)
  const tokenEndpoint = `${authority}/oauth2/v2.0/token`
  const where = { ...(await whereabouts(site, stack)), tokenEndpoint }
  expect(await leaks.take(where)).toEqual([])
})

testAtOwnDomain(
  'with the issuer in the configuration, External ID works at a custom URL domain',
  async ({ page, site, stack }) => {
    await site.deploy(stack.appConfig)
    await signInAndRenew(page, stack)
  },
)
