import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from './fixtures.ts'

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
