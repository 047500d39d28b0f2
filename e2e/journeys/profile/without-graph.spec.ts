import type { LocalEntra } from '#local-entra'
import { alertOn } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows } from '../../support/person.ts'
import { expectProfile, openProfile } from '../../support/profile.ts'
import { enter } from '../../support/session-steps.ts'

/** The origins that the content security policy allows the page to connect to. */
function connections(policy: string | undefined): string[] {
  const directive = policy?.split(';').find((each) => each.trim().startsWith('connect-src'))
  return directive?.trim().split(' ').slice(1) ?? []
}

const graphOrigin = ({ appConfig }: LocalEntra) => new URL(appConfig.apis.graph.url).origin

test(
  'without Microsoft Graph in the configuration there is no profile page, no link and no origin in the policy',
  { tag: '@promise' },
  async ({ page, site, stack }) => {
    const { apis: _, ...config } = stack.appConfig
    await site.deploy(config)
    await enter(page, stack)
    await expect(page.getByRole('link', { name: 'Flow' })).toBeVisible()
    await expect(page.getByRole('link', { name: 'Profile' })).toHaveCount(0)
    const response = await page.goto('/profile')
    await expect(alertOn(page)).toContainText('Page not found')
    const allowed = connections(response?.headers()['content-security-policy'])
    expect(allowed).toContain(new URL(stack.weatherApi.url).origin)
    expect(allowed).not.toContain(graphOrigin(stack))
    await alertOn(page).getByRole('button', { name: 'Go to the forecast' }).click()
    await expect(forecastRows(page)).toHaveCount(5)
  },
)

test('with Microsoft Graph in the configuration, the policy allows its origin', async ({
  page,
  stack,
}) => {
  const response = await page.goto('/forecast')
  expect(connections(response?.headers()['content-security-policy'])).toContain(graphOrigin(stack))
  await enter(page, stack)
  await openProfile(page)
  await expectProfile(page)
})
