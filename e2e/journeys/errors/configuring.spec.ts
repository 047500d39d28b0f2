import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deadOrigin } from '../../support/faulty-server.ts'
import { alertOn, seeForecast } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, plainAccount } from '../../support/person.ts'
import { expectExplained } from '../../support/faults/meet-in-turn.ts'

test('a wrong configuration shows every fault with its fix, on the public page too', async ({
  page,
  site,
  stack,
}) => {
  const wrong = { ...stack.appConfig, clientId: 'abc', tokenStorage: 'cookie', colour: 'red' }
  await writeFile(join(site.folder, 'config.json'), JSON.stringify(wrong))
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
})

test('a configuration that is not JSON is said in words', async ({ page, site }) => {
  await writeFile(join(site.folder, 'config.json'), '{ "authority": ')
  await page.goto('/')
  await expect(page.getByRole('alert')).toContainText('config.json is not JSON')
})

test('a missing configuration is said in words', async ({ page, site }) => {
  await rm(join(site.folder, 'config.json'))
  await page.goto('/forecast')
  await expect(page.getByRole('alert')).toContainText('the host answered 404')
})

test('an authority where nobody answers is said in words, and the page asked for is kept', async ({
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

test.describe('with tokens in the session storage', () => {
  test.skip(({ tokenStorage }) => tokenStorage === 'memory', 'the account goes with the page')

  test('a session of another authority is none of this one: signing in makes it one', async ({
    page,
    site,
    stack,
  }) => {
    await seeForecast(page, stack)
    const authority = stack.appConfig.authority.replace('localhost', '127.0.0.1')
    await site.deploy({ ...stack.appConfig, authority })
    // The configuration stays fresh for a minute.
    await page.evaluate(() => fetch('/config.json', { cache: 'reload' }))
    await page.reload()
    const title = 'The account belongs to another sign-in service'
    await expectExplained(page, { title, who: 'you', way: 'Sign in' })
    await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page.getByRole('button', { name: plainAccount })).toBeVisible()
  })
})
