import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { deadOrigin } from '../../support/faulty-server.ts'
import { alertOn, seeForecast } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, plainAccount } from '../../support/person.ts'
import { expectExplained } from '../../support/faults/expect-explained.ts'

test(
  'an invalid configuration shows every fault with its fix, on the public page as well',
  { tag: '@promise' },
  async ({ page, site, stack }) => {
    const wrong = { ...stack.appConfig, clientId: 'abc', tokenStorage: 'cookie', colour: 'red' }
    await site.mount(wrong)
    for (const path of ['/', '/forecast']) {
      await page.goto(path)
      const alert = page.getByRole('alert')
      await expect(alert).toContainText('not set up correctly')
      await expect(alert).toContainText('clientId cannot be "abc"')
      await expect(alert).toContainText('tokenStorage cannot be "cookie"')
      await expect(alert).toContainText('colour is not a known setting')
    }
    await site.deploy()
    await page.getByRole('button', { name: 'Reload the page' }).click()
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  },
)

test('a configuration that is not JSON is explained', async ({ page, site }) => {
  await site.mount('{ "authority": ')
  await page.goto('/')
  await expect(page.getByRole('alert')).toContainText('config.json is not JSON')
})

test('a missing configuration is explained', async ({ page, site }) => {
  await site.mount()
  await rm(join(site.folder, 'config.json'))
  await page.goto('/forecast')
  await expect(page.getByRole('alert')).toContainText('the host responded with 404')
})

test('an authority that cannot be reached is explained, and a reload continues when it is fixed', async ({
  page,
  site,
  stack,
}) => {
  const { authorityMetadata: _, ...config } = stack.appConfig
  const nobody = (await deadOrigin()).replace('http:', 'https:')
  await site.deploy({ ...config, authority: `${nobody}/contoso.example` })
  await page.goto('/forecast?days=5')
  const title = 'The sign-in service of this app cannot be found'
  await expectExplained(page, { title, who: 'developer', way: 'Reload the page' })
  await expect(alertOn(page)).toContainText(`${nobody}/contoso.example`)
  await site.deploy()
  await alertOn(page).getByRole('button', { name: 'Reload the page' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})

test.describe('with tokens in session storage', () => {
  test.skip(
    ({ tokenStorage }) => tokenStorage === 'memory',
    'A reload loses the account in memory mode.',
  )

  test('a session from another authority is explained, and a sign-in replaces it', async ({
    page,
    site,
    stack,
  }) => {
    await seeForecast(page, stack)
    const authority = stack.appConfig.authority.replace('localhost', '127.0.0.1')
    await site.deploy({ ...stack.appConfig, authority })
    await page.reload()
    const title = 'The account belongs to another sign-in service'
    await expectExplained(page, { title, who: 'you', way: 'Sign in' })
    await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page.getByRole('button', { name: plainAccount })).toBeVisible()
  })
})
