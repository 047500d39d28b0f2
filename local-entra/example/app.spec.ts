import { expect, test as base } from '@playwright/test'
import { withEntra } from 'local-entra/playwright'

const test = withEntra(base)

test('the app renews an access token that the API rejects', async ({ page, entra }) => {
  await entra.signInAs(page, 'sunny.day@weather.example')
  await page.goto('/')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('listitem')).toHaveCount(5)

  entra.expireAccessTokens()
  await page.reload()
  await expect(page.getByRole('listitem')).toHaveCount(5)
  expect(entra.exchanges({ endpoint: 'token' })).toHaveLength(2)
})
